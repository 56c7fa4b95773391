//===- LoopStacks.h - values kept in each turn of a loop --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where is what a loop's turns keep for the reverse? In stacks with one place
// for each turn. What a carried value begins a turn with, and what is yielded
// for it, are in one that has a place more:
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

#include "Residuals/KeptValues.h"

namespace ag {

/// On an empty tensor: it is a stack, which may have more places than are used.
constexpr llvm::StringLiteral stackAttrName = "ag.stack";

/// Whether `value` is one, maybe with what was pushed to it, where it is read.
bool isStack(mlir::Value value);

/// Of a loop, a stack of each value that has it in every turn; which ones share
/// one, is found. The block's arguments become others, and so do those among
/// the values.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
keepOfLoop(mlir::Block *block, llvm::MutableArrayRef<Kept> all);

/// What `kept` was in turn `turn`, a tensor of `sizes`.
mlir::Value pop(const Kept &kept, mlir::Value stack, mlir::Value turn,
                llvm::ArrayRef<mlir::OpFoldResult> sizes,
                mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPSTACKS_H
