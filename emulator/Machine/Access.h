//===- Access.h - lanes that access memory ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which bytes of the host do the lanes of a load or store access, and is that
// allowed? Each access is checked here: it must be within one allocation,
// aligned, and not freed, and it must not be a race. Shared memory must be
// written before it is read.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MACHINE_ACCESS_H
#define AG_EMULATOR_MACHINE_ACCESS_H

#include "Machine/Block.h"

namespace ag::emulator {

/// The kind of an access.
enum class Touch : uint8_t { Read, Write, Atomic };

/// The memory accesses of the lanes of one instruction.
class Access {
public:
  Access(Warp &warp, const Instruction &instruction, Space space,
         unsigned bytes, Touch touch)
      : warp(warp), instruction(instruction), space(space), bytes(bytes),
        touch(touch) {}

  /// Sets `pointers` of the lanes of `active` to the bytes at `addresses` plus
  /// the instruction's offset. Returns false after a fault.
  bool resolve(Lanes active, const uint64_t *addresses, uint8_t **pointers);

  /// Writes a lane's `values` to the bytes at `address` plus the offset.
  /// Returns false after a fault.
  bool write(unsigned lane, uint64_t address, const uint8_t *values);

private:
  Warp &warp;
  const Instruction &instruction;
  Space space;
  /// The bytes that each lane accesses, which are also the required alignment.
  unsigned bytes;
  Touch touch;

  uint8_t *resolveOne(unsigned lane, uint64_t address);
  uint8_t *resolveGlobal(unsigned lane, uint64_t address);
  uint8_t *resolveShared(unsigned lane, uint64_t offset);
  uint8_t *resolveLocal(unsigned lane, uint64_t offset);
  uint8_t *resolveParam(unsigned lane, uint64_t offset);
  bool checkAllocation(unsigned lane, uint64_t address);
  bool isInside(uint64_t offset, uint64_t size) const {
    return offset <= size && bytes <= size - offset;
  }
  uint8_t *fail(unsigned lane, uint64_t address, const std::string &why,
                Result result);
  int note(const Toucher &toucher, Stamp *writers, Stamp *readers) const;
  int noteShared(const Toucher &toucher, uint64_t offset) const;
  uint8_t *failRace(unsigned lane, uint64_t address, Stamp other, bool wrote);
  std::string describeRace(uint64_t address, Stamp other, bool wrote) const;

  /// The values that the lane writes.
  const uint8_t *written = nullptr;
  /// The allocation of the previous lane.
  Allocation *allocation = nullptr;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_ACCESS_H
