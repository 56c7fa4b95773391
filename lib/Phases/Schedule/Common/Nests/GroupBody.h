//===- GroupBody.h - ops of a group, as its nest sees them ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a block may be in a nest, and which ops are around it?
//
//   %e = tensor.empty()                  a start: each op gets its own
//   %f = linalg.fill ... outs(%e)        the same
//   %s = linalg.generic ... outs(%f)     has loops
//   %r = tensor.expand_shape %s          is computed after all loops, as only
//   ag.yield %r                          results need it
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPBODY_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPBODY_H

#include "ag/Analysis/Groups/SharedLoops.h"
#include "llvm/ADT/SetVector.h"
#include <memory>

namespace ag {

/// Returns the op with its loops: those of its plain dimension rule, or those
/// of linalg, even if no Spec states its region. Its results start from their
/// destinations. Returns std::nullopt if it has no such loops.
std::optional<StatedOp> readLoops(mlir::Operation *op);

class GroupBody {
public:
  /// Reads the block, whose ops must outlive this object.
  explicit GroupBody(mlir::Block &block);

  const SharedLoops &getLoops() const { return *loops; }

  /// Returns ops that compute results only and are not in the nest, from the
  /// last to the first. They can be computed after all loops, as reshapes of
  /// results can.
  llvm::ArrayRef<mlir::Operation *> getBehind() const {
    return behind.getArrayRef();
  }

private:
  void arrange(mlir::Block &block, bool movesBehind);
  void findBehind(mlir::Block &block, bool movesBehind);

  /// The ops with loops, except for starts. Each is read once.
  llvm::DenseMap<mlir::Operation *, std::unique_ptr<StatedOp>> stated;
  llvm::SetVector<mlir::Operation *> behind;
  std::optional<SharedLoops> loops;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_GROUPBODY_H
