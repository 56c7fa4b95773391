//===- EmptyLoops.h - linalg ops that compute nothing -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is left of a linalg op of which a loop never runs?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_EMPTYLOOPS_H
#define AG_LIB_DIALECT_AG_IR_EMPTYLOOPS_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Linalg ops with an extent that is 0 by the types become their destinations.
void populateEmptyLoopPatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_EMPTYLOOPS_H
