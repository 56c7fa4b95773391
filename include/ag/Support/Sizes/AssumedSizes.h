//===- AssumedSizes.h - what is assumed of an unknown size ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is a dimension, and how often does a loop iterate, where only a run
// tells?
//
// Decisions and reports use these numbers; nothing that has to be proved does.
// Passes ask SizeEvaluator (ag/Analysis/Sizes.h), which knows more.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIZES_ASSUMEDSIZES_H
#define AG_SUPPORT_SIZES_ASSUMEDSIZES_H

#include <cstdint>
#include <optional>

namespace ag {

/// The assumed size of a dimension: a sequence of a usual length. The scores of
/// attention, 512 x 512 for each head, then exceed the caches, as they do in
/// the runs that take long; at 64 they would fit into L1.
constexpr int64_t assumedSize = 512;

/// The assumed trip count of a loop: enough for the loop's body to cost more
/// than the ops in front of the loop.
constexpr int64_t assumedTripCount = 10;

inline int64_t sizeOrAssumed(std::optional<int64_t> size) {
  return size.value_or(assumedSize);
}

inline int64_t tripCountOrAssumed(std::optional<int64_t> count) {
  return count.value_or(assumedTripCount);
}

} // namespace ag

#endif // AG_SUPPORT_SIZES_ASSUMEDSIZES_H
