//===- LoadOps.h - what load computes of a function -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a function does load compute, once, because they depend on
// parameters and constants only?
//
//   %s = ag.rsqrt %variance              load
//   %v = ag.mul %w, %sb                  load     sb: broadcast of s
//   %b = ag.broadcast %bias [1]          run: the bias again and again is not
//   %y = ag.add %x, %b                   worth the memory
//
// An op whose result is not worth its memory belongs to load nevertheless if an
// op of load reads it, as the broadcast %sb above.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRY_LOADOPS_H
#define AG_ANALYSIS_ENTRY_LOADOPS_H

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

class LoadOps {
public:
  explicit LoadOps(mlir::FunctionOpInterface function);

  /// Returns whether the value is a parameter or large constant, or is computed
  /// from these and from constants only.
  bool isKnown(mlir::Value value) const;
  /// Returns whether isKnown holds, or the value is computed from constants
  /// only.
  bool isFixed(mlir::Value value) const { return sources.contains(value); }
  /// Returns the parameters and large constants that the value depends on.
  llvm::ArrayRef<mlir::Value> getSources(mlir::Value value) const;
  /// Returns whether load computes the op.
  bool contains(mlir::Operation *op) const { return ops.contains(op); }

  /// Returns whether load would keep a value of this type that is computed from
  /// `of`.
  bool isWorthKeeping(mlir::Type type, mlir::ValueRange of) const;

  /// Adds an op that was created from values of the function.
  void add(mlir::Operation *op);

private:
  using Sources = llvm::SmallSetVector<mlir::Value, 2>;

  void visit(mlir::Operation *op);
  void visitBlocks(mlir::Operation *op);
  void hand(mlir::Value from, mlir::Value to);
  bool isLoads(mlir::Operation *op) const;

  /// The sources of a value; empty for small constants.
  llvm::DenseMap<mlir::Value, Sources> sources;
  /// Ops that load could compute, in program order.
  llvm::SetVector<mlir::Operation *> candidates;
  llvm::DenseSet<mlir::Operation *> ops;
};

} // namespace ag

#endif // AG_ANALYSIS_ENTRY_LOADOPS_H
