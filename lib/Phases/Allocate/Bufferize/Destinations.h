//===- Destinations.h - where tensors are computed --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensor.empty is a buffer of its own, and which the memory that its
// tensor is put into in the end?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_DESTINATIONS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_DESTINATIONS_H

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Whether the ops from `first` up to `end`, of one block, have no effect on
/// memory, so that what is at `end` may come in front of them: a demand that is
/// not met would end the entry in between.
bool areEffectFree(mlir::Operation *first, mlir::Operation *end);

/// Whether `a` ends before `b` begins, both in the same run of a common block.
bool isBefore(mlir::Operation *a, mlir::Operation *b);

/// Whether a run may go through several regions of `op`, one behind the other,
/// so that the order of ops in different ones tells nothing.
bool hasRegionsInTurn(mlir::Operation *op);

/// Puts what branches yield where it goes inside of the branches: computed in
/// memory of their own, which is not the same for both, it would be copied.
///
///   %a = scf.if %c { scf.yield %x } else { scf.yield %y }
///   %b = tensor.insert_slice %a into %d
///   -> %b = scf.if %c {
///        %0 = tensor.insert_slice %x into %d
///        scf.yield %0
///      } else { ... }
void insertInBranches(mlir::ModuleOp module);

/// Where an op takes memory that a tensor is put into in the end for what was
/// a tensor.empty.
struct UsedDestination {
  mlir::Operation *user;
  mlir::Value destination;
};

/// What was changed so, and which operands are copied in any case.
struct UsedDestinations {
  std::vector<UsedDestination> all;
  llvm::DenseSet<mlir::OpOperand *> copiedBefore;
};

/// Computes tensors in the memory that they are put into at the end, where
/// nothing else needs that memory before.
///
///   %e = tensor.empty() : tensor<4xf32>
///   %a = linalg.exp ... outs(%e)
///   %b = tensor.insert_slice %a into %d
///   -> %e = tensor.extract_slice %d
UsedDestinations
useDestinations(mlir::ModuleOp module,
                mlir::bufferization::OneShotAnalysisState &state);

/// Gives those memory of their own again for which the analysis `state` has
/// more copied than before, as what lies there is read meanwhile. Whether there
/// are any.
bool takeBackDestinations(mlir::ModuleOp module, const UsedDestinations &used,
                          mlir::bufferization::OneShotAnalysisState &state);

/// Gives all of them memory of their own again.
void takeBackDestinations(const UsedDestinations &used);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_DESTINATIONS_H
