//===- ElementValues.h - values that depend on elements ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values can the host of a GPU not know? Elements that a function reads
// outside of ops that compute tensors, and values that depend on them: numbers,
// and slices whose positions are such numbers.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CUDA_ELEMENTVALUES_H
#define AG_LIB_PHASES_SCHEDULE_CUDA_ELEMENTVALUES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

/// Returns true if `op` only determines where elements are, and neither reads
/// nor computes one.
bool isView(mlir::Operation *op);

/// The values in the host's blocks of a function that depend on elements.
/// Results and arguments of loops and branches are not among them: the host
/// reads the elements that decide what it runs. As the listener of a rewriter,
/// it forgets ops that are erased: new ones may have their addresses.
class ElementValues : public mlir::RewriterBase::Listener {
public:
  explicit ElementValues(mlir::func::FuncOp function);

  bool contains(mlir::Value value) const { return values.contains(value); }
  bool contains(mlir::ValueRange range) const;
  /// Adds the results of `op` if they depend on elements.
  void visit(mlir::Operation *op);
  /// Returns the ops that compute `needed` and depend on elements, in program
  /// order.
  llvm::SmallVector<mlir::Operation *>
  findOrigins(llvm::ArrayRef<mlir::Value> needed) const;

  void notifyOperationErased(mlir::Operation *op) override;

private:
  llvm::DenseSet<mlir::Value> values;
  /// The place of each op with such results in the order of the program.
  llvm::DenseMap<mlir::Operation *, unsigned> places;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CUDA_ELEMENTVALUES_H
