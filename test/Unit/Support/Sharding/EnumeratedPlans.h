//===- EnumeratedPlans.h - all plans of a small graph, for tests *- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does the best of all plans take, and that of each op's best in turn?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SHARDING_ENUMERATEDPLANS_H
#define AG_TEST_UNIT_SUPPORT_SHARDING_ENUMERATEDPLANS_H

#include "ag/Support/Sharding/ShardPrices.h"

namespace ag {

/// By going through all of them, depth first, but for those that begin as
/// dearly as others that leave the same to do. ShardPrices::never if none is
/// legal.
int64_t findLeastCost(const ShardGraph &graph, const Mesh &mesh,
                      const RankSpeed &speed);

/// Of boundaries that each lie as they should, and ops that each take what
/// costs least behind those in front of it; the first of equals.
/// ShardPrices::never if that is not legal.
int64_t propagateCost(const ShardGraph &graph, const Mesh &mesh,
                      const RankSpeed &speed);

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SHARDING_ENUMERATEDPLANS_H
