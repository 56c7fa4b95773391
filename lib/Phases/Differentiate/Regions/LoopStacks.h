//===- LoopStacks.h - values saved in each iteration ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where are the values that a loop's iterations save for the reverse? In stacks
// with one slot for each iteration. An iter_arg and the value that is yielded
// for it share a stack with one more slot:
//
//   %0 = tensor.insert_slice %x into %empty[0, 0] [1, 4] [1, 1]
//   %y, %kept = scf.for %i = 0 to %n iter_args(%t = %x, %s = %0) {
//     %u = math.exp %t
//     %next = tensor.insert_slice %u into %s[%i + 1, 0] [1, 4] [1, 1]
//     scf.yield %u, %next }
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPSTACKS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPSTACKS_H

#include "Residuals/SavedValues.h"

namespace ag {

/// Marks an empty tensor as a stack, some slots of which may remain unused.
constexpr llvm::StringLiteral stackAttrName = "ag.stack";

/// Returns true if `value` is a stack, with or without values that were pushed.
bool isStack(mlir::Value value);

/// Saves `all` in each iteration of the loop around `block`, and returns the
/// stack of each value; some may share one. The loop is replaced, and block
/// arguments in `all` are updated. Fails, with an error, if no results can be
/// added to the loop.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
keepOfLoop(mlir::Block *block, llvm::MutableArrayRef<Kept> all);

/// Returns the value that `kept` had in iteration `iteration`, a tensor of
/// `sizes`.
mlir::Value pop(const Kept &kept, mlir::Value stack, mlir::Value iteration,
                llvm::ArrayRef<mlir::OpFoldResult> sizes,
                mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPSTACKS_H
