//===- CleanUp.h - canonicalization between passes --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_CLEANUP_H
#define AG_PHASES_COMMON_CLEANUP_H

#include "mlir/Pass/PassManager.h"

namespace ag {

/// Returns the names of upstream's canonicalization patterns that change what a
/// program computes.
llvm::ArrayRef<std::string> getWrongPatterns();

/// Appends upstream's canonicalization without these patterns.
void addRightCanonicalization(mlir::OpPassManager &passes);

/// Appends it also without patterns that create views which upstream's verifier
/// refuses, and without a pattern that raises the peak of memory.
void addCanonicalization(mlir::OpPassManager &passes);

/// Appends canonicalization as addCanonicalization does, and CSE.
void addCleanUp(mlir::OpPassManager &passes);

} // namespace ag

#endif // AG_PHASES_COMMON_CLEANUP_H
