//===- KeptValues.h - values kept for the reverse ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a forward op hand on values of its blocks, and how are they found
// again? A choice has one more result for each, a loop a stack (LoopStacks.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_KEPTVALUES_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_KEPTVALUES_H

#include "mlir/IR/Builders.h"

namespace ag {

/// A value that is kept, and how much room it needs at most, which is known in
/// front of the op whose block makes it. Of a dimension for which that is more
/// than it takes, the size is a value of the block; null of the others.
struct Kept {
  mlir::Value value;
  llvm::SmallVector<mlir::OpFoldResult> room;
  llvm::SmallVector<mlir::Value> sizes;
  /// Of what a loop yields, whose stack it shares: the number of the carried
  /// value that it becomes, among those that are kept.
  std::optional<unsigned> carrier = std::nullopt;
  /// Of an index, what it is at most, if bounds say so in front of the op: what
  /// is kept of it has none of its own, and loops that turn so often need one.
  mlir::Value most = nullptr;
};

/// What `value` is where it is read, if it is the result of a choice of which
/// one region alone hands on something that is; else itself.
mlir::Value findRead(mlir::Value value);

/// A dimension of `tensor` as a value in front of the op whose block that is;
/// null if no bound says it.
mlir::Value findSizeOutside(mlir::Value tensor, int64_t dim,
                            mlir::Block *block);

/// None if nothing says how large the value is at most.
std::optional<Kept> planRoom(mlir::Value value, mlir::Block *block);

/// Of a choice, the results that one region hands on.
llvm::SmallVector<mlir::Value> keepOfChoice(mlir::Block *block,
                                            llvm::ArrayRef<Kept> all);

/// On an empty tensor: it is what another region of a choice hands on in place
/// of what is kept, of any size, and is not read.
constexpr llvm::StringLiteral nothingAttrName = "ag.nothing";

/// Whether `value`, which a choice hands on, is that.
bool isNothing(mlir::Value value);

/// Such a value of `type`; it has the mark if not all sizes are known.
mlir::Value makeNothing(mlir::Type type, mlir::OpBuilder &builder,
                        mlir::Location loc);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_KEPTVALUES_H
