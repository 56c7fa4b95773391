//===- LoadOps.h - what load computes of a function -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a function will load compute, once, as they depend on parameters
// and constants alone?
//
//   %s = ag.rsqrt %variance              load
//   %v = ag.mul %w, %sb                  load     sb: broadcast of s
//   %b = ag.broadcast %bias [1]          run: the bias again and again is not
//   %y = ag.add %x, %b                   worth the memory
//
// An op whose result is not worth its memory is load's all the same where an op
// of load reads it, as what sb is above.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_LOADOPS_H
#define AG_ANALYSIS_LOADOPS_H

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

class LoadOps {
public:
  explicit LoadOps(mlir::FunctionOpInterface function);

  /// Whether the value is a parameter or large constant, or made of such and of
  /// constants alone.
  bool isKnown(mlir::Value value) const;
  /// The same, or a constant.
  bool isFixed(mlir::Value value) const { return sources.contains(value); }
  /// Returns the parameters and large constants that the value depends on.
  llvm::ArrayRef<mlir::Value> getSources(mlir::Value value) const;
  /// Whether load computes the op.
  bool contains(mlir::Operation *op) const { return ops.contains(op); }

  /// Whether load would keep the value, of this type, if it is made of these.
  bool isWorthKeeping(mlir::Type type, mlir::ValueRange of) const;

  /// Takes in an op that was made of what is there.
  void add(mlir::Operation *op);

private:
  using Sources = llvm::SmallSetVector<mlir::Value, 2>;

  void visit(mlir::Operation *op);
  void visitBlocks(mlir::Operation *op);
  void hand(mlir::Value from, mlir::Value to);
  bool isLoads(mlir::Operation *op) const;

  /// What a value is made of; nothing, of small constants.
  llvm::DenseMap<mlir::Value, Sources> sources;
  /// Ops that could be load's, behind those that they read.
  llvm::SetVector<mlir::Operation *> candidates;
  llvm::DenseSet<mlir::Operation *> ops;
};

} // namespace ag

#endif // AG_ANALYSIS_LOADOPS_H
