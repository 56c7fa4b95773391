//===- ComputedEdges.h - which ops read what others compute -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a function read the results of other computing ops?
//
//   %e = ag.exp %x
//   %t = ag.transpose %e [1, 0]
//   %y = ag.region "tail" (%a = %t) {
//     %b = ag.mul %a, %a
//     ag.yield %b
//   }
//   %n = ag.neg %y
//
// There is an edge from exp to mul, and one from mul to neg. Edges pass through
// ops that only move elements, through bodies, branches and loops, and through
// ops that are recomputed wherever they are used (isRematerializable). An edge
// from a branch or a loop begins at the last op in there that writes the value,
// and not before the branch or loop, whose op might not run. Two ops
// have at most one edge, however many operands the consumer takes from the
// producer.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_COMPUTEDEDGES_H
#define AG_ANALYSIS_GROUPS_COMPUTEDEDGES_H

#include "ag/Analysis/Groups/GroupTraffic.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace ag {

struct ComputedEdge {
  mlir::Operation *producer = nullptr, *consumer = nullptr;
  /// The ops that only move elements on the way, from the producer to the
  /// consumer; free ops are left out.
  llvm::SmallVector<mlir::Operation *, 2> through;
  /// The bytes that pass along the edge, where they are fewest: behind a slice,
  /// the bytes of the slice.
  int64_t bytes = 0;
  /// Whether all ways lead through a branch or a loop, as from one iteration to
  /// the next.
  bool isForwarded = false;
};

/// A tensor that an op reads and that the function does not compute: an
/// argument, a parameter, or a tensor of indices.
struct GivenEdge {
  mlir::Value value;
  mlir::Operation *consumer;
};

struct ComputedEdges {
  /// Edges in the order of their consumers, including ops in groups (ag.fused).
  std::vector<ComputedEdge> edges;
  /// The ops that compute the function's results.
  llvm::DenseSet<mlir::Operation *> results;
  std::vector<GivenEdge> given;
};

/// Returns whether the op's elements are elements of its operands, as those of
/// ag.transpose, ag.reshape and ag.concat are.
bool isIndexing(mlir::Operation *op);

/// Returns whether the op computes from values: it is no constant or parameter,
/// is not computed from indices alone, does more than move elements, and is no
/// control flow.
bool isComputing(mlir::Operation *op);

ComputedEdges findEdges(mlir::FunctionOpInterface function,
                        const GroupCosts &costs);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_COMPUTEDEDGES_H
