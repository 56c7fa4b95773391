//===- Structured.h - Specs as linalg.generic -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op with a Spec lowered to linalg?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_STRUCTURE_STRUCTURED_H
#define AG_LIB_PHASES_STRUCTURE_STRUCTURED_H

#include "mlir/Transforms/DialectConversion.h"

namespace ag {

/// Adds the pattern that lowers every op with a Spec.
void populateStructuredPatterns(const mlir::TypeConverter &converter,
                                mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_STRUCTURED_H
