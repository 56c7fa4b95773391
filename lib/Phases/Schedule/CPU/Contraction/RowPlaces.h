//===- RowPlaces.h - places of a contraction's rows -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which indices does a row of a contraction have in the loops of rows? Rows are
// numbered through all of these loops, so that a tile may span several:
//
//   x(b, s, i) * w(i, o) -> y(b, s, o)        b and s are loops of rows
//
//   with 2 x 7 rows, row 6 is (0, 6), and the next one (1, 0)
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_ROWPLACES_H
#define AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_ROWPLACES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

/// An index for each loop of rows, outermost first.
using RowPlace = llvm::SmallVector<mlir::Value>;

/// Returns the place of the row with this number. `extents` are those of the
/// loops of rows.
RowPlace getRowPlace(mlir::OpBuilder &builder, mlir::Location loc,
                     llvm::ArrayRef<mlir::OpFoldResult> extents,
                     mlir::Value number);

/// Returns the places of `count` rows, at least one, from number `first` on.
llvm::SmallVector<RowPlace>
getRowPlaces(mlir::OpBuilder &builder, mlir::Location loc,
             llvm::ArrayRef<mlir::OpFoldResult> extents, mlir::Value first,
             int64_t count);

/// Writes the place of a row into `indices`, which has an index for each loop
/// of the contraction. `loops` are those of rows.
void moveToRow(llvm::MutableArrayRef<mlir::Value> indices,
               llvm::ArrayRef<unsigned> loops,
               llvm::ArrayRef<mlir::Value> place);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_CONTRACTION_ROWPLACES_H
