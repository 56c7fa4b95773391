//===- FindColumns.h - columns of an updated tensor -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which dimensions of a tensor does an update (Updates.h) do the same to all
// elements? These are its columns:
//
//   %row = tensor.extract_slice %sums[%k, 0] [1, 300]
//   %sum = linalg.generic ins(%u[%n, 0] [1, 300]) outs(%row) { addf }
//   tensor.insert_slice %sum into %sums[%k, 0] [1, 300]
//
// Dimension 1 is a column with the extent 300. Dimension 0 is none, as %k
// selects an element.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CUDA_FINDCOLUMNS_H
#define AG_LIB_PHASES_SCHEDULE_CUDA_FINDCOLUMNS_H

#include "ElementValues.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/SmallBitVector.h"
#include <optional>

namespace ag {

/// The columns of an updated tensor.
struct UpdatedColumns {
  /// A bit for each dimension of the updated tensor: whether it is a column.
  llvm::SmallBitVector dims;
  /// The extent of the update along each column. Other dimensions may have
  /// none.
  llvm::SmallVector<mlir::OpFoldResult> extents;
};

/// Returns the columns of the update `op` of `target` whose extents are known
/// before elements are.
UpdatedColumns findColumns(mlir::Operation *op, mlir::Value target,
                           const ElementValues &elements);

/// Returns true if the value is `target` before, within or after the update
/// `op`.
bool isUpdateState(mlir::Operation *op, mlir::Value target, mlir::Value value);

/// For each dimension or loop, the dimension of the updated tensor that is its
/// column, or std::nullopt.
using ColumnNumbers = llvm::SmallVector<std::optional<unsigned>>;

/// Returns the column of each dimension of a slice of the updated tensor,
/// which lacks the dimensions `dropped`. `columns` are UpdatedColumns::dims.
ColumnNumbers findColumnDims(const llvm::SmallBitVector &columns,
                             const llvm::SmallBitVector &dropped);

/// Returns the column of each loop of an op that computes a slice.
ColumnNumbers findColumnLoops(const llvm::SmallBitVector &columns,
                              mlir::linalg::LinalgOp linalg);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CUDA_FINDCOLUMNS_H
