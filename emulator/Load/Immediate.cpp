//===- Immediate.cpp - bits of immediate operands -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/Immediate.h"
#include "Forms/Numbers.h"

namespace ag::emulator {

uint64_t encodeImmediate(Type type, const Operand &number, std::string &why) {
  bool isFloat = type == Type::F32 || type == Type::F64;
  if (number.kind == Operand::Kind::Integer) {
    if (isFloat)
      why = " takes a float, not an integer";
    return number.bits;
  }
  bool takesSingle = bitsOf(type) == 32;
  if (bitsOf(type) < 32)
    why = " takes no float of " + std::to_string(number.isSingle ? 32 : 64) +
          " bits";
  if (number.isSingle == takesSingle)
    return number.bits;
  if (takesSingle)
    return bitCast<uint32_t>(static_cast<float>(bitCast<double>(number.bits)));
  return bitCast<uint64_t>(
      static_cast<double>(bitCast<float>(static_cast<uint32_t>(number.bits))));
}

} // namespace ag::emulator
