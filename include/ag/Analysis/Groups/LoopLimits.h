//===- LoopLimits.h - how much one loop computes ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What `schedule` keeps to when it makes loops, and plans of groups expect.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_LOOPLIMITS_H
#define AG_ANALYSIS_GROUPS_LOOPLIMITS_H

#include <cstdint>

namespace ag {

/// The most steps (ag/Support/Scalar/Primitives.h) that the loop over one op
/// takes: 32 functions as tanh, of 14 steps. With 36 of 40 in one loop, the
/// other 4 before it, all 40 took 5 % longer.
constexpr int64_t mostLoopSteps = 448;

/// The most tensors that such a loop reads and writes beside one result.
constexpr int64_t mostLoopTensors = 32;

/// The fewest columns of a product that vectors hold.
constexpr int64_t fewestTileColumns = 4;

/// Terms of a block of sums of products: with fewer, reading and writing the
/// sums takes more than a twentieth of the time of the products. Sums of fewer
/// than `fewestTermsInBlocks` have no blocks.
constexpr int64_t termsOfBlock = 256, fewestTermsInBlocks = 8 * termsOfBlock;

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_LOOPLIMITS_H
