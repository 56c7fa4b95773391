//===- Makers.cpp - ops for random programs -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Makers.h"

namespace ag {
namespace {
struct Maker {
  unsigned weight;
  bool (*make)(Sketch &);
};

constexpr Maker makers[] = {
#define AG_MAKER(weight, what) {weight, make##what},
    AG_MAKERS(AG_MAKER)
#undef AG_MAKER
};

const Maker &pickMaker(Sketch &sketch) {
  int64_t sum = 0;
  for (const Maker &maker : makers)
    sum += maker.weight;
  int64_t place = sketch.pick(sum);
  const Maker *maker = makers;
  for (; place >= maker->weight; ++maker)
    place -= maker->weight;
  return *maker;
}
} // namespace

void makeOps(Sketch &sketch, unsigned count) {
  for (; count > 0 && sketch.spend(); --count)
    for (unsigned tries = 0; tries < 20; ++tries)
      if (pickMaker(sketch).make(sketch))
        break;
}

} // namespace ag
