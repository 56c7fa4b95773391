//===- Destinations.h - where tensors are computed --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensor.empty gets a buffer of its own, and which is replaced by the
// memory that its tensor is inserted into later?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_ALLOCATE_BUFFERIZE_DESTINATIONS_H
#define AG_LIB_PHASES_ALLOCATE_BUFFERIZE_DESTINATIONS_H

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Returns true if the ops from `first` up to `end`, of one block, have no
/// effect on memory. An op at `end` may then be moved before them. A demand is
/// an effect, as it ends the entry if it is not met.
bool areEffectFree(mlir::Operation *first, mlir::Operation *end);

/// Returns true if `a` ends before `b` begins, in one execution of a block that
/// contains both.
bool isBefore(mlir::Operation *a, mlir::Operation *b);

/// Returns true if one execution of `op` may run several of its regions one
/// after the other. The order of ops in different regions then says nothing
/// about the order in which they run.
bool hasSequentialRegions(mlir::Operation *op);

/// Moves insertions of values that branches yield into the branches. Otherwise,
/// each branch computes its value in memory of its own, and the value is
/// copied.
///
///   %a = scf.if %c { scf.yield %x } else { scf.yield %y }
///   %b = tensor.insert_slice %a into %d
///   -> %b = scf.if %c {
///        %0 = tensor.insert_slice %x into %d
///        scf.yield %0
///      } else { ... }
void insertInBranches(mlir::ModuleOp module);

/// A user of a tensor.empty that now takes the destination into which its
/// tensor is inserted later.
struct UsedDestination {
  mlir::Operation *user;
  mlir::Value destination;
};

/// All of these users, and the operands that the analysis copied before the
/// change.
struct UsedDestinations {
  std::vector<UsedDestination> all;
  llvm::DenseSet<mlir::OpOperand *> copiedBefore;
};

/// Computes tensors in the memory that they are inserted into later, if no
/// other tensor in their buffers is used after that.
///
///   %e = tensor.empty() : tensor<4xf32>
///   %a = linalg.exp ... outs(%e)
///   %b = tensor.insert_slice %a into %d
///   -> %e = tensor.extract_slice %d
UsedDestinations
useDestinations(mlir::ModuleOp module,
                mlir::bufferization::OneShotAnalysisState &state);

/// Gives users a tensor.empty again if `state`, an analysis after the change,
/// copies additional operands because their memory is read in between. Returns
/// true if there are any.
bool takeBackDestinations(mlir::ModuleOp module, const UsedDestinations &used,
                          mlir::bufferization::OneShotAnalysisState &state);

/// Gives all users a tensor.empty again.
void takeBackDestinations(const UsedDestinations &used);

} // namespace ag

#endif // AG_LIB_PHASES_ALLOCATE_BUFFERIZE_DESTINATIONS_H
