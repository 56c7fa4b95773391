//===- EmptyLoops.h - linalg ops that compute nothing -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a linalg op with an empty loop simplified?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_STRUCTURED_EMPTYLOOPS_H
#define AG_LIB_DIALECT_AG_IR_STRUCTURED_EMPTYLOOPS_H

#include "mlir/IR/PatternMatch.h"

namespace ag {

/// Replaces linalg ops with an extent that is statically 0 by their
/// destinations.
void populateEmptyLoopPatterns(mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_STRUCTURED_EMPTYLOOPS_H
