//===- SplitMix.h - pseudo-random bits --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_SPLITMIX_H
#define AG_SUPPORT_SCALAR_SPLITMIX_H

#include <cstdint>

namespace ag {

/// Returns the `position`-th output of the generator SplitMix64 (Steele, Lea,
/// Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014).
inline uint64_t splitMix64(uint64_t seed, uint64_t position) {
  uint64_t z = seed + (position + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

} // namespace ag

#endif // AG_SUPPORT_SCALAR_SPLITMIX_H
