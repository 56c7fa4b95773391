//===- KnownSums.h - sums made of what is there -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_KNOWNSUMS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_KNOWNSUMS_H

#include "mlir/IR/Block.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace ag {

/// A sum that can be made of what is there, or of nothing, and the ops that
/// tell that: those that it and these are made of.
using KnownSum = llvm::SmallVector<mlir::Operation *>;

/// Makes sums of the block of what is there already, or of nothing, where
/// their forms tell that. How many these are.
size_t useKnownSums(mlir::Block &block);

/// The same on a copy, of which ops are of no use any more; without remarks.
/// Gives for each sum, as `originalOf` has them, the ops that have to be in one
/// block so that it is found there.
std::vector<KnownSum> findKnownSums(
    mlir::Block &copy,
    llvm::function_ref<mlir::Operation *(mlir::Operation *)> originalOf);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_KNOWNSUMS_H
