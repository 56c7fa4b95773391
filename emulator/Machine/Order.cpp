//===- Order.cpp - the order of blocks and warps ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Machine/Order.h"
#include <numeric>

namespace ag::emulator {

/// Implements SplitMix64 [Steele, Lea and Flood 2014].
uint64_t Order::pick(uint64_t count) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return (z ^ z >> 31) % count;
}

Order::Walk Order::pickWalk(uint64_t count) {
  if (!random || count < 2)
    return {0, 1};
  Walk walk = {pick(count), 1 + pick(count - 1)};
  while (std::gcd(walk.step, count) != 1)
    walk.step = 1 + pick(count - 1);
  return walk;
}

} // namespace ag::emulator
