//===- ElementValues.h - what depends on elements ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values can the host of a GPU not know? What a function reads of tensors
// outside of ops that compute them, and what follows from that: numbers, and
// slices whose places are such numbers.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CUDA_ELEMENTVALUES_H
#define AG_LIB_PHASES_SCHEDULE_CUDA_ELEMENTVALUES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

/// Returns true if `op` says where elements are, and neither reads nor computes
/// one.
bool isView(mlir::Operation *op);

/// Values of the outermost block of a function.
class ElementValues {
public:
  explicit ElementValues(mlir::func::FuncOp function);

  bool contains(mlir::Value value) const { return values.contains(value); }
  bool contains(mlir::ValueRange range) const;
  /// Adds the results of `op` if they depend on elements.
  void visit(mlir::Operation *op);
  /// Returns the ops of which `needed` depend on elements, in their order.
  llvm::SmallVector<mlir::Operation *>
  findOrigins(llvm::ArrayRef<mlir::Value> needed) const;

private:
  llvm::DenseSet<mlir::Value> values;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CUDA_ELEMENTVALUES_H
