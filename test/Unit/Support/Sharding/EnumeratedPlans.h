//===- EnumeratedPlans.h - all plans of a small graph, for tests *- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the cost of the best plan, and of one with the best option op by op?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SHARDING_ENUMERATEDPLANS_H
#define AG_TEST_UNIT_SUPPORT_SHARDING_ENUMERATEDPLANS_H

#include "ag/Support/Sharding/ShardPrices.h"

namespace ag {

/// Enumerates all plans, depth first, and returns the least cost. Plans that
/// begin at no lower cost than others with the same remaining work are skipped.
/// Returns ShardPrices::never if no plan is legal.
int64_t findLeastCost(const ShardGraph &graph, const Mesh &mesh,
                      const RankSpeed &speed);

/// Returns the cost of a plan that is chosen step by step. Each boundary takes
/// its cheapest state. Each op takes the option that is cheapest after the ops
/// before it; the first one of equals wins. Returns ShardPrices::never if that
/// plan is not legal.
int64_t propagateCost(const ShardGraph &graph, const Mesh &mesh,
                      const RankSpeed &speed);

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SHARDING_ENUMERATEDPLANS_H
