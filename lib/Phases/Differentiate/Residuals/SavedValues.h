//===- SavedValues.h - values saved for the reverse -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a forward op return values of its blocks for the reverse? A choice
// has one more result for each of them, and a loop has stacks (LoopStacks.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEDVALUES_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEDVALUES_H

#include "mlir/IR/Builders.h"

namespace ag {

/// A value that is saved, and its largest size, which is known before the op
/// whose block defines it. `sizes` has the actual size, a value of the block,
/// of each dimension that may be smaller; it is null for the others.
struct Kept {
  mlir::Value value;
  llvm::SmallVector<mlir::OpFoldResult> room;
  llvm::SmallVector<mlir::Value> sizes;
  /// For a value that a loop yields and that shares the stack of an iter_arg:
  /// the number of this iter_arg among the saved values.
  std::optional<unsigned> carrier = std::nullopt;
  /// For an index: an upper bound that is known before the op, or null. The
  /// value that is read from a stack has no bounds of its own, which a loop
  /// with this trip count needs.
  mlir::Value most = nullptr;
};

/// Returns the value that is read if `value` is: if it is a result of a choice,
/// and only one region yields a defined value for it, that value; otherwise
/// `value`.
mlir::Value findRead(mlir::Value value);

/// Returns a dimension of `tensor` as a value before the op that contains
/// `block`; null if no bound determines it.
mlir::Value findSizeOutside(mlir::Value tensor, int64_t dim,
                            mlir::Block *block);

/// Returns std::nullopt if no upper bound of the value's size is known before
/// the op that contains `block`.
std::optional<Kept> planRoom(mlir::Value value, mlir::Block *block);

/// Returns the results of a choice for the values `all` of its region `block`.
/// The choice is replaced by one that has these results.
llvm::SmallVector<mlir::Value> keepOfChoice(mlir::Block *block,
                                            llvm::ArrayRef<Kept> all);

/// Marks an empty tensor that other regions of a choice yield in place of a
/// saved value. Its size does not matter, and it is not read.
constexpr llvm::StringLiteral nothingAttrName = "ag.nothing";

/// Returns true if `value`, which a choice forwards, is such a tensor.
bool isNothing(mlir::Value value);

/// Returns an undefined value of `type`. It has this mark if a size is dynamic.
mlir::Value makeNothing(mlir::Type type, mlir::OpBuilder &builder,
                        mlir::Location loc);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEDVALUES_H
