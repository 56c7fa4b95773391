//===- SavedValues.h - values saved for the reverse -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a forward op return values of its blocks, which the reverse reads?
// A choice gets one more result for each value, and a loop gets stacks
// (Regions/LoopStacks.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEDVALUES_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEDVALUES_H

#include "mlir/IR/Builders.h"

namespace ag {

/// A value of a block that the op around the block saves for the reverse.
///
/// A loop allocates its stacks before it begins. `room` and `sizes` then have
/// one element for each dimension of a tensor. They are empty for a scalar, and
/// for a value of a choice, which can return a tensor of any size.
struct Kept {
  mlir::Value value;
  /// The largest size of each dimension, known before the loop.
  llvm::SmallVector<mlir::OpFoldResult> room;
  /// The actual size of each dimension, a value of the block; null if it always
  /// equals `room`.
  llvm::SmallVector<mlir::Value> sizes;
  /// The position, among the saved values, of the iter_arg whose stack this
  /// value shares. Only the value that the loop yields for it can have one.
  std::optional<unsigned> carrier = std::nullopt;
  /// For an index: an upper bound that is known before the loop; null if there
  /// is none. A value that is read from a stack has no bounds, so `pop` returns
  /// the smaller of the two. A loop with that trip count needs the bound.
  mlir::Value most = nullptr;
};

/// Returns the value behind the result of a choice: if all regions but one
/// yield a marked tensor for it (`isNothing`), the value that this one yields.
/// Repeats this if that is a result of a choice again, so the value returned
/// may be inside the choice. Returns `value` if there is no such region.
mlir::Value findRead(mlir::Value value);

/// Returns the exact size of dimension `dim` of `tensor` as a value before the
/// op that contains `block`. Creates ops there. Returns null if bounds do not
/// determine the size.
mlir::Value findSizeOutside(mlir::Value tensor, int64_t dim,
                            mlir::Block *block);

/// Returns `value`, a value of the loop body `block`, with the sizes that its
/// stack needs. Creates ops that compute them, before the loop and after
/// `value`. Returns std::nullopt if no upper bound of a dimension is known
/// before the loop.
std::optional<Kept> planRoom(mlir::Value value, mlir::Block *block);

/// Adds a result for each of `all`, which are values of `block`, to the choice
/// that contains `block`, and returns these results in the order of `all`. The
/// other regions yield `makeNothing` for them. A new op takes over the regions
/// of the choice, which is erased; `block` remains valid.
llvm::SmallVector<mlir::Value> keepOfChoice(mlir::Block *block,
                                            llvm::ArrayRef<Kept> all);

/// Marks a tensor.empty that another region of a choice yields in place of a
/// saved value. Its dynamic sizes are 0, and it is not read.
constexpr llvm::StringLiteral nothingAttrName = "ag.nothing";

/// Returns true if `value` is a tensor.empty with this mark, or a cast of one.
bool isNothing(mlir::Value value);

/// Returns a value of `type` that stands for one that is not read: a zero, or a
/// tensor.empty. The tensor.empty has this mark only if a size is dynamic.
mlir::Value makeNothing(mlir::Type type, mlir::OpBuilder &builder,
                        mlir::Location loc);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEDVALUES_H
