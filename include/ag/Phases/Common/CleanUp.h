//===- CleanUp.h - what stands between many passes --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_CLEANUP_H
#define AG_PHASES_COMMON_CLEANUP_H

#include "mlir/Pass/PassManager.h"

namespace ag {

/// The patterns of upstream's canonicalization that change what a program
/// computes, by name.
llvm::ArrayRef<std::string> getWrongPatterns();

/// Upstream's canonicalization without those.
void addRightCanonicalization(mlir::OpPassManager &passes);

/// That, as far as programs bear it that are to take little memory.
void addCanonicalization(mlir::OpPassManager &passes);

/// That, and what is computed twice is computed once.
void addCleanUp(mlir::OpPassManager &passes);

} // namespace ag

#endif // AG_PHASES_COMMON_CLEANUP_H
