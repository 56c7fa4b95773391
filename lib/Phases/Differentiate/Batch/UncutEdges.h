//===- UncutEdges.h - values forwarded under a mask ----------- -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Control flow that is the same for all elements may be inside control flow
// that differs. Which values does it then forward without a cut to the mask?
//
//   scf.if %differs {
//     %r = scf.for ... iter_args(%t = %x) {     // %t is cut in the body
//       %u = ag.update %t, %y [%i]              // but not for the update
//       scf.yield %u
//     }
//     scf.yield %r
//   } else {
//     scf.yield %x
//   }
//
// If the loop changes x only for elements in the mask, it carries x8 itself, so
// that its result is what all elements continue with. Without this, it carries
// x8 cut to the mask.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_UNCUTEDGES_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_UNCUTEDGES_H

#include "Batch/Batch.h"

namespace ag {

class UncutEdges {
public:
  /// The edges of `op`, for which `made` is emitted.
  UncutEdges(mlir::Operation *op, mlir::Operation *made, Batch &batch)
      : op(op), made(made), batch(batch) {}

  /// Cuts `own`, which represents `argument` of a region, for the region's ops.
  void enter(mlir::BlockArgument argument, mlir::Value own);

  /// Replaces the operands of edges that need no cut, once all regions have
  /// their ops, and records their results.
  void finish();

private:
  /// The values that the same operands are forwarded to, or those of several
  /// such groups.
  using Targets = llvm::SetVector<mlir::Value>;

  llvm::SmallVector<mlir::Value> getOriginals(mlir::Value value) const;
  Targets findTargets(mlir::Value target) const;
  mlir::OpOperand &getMade(mlir::OpOperand &source) const;
  mlir::Value findOuter(llvm::ArrayRef<mlir::Value> values) const;
  mlir::Value findOriginal(const Targets &targets) const;
  void decide(const Targets &targets);
  void forwardUncut(const Targets &targets, mlir::Value original);
  void dropCuts(const Targets &targets);

  mlir::Operation *op, *made;
  Batch &batch;
  /// The values that represent an argument of `op`, without and with a cut.
  llvm::DenseMap<mlir::Value, std::pair<mlir::Value, mlir::Value>> cuts;
  /// The arguments of `op` by those that represent them.
  llvm::DenseMap<mlir::Value, mlir::Value> represented;
  /// The originals of targets that have been decided; null for those with cuts.
  llvm::DenseMap<mlir::Value, mlir::Value> originals;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_UNCUTEDGES_H
