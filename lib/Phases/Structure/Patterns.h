//===- Patterns.h - from ag to linalg ---------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_STRUCTURE_PATTERNS_H
#define AG_LIB_PHASES_STRUCTURE_PATTERNS_H

#include "mlir/Transforms/DialectConversion.h"

namespace ag {

/// Every op with a Spec, by one pattern.
void populateStructuredPatterns(const mlir::TypeConverter &converter,
                                mlir::RewritePatternSet &patterns);

/// Reading at indices.
void populateGatherPatterns(const mlir::TypeConverter &converter,
                            mlir::RewritePatternSet &patterns);

/// The other ops without one: reshape, pad, concat, parameter, region.
void populateUnstructuredPatterns(const mlir::TypeConverter &converter,
                                  mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_PATTERNS_H
