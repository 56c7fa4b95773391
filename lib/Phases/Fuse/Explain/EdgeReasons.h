//===- EdgeReasons.h - reasons why edges are separate -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Why are two ops, one of which reads the other's result, computed in one pass
// of a group, in different passes, or separately?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_EXPLAIN_EDGEREASONS_H
#define AG_LIB_PHASES_FUSE_EXPLAIN_EDGEREASONS_H

#include "ag/Analysis/Groups/ComputedEdges.h"
#include "ag/Analysis/Groups/Groups.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"

namespace ag {

struct ExplainedEdge : ComputedEdge {
  enum How : uint8_t { Together, Later, Apart };

  How how = Together;
  /// Empty if the ops are computed together.
  GroupReason reason;
};

/// Returns "together", "later" or "apart".
llvm::StringRef spell(ExplainedEdge::How how);

/// Returns the names of the regions (ag.region) that an op is in or was inlined
/// from, from the outermost to the innermost.
llvm::SmallVector<llvm::StringRef> findRegionPath(mlir::Operation *op);

/// Returns the same names as one, such as "encoder.attention"; empty if the op
/// comes from no region.
std::string nameRegions(mlir::Operation *op);

class EdgeReasons {
public:
  /// Records the edges of one block that were tried.
  void note(llvm::ArrayRef<GroupEdge> edges);
  /// Records that `gone` was merged into the equal op `kept`, which takes over
  /// its edges.
  void noteMerged(mlir::Operation *gone, mlir::Operation *kept);
  /// Records the pass of each op in a group with several passes, and why there
  /// are several. `ops` are those of the study.
  void note(FusedOp group, llvm::ArrayRef<mlir::Operation *> ops,
            GroupSummary &study);

  /// Records that the value between two ops of a group is unsplit in memory.
  void noteWhole(mlir::Operation *producer, mlir::Operation *consumer,
                 llvm::StringRef reason) {
    whole[{producer, consumer}] = reason;
  }

  /// Explains all edges of the function after its groups have been created.
  std::vector<ExplainedEdge> explain(const ComputedEdges &found) const;

private:
  bool isLater(mlir::Operation *producer, mlir::Operation *consumer) const;
  GroupReason findReason(mlir::Operation *producer,
                         mlir::Operation *consumer) const;
  GroupReason findReason(const ComputedEdge &edge) const;
  ExplainedEdge explain(ComputedEdge edge, bool isResult) const;

  llvm::DenseMap<std::pair<mlir::Operation *, mlir::Operation *>, GroupReason>
      tried;
  /// The reasons why values between ops of a group are in memory.
  llvm::DenseMap<std::pair<mlir::Operation *, mlir::Operation *>,
                 llvm::StringRef>
      whole;
  /// The other ops of the tried edges of each op.
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<mlir::Operation *, 2>>
      neighbours;
  /// The passes of each op, for each dimension that its group iterates over
  /// several times.
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<OpPasses, 1>> passesOf;
  /// The reasons for several passes, by group.
  llvm::DenseMap<mlir::Operation *, GroupReason> passes;
};

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_EXPLAIN_EDGEREASONS_H
