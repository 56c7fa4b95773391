//===- AssumedSizes.h - what is assumed of an unknown size ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which size does a dimension have, and which trip count a loop, if they are
// known only at run time?
//
// Decisions and reports use these numbers; proofs must not. Passes use
// SizeEvaluator (ag/Analysis/Sizes/Sizes.h), which knows more.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_ASSUMEDSIZES_H
#define AG_SUPPORT_SIZES_ASSUMEDSIZES_H

#include <cstdint>
#include <optional>

namespace ag {

/// The assumed size of a dimension: a common sequence length. Attention scores,
/// 512 x 512 for each head, then exceed the caches, as they do in long runs; at
/// 64 they would fit into L1.
constexpr int64_t assumedSize = 512;

/// The assumed trip count of a loop, so that its body costs more than the ops
/// before the loop.
constexpr int64_t assumedTripCount = 10;

inline int64_t sizeOrAssumed(std::optional<int64_t> size) {
  return size.value_or(assumedSize);
}

inline int64_t tripCountOrAssumed(std::optional<int64_t> count) {
  return count.value_or(assumedTripCount);
}

} // namespace ag

#endif // AG_SUPPORT_SIZES_ASSUMEDSIZES_H
