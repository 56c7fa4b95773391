//===- CleanUp.h - what stands between many passes --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PIPELINE_CLEANUP_H
#define AG_LIB_PIPELINE_CLEANUP_H

#include "mlir/Pass/PassManager.h"

namespace ag {

/// Upstream's canonicalization, as far as ag's programs bear it.
void addCanonicalization(mlir::OpPassManager &passes);

/// That, and what is computed twice is computed once.
void addCleanUp(mlir::OpPassManager &passes);

} // namespace ag

#endif // AG_LIB_PIPELINE_CLEANUP_H
