//===- Order.h - the order of blocks and warps --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which block or warp runs next if several can? They run in order, or randomly
// by a seed. Programs must return the same bits in every order.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MACHINE_ORDER_H
#define AG_EMULATOR_MACHINE_ORDER_H

#include <cstdint>

namespace ag::emulator {

class Order {
public:
  Order() = default;
  explicit Order(uint64_t seed) : state(seed * 2 + 1), random(true) {}

  bool isRandom() const { return random; }

  /// Returns a number below `count`, which is not 0.
  uint64_t pick(uint64_t count);

  /// Returns the instructions that a warp executes before the next warp runs.
  uint64_t pickSlice() { return random ? 1 + pick(200) : 1 << 17; }

  /// A permutation of the indices below `count`: index number i = 0, 1, ... is
  /// `(first + i * step) % count`.
  struct Walk {
    uint64_t first;
    uint64_t step;
  };
  Walk pickWalk(uint64_t count);

private:
  uint64_t state = 1;
  bool random = false;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_ORDER_H
