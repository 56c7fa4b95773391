//===- SizeRanges.h - between which numbers sizes lie -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which number does a size never exceed, if its symbols are bounded?
//
//   n in 0 .. 32
//   floor(4 n + 63, 64) <= 128
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_SIZERANGES_H
#define AG_SUPPORT_SIZES_SIZERANGES_H

#include "ag/Support/Sizes/SizeAtoms.h"

namespace ag {

/// Returns the maximum of `a`, or std::nullopt if it may exceed 2^62. It is
/// computed as the maximum of a sum of terms that grow with the symbols.
std::optional<int64_t> boundAbove(const SizeAtoms &atoms, const Size &a);

} // namespace ag

#endif // AG_SUPPORT_SIZES_SIZERANGES_H
