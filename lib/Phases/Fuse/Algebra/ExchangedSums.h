//===- ExchangedSums.h - exchanged and cancelled sums -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_EXCHANGEDSUMS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_EXCHANGEDSUMS_H

#include "mlir/IR/Block.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <vector>

namespace ag {

/// The ops from which an exchanged or cancelled sum follows: those that compute
/// the sum, and those that compute the values that replace it.
using ExchangedSum = llvm::SmallVector<mlir::Operation *>;

/// Replaces sums of the block by exchanged sums over existing values, or by 0
/// if they cancel, as their forms show. Returns the number of replaced sums.
size_t useExchangedSums(mlir::Block &block);

/// Finds such sums on a copy of the block, whose ops are not to be used
/// afterwards. Emits no remarks. Returns, for each sum, the original ops
/// (`originalOf`) that must be in one block for the sum to be found there.
std::vector<ExchangedSum> findExchangedSums(
    mlir::Block &copy,
    llvm::function_ref<mlir::Operation *(mlir::Operation *)> originalOf);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_EXCHANGEDSUMS_H
