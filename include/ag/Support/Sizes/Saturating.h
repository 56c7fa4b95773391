//===- Saturating.h - counts that end at the greatest -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are work and bytes counted for arbitrary sizes?
//
// Counts are never negative. A count that overflows stays at INT64_MAX.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SATURATING_H
#define AG_SUPPORT_SIZES_SATURATING_H

#include "llvm/Support/MathExtras.h"

namespace ag {

inline int64_t times(int64_t a, int64_t b) {
  int64_t product;
  return llvm::MulOverflow(a, b, product) ? INT64_MAX : product;
}

inline int64_t plus(int64_t a, int64_t b) {
  int64_t sum;
  return llvm::AddOverflow(a, b, sum) ? INT64_MAX : sum;
}

} // namespace ag

#endif // AG_SUPPORT_SIZES_SATURATING_H
