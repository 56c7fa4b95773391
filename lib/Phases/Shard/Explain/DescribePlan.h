//===- DescribePlan.h - graphs of a plan ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_EXPLAIN_DESCRIBEPLAN_H
#define AG_LIB_PHASES_SHARD_EXPLAIN_DESCRIBEPLAN_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Report/ProgramGraph.h"

namespace ag {

/// Returns a graph for each entry: its tensors with their blocks, and the moves
/// that bring each tensor to the state in which an op takes it. `certainty` is
/// a phrase about the plan.
std::vector<ProgramGraph> describePlanned(const ShardProgram &program,
                                          const ShardChoice &choice,
                                          const Mesh &mesh,
                                          llvm::StringRef certainty);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_EXPLAIN_DESCRIBEPLAN_H
