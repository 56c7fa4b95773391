//===- LoopGroup.h - ops that share loops -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops can be computed in the loops of one that uses them, so that what
// lies between them is as small as one turn needs?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_LOOPGROUP_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_LOOPGROUP_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// An op, and others that are computed in some of its loops, the shared ones.
/// An op joins if each turn of these is a part of it that it alone computes
/// there, and if nothing outside uses it.
class LoopGroup {
public:
  /// `shared` are parallel loops of `root`, in increasing order.
  LoopGroup(mlir::linalg::GenericOp root, llvm::ArrayRef<unsigned> shared);

  /// Takes the op in, all of whose users are tried before; or says why not.
  llvm::StringRef join(mlir::linalg::GenericOp op);

  bool contains(mlir::Operation *op) const { return members.contains(op); }
  size_t size() const { return members.size(); }

  /// Makes the loops, which threads may share, with all members in them.
  mlir::LogicalResult tile(mlir::RewriterBase &rewriter);

private:
  /// For each loop of an op, the root's loop that it is, or none.
  using RootLoops = llvm::SmallVector<std::optional<unsigned>>;

  std::optional<RootLoops> matchUse(mlir::linalg::GenericOp op,
                                    mlir::OpOperand &use);
  bool knowsShared(mlir::linalg::GenericOp op, const RootLoops &loops);

  mlir::linalg::GenericOp root;
  llvm::SmallVector<unsigned> shared;
  llvm::SmallDenseMap<mlir::Operation *, RootLoops> members;
};

/// Whether the op may be in a group: one result, and all indices are loops.
bool canShareLoops(mlir::linalg::GenericOp op);

/// The group whose loops are those of an op, if there is one.
using FindGroup =
    llvm::function_ref<std::optional<LoopGroup>(mlir::linalg::GenericOp root)>;

/// Makes the loops of all groups in `function`, from the last one on.
mlir::LogicalResult fuseGroups(mlir::Operation *function, FindGroup findGroup);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_LOOPGROUP_H
