//===- Program.h - a kernel, decoded ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a warp execute? Statements are decoded once into a flat array of
// instructions. Their operands are slots of a warp's registers or of the
// program's constants. A constant has one copy for each of the 32 lanes, so
// that an instruction is one loop over lanes that reads arrays.
//
// The functions that a kernel calls precede it, and each follows its callees.
// Because the lanes with the first instruction run first, lanes that call a
// function run until they are back at the other lanes. There is no recursion:
// each function has fixed registers and variables in the memory of a warp and a
// thread. One of these registers has the instruction that each lane returns to.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MACHINE_PROGRAM_H
#define AG_EMULATOR_MACHINE_PROGRAM_H

#include "Memory/Shadow.h"
#include "PTX/Module.h"
#include <memory>

namespace ag::emulator {

class Warp;
struct Instruction;

constexpr unsigned warpSize = 32;
constexpr Lanes allLanes = ~0u;

/// The offset of the 32 lanes of an operand, in bytes: in a warp's registers,
/// or in the program's constants if the upper bit is set.
using Slot = uint32_t;
constexpr Slot constantSlot = 1u << 31;

/// Executes an instruction for the lanes of `active`, which is not empty.
using Executor = void (*)(Warp &warp, const Instruction &instruction,
                          Lanes active);

/// The effect of an instruction on its warp.
enum class Effect : uint8_t {
  Plain,   ///< computes only
  Memory,  ///< may fault
  Store,   ///< may fault, and is progress
  Branch,  ///< lanes continue at `target`
  Call,    ///< lanes set `slots[0]` to the next instruction, then branch
  Return,  ///< lanes continue at the instruction in `slots[0]`
  Exit,    ///< lanes end
  Barrier, ///< lanes wait for all lanes of the block
  Shuffle, ///< lanes wait for the lanes of `members`
};

struct Instruction {
  Executor run = nullptr;
  const Slot *slots = nullptr;
  /// The offset that is added to an address.
  uint64_t offset = 0;
  uint32_t target = 0;
  /// The index of Program::statements.
  uint32_t statement = 0;
  /// The predicate of lanes that execute the instruction, if `isGuarded`.
  Slot guard = 0;
  /// The lanes that take part in a shuffle.
  Slot members = 0;
  bool isGuarded = false;
  bool isGuardNegated = false;
  Effect effect = Effect::Plain;
  /// The elements of a vector.
  uint8_t count = 1;
};

/// A special register, written before a warp starts.
struct SpecialRegister {
  Slot slot;
  /// Writes the 32 lanes at `lanes`.
  void (*fill)(const Warp &warp, void *lanes);
};

struct Program {
  const Module *module = nullptr;
  const Kernel *kernel = nullptr;
  std::vector<Instruction> code;
  /// The first instruction of the kernel.
  uint32_t entry = 0;
  /// The statements of all bodies; null for the end of each.
  std::vector<const Statement *> statements;
  std::vector<Slot> slots;
  std::vector<uint8_t> constants;
  std::vector<SpecialRegister> specials;
  /// Bytes of a warp's registers.
  uint32_t frameBytes = 0;
  /// Bytes of static shared memory, which dynamic shared memory follows.
  uint32_t sharedBytes = 0;
  /// Bytes of each thread's local memory.
  uint32_t localBytes = 0;
  /// Bytes of both on a GPU, without the gaps that find faults here.
  uint32_t takenSharedBytes = 0;
  uint32_t takenLocalBytes = 0;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_PROGRAM_H
