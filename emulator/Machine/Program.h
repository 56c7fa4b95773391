//===- Program.h - a kernel, decoded ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a warp execute? Statements are decoded once into a flat array of
// instructions, whose operands are places in a warp's registers, or in the
// kernel's constants, where an immediate is there for each of the 32 lanes: an
// instruction is one loop over lanes that reads arrays.
//
// The functions that a kernel calls come before it, each after those that it
// calls: lanes that call go on first, until they are back at the others. No
// function calls itself, so each has registers and variables of its own in a
// warp's and a thread's memory, and a register for where its lanes return to.
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

/// Where the 32 lanes of an operand begin: a byte of a warp's registers, or
/// with the upper bit of the program's constants.
using Slot = uint32_t;
constexpr Slot constantSlot = 1u << 31;

/// Executes an instruction for the lanes of `active`, which is not empty.
using Executor = void (*)(Warp &warp, const Instruction &instruction,
                          Lanes active);

/// What a warp does at an instruction.
enum class Effect : uint8_t {
  Plain,   ///< it computes
  Memory,  ///< it may fault
  Store,   ///< it may fault, and is progress
  Branch,  ///< its lanes go on at `target`
  Call,    ///< the same, once `slots[0]` has where they return to
  Return,  ///< its lanes go on where `slots[0]` says
  Exit,    ///< its lanes end
  Barrier, ///< its lanes wait for all of the block
  Shuffle, ///< its lanes wait for those of `members`
};

struct Instruction {
  Executor run = nullptr;
  const Slot *slots = nullptr;
  /// What is added to an address, with the window of its space.
  uint64_t offset = 0;
  uint32_t target = 0;
  /// The index of Program::statements.
  uint32_t statement = 0;
  /// The predicate that lanes need, if `isGuarded`.
  Slot guard = 0;
  /// The lanes that a shuffle names.
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
  /// What a GPU takes of both, without the gaps that find faults here.
  uint32_t takenSharedBytes = 0;
  uint32_t takenLocalBytes = 0;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_PROGRAM_H
