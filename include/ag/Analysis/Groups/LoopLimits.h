//===- LoopLimits.h - how much one loop computes ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Limits that `schedule` observes when it creates loops, and that plans of
// groups assume.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_LOOPLIMITS_H
#define AG_ANALYSIS_GROUPS_LOOPLIMITS_H

#include <cstdint>

namespace ag {

/// The most steps (ag/Support/Scalar/Primitives.h) of a loop over one op: 32
/// functions such as tanh, of 14 steps. 40 functions took 5 % longer with 36 of
/// them in one loop and 4 in a loop before it.
constexpr int64_t mostLoopSteps = 448;

/// The most tensors that such a loop reads and writes, besides one result.
constexpr int64_t mostLoopTensors = 32;

/// The fewest columns of a product that are computed in vectors.
constexpr int64_t fewestTileColumns = 4;

/// Terms of a block of sums of products. With fewer, reading and writing the
/// sums takes more than a twentieth of the time of the products. Sums of fewer
/// than `fewestTermsInBlocks` terms have no blocks.
constexpr int64_t termsOfBlock = 256, fewestTermsInBlocks = 8 * termsOfBlock;

/// The number of blocks that plain sums join to a group
/// (ag/Phases/Common/LongSums.h).
constexpr int64_t groupBlocks = 8;

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_LOOPLIMITS_H
