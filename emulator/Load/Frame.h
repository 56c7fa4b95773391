//===- Frame.h - registers and constants of a program -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where are the 32 lanes of a register or an immediate stored? The registers of
// all bodies are consecutive in a warp's frame. Equal immediates share one slot
// of the program's constants.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_LOAD_FRAME_H
#define AG_EMULATOR_LOAD_FRAME_H

#include "Forms/Specials.h"
#include "Machine/Program.h"

namespace ag::emulator {

/// Returns the bytes of a lane of `bits` bits: 1 for a predicate.
inline uint32_t laneBytes(unsigned bits) { return bits < 8 ? 1 : bits / 8; }

class Frame {
public:
  explicit Frame(Program &program) : program(program) {}

  /// Returns new registers for those of a body.
  std::vector<Slot> makeRegisters(const Body &body);
  Slot getSpecial(const Special &special);

  /// Returns a new register that no other use has.
  Slot makeScratch(unsigned bits);

  /// Returns 32 copies of the lower `bits` bits of a number.
  Slot getConstant(uint64_t number, unsigned bits);

  /// Returns true if the frame is not larger than a warp may have.
  bool isAffordable() const;

private:
  Program &program;
  std::map<std::string_view, Slot> specials;
  std::map<std::pair<uint64_t, uint32_t>, Slot> constants;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_LOAD_FRAME_H
