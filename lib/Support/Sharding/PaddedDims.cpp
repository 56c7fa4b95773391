//===- PaddedDims.cpp - how dimensions are padded -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/PaddedDims.h"
#include "llvm/ADT/STLExtras.h"
#include <numeric>

namespace ag {

unsigned PaddedDims::add(size_t count) {
  unsigned first = size;
  size += count;
  classes.grow(size);
  return first;
}

void PaddedDims::close() {
  classes.compress();
  quanta.assign(classes.getNumClasses(), 1);
  for (auto [dim, parts] : splits) {
    int64_t &quantum = quanta[classes[dim]];
    quantum = std::lcm(quantum, parts);
  }
}

bool isUnfit(llvm::ArrayRef<CountedLoop> loops, std::optional<int64_t> size,
             int64_t quantum) {
  auto isSplit = [](const CountedLoop &loop) { return loop.parts > 1; };
  auto isPadded = [](const CountedLoop &loop) {
    return loop.parts > 1 && loop.extent && *loop.extent % loop.quantum != 0;
  };
  bool mayBePadded = loops.size() == 1 && loops.front().extent;
  if (mayBePadded || llvm::none_of(loops, isSplit))
    return false;
  return (size && *size % quantum != 0) || llvm::any_of(loops, isPadded);
}

} // namespace ag
