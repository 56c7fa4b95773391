//===- EdgeReasons.h - why each edge is as it is ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of two ops, one of which reads what the other computes: are they computed
// together, in different passes of a group, or apart, and why?
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
  /// None if they are together.
  GroupReason reason;
};

/// "together", "later" or "apart".
llvm::StringRef spell(ExplainedEdge::How how);

/// The names of the regions (ag.region) that an op comes from, which stand or
/// were opened, from the outside in.
llvm::SmallVector<llvm::StringRef> findRegionPath(mlir::Operation *op);

/// The same as one: "encoder.attention"; empty of no region.
std::string nameRegions(mlir::Operation *op);

class EdgeReasons {
public:
  /// What was tried for ops of one block.
  void note(llvm::ArrayRef<GroupEdge> edges);
  /// What was tried for an op that goes was so for an equal one, which is kept.
  void noteMerged(mlir::Operation *gone, mlir::Operation *kept);
  /// In which pass of a group of several each op is, and why there are several;
  /// `ops` are those of the study.
  void note(FusedOp group, llvm::ArrayRef<mlir::Operation *> ops,
            GroupStudy &study);

  /// Notes that all that goes from one op of a group to another is in memory.
  void noteWhole(mlir::Operation *producer, mlir::Operation *consumer,
                 llvm::StringRef reason) {
    whole[{producer, consumer}] = reason;
  }

  /// All edges of the function, as they are now that its groups are there.
  std::vector<ExplainedEdge> explain(const ComputedEdges &found) const;

private:
  bool isLater(mlir::Operation *producer, mlir::Operation *consumer) const;
  GroupReason findReason(mlir::Operation *producer,
                         mlir::Operation *consumer) const;
  GroupReason findReason(const ComputedEdge &edge) const;
  ExplainedEdge explain(ComputedEdge edge, bool isResult) const;

  llvm::DenseMap<std::pair<mlir::Operation *, mlir::Operation *>, GroupReason>
      tried;
  /// Why what goes between ops of a group is in memory.
  llvm::DenseMap<std::pair<mlir::Operation *, mlir::Operation *>,
                 llvm::StringRef>
      whole;
  /// For each op, the others of what was tried.
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<mlir::Operation *, 2>>
      neighbours;
  /// For each dimension of its group that is gone through several times.
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<OpPasses, 1>> passesOf;
  /// Of groups of several passes.
  llvm::DenseMap<mlir::Operation *, GroupReason> passes;
};

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_EXPLAIN_EDGEREASONS_H
