//===- RowPlaces.cpp - places of a contraction's rows ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/RowPlaces.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;

namespace ag {

RowPlace getRowPlace(OpBuilder &builder, Location loc,
                     ArrayRef<OpFoldResult> extents, Value number) {
  RowPlace row(extents.size());
  for (int64_t loop = row.size() - 1; loop > 0; --loop) {
    Value extent = getValueOrCreateConstantIndexOp(builder, loc, extents[loop]);
    row[loop] = arith::RemUIOp::create(builder, loc, number, extent);
    number = arith::DivUIOp::create(builder, loc, number, extent);
  }
  if (!row.empty())
    row.front() = number;
  return row;
}

/// Returns the next row: increments the innermost index, and carries into the
/// others.
static RowPlace getNextRow(OpBuilder &builder, Location loc,
                           ArrayRef<OpFoldResult> extents,
                           const RowPlace &row) {
  RowPlace next(row);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value carry = arith::ConstantIndexOp::create(builder, loc, 1);
  for (int64_t loop = row.size() - 1; loop >= 0; --loop) {
    next[loop] = arith::AddIOp::create(builder, loc, row[loop], carry);
    if (loop == 0)
      break;
    Value extent = getValueOrCreateConstantIndexOp(builder, loc, extents[loop]);
    Value wraps = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        next[loop], extent);
    next[loop] = arith::SelectOp::create(builder, loc, wraps, zero, next[loop]);
    carry = arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                         wraps);
  }
  return next;
}

SmallVector<RowPlace> getRowPlaces(OpBuilder &builder, Location loc,
                                   ArrayRef<OpFoldResult> extents, Value first,
                                   int64_t count) {
  SmallVector<RowPlace> rows = {getRowPlace(builder, loc, extents, first)};
  while (static_cast<int64_t>(rows.size()) < count)
    rows.push_back(getNextRow(builder, loc, extents, rows.back()));
  return rows;
}

void moveToRow(MutableArrayRef<Value> indices, ArrayRef<unsigned> loops,
               ArrayRef<Value> place) {
  for (auto [loop, index] : llvm::zip_equal(loops, place))
    indices[loop] = index;
}

} // namespace ag
