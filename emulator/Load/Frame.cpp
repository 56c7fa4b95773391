//===- Frame.cpp - registers and constants of a program -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/Frame.h"
#include <cstring>

namespace ag::emulator {
namespace {
constexpr uint32_t mostFrameBytes = 1 << 24;
} // namespace

std::vector<Slot> Frame::makeRegisters(const Body &body) {
  std::vector<Slot> registers;
  registers.reserve(body.registers.size());
  for (Type type : body.registers)
    registers.push_back(makeScratch(bitsOf(type)));
  return registers;
}

Slot Frame::makeScratch(unsigned bits) {
  Slot slot = program.frameBytes;
  if (isAffordable())
    program.frameBytes += warpSize * laneBytes(bits);
  return slot;
}

Slot Frame::getSpecial(const Special &special) {
  auto [found, isNew] = specials.insert({special.name, 0});
  if (isNew) {
    found->second = makeScratch(bitsOf(special.type));
    program.specials.push_back({found->second, special.fill});
  }
  return found->second;
}

Slot Frame::getConstant(uint64_t number, unsigned bits) {
  uint32_t bytes = laneBytes(bits);
  if (bits == 1)
    number = number != 0;
  else if (bits < 64)
    number &= (1ull << bits) - 1;
  auto [found, isNew] = constants.insert({{number, bytes}, 0});
  if (!isNew)
    return found->second;
  size_t offset = program.constants.size();
  program.constants.resize(offset + size_t(warpSize) * bytes);
  for (unsigned lane = 0; lane < warpSize; ++lane)
    std::memcpy(&program.constants[offset + size_t(lane) * bytes], &number,
                bytes);
  return found->second = static_cast<Slot>(offset) | constantSlot;
}

bool Frame::isAffordable() const { return program.frameBytes < mostFrameBytes; }

} // namespace ag::emulator
