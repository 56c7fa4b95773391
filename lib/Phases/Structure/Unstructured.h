//===- Unstructured.h - ops without a Spec ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are ops without a Spec lowered?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_STRUCTURE_UNSTRUCTURED_H
#define AG_LIB_PHASES_STRUCTURE_UNSTRUCTURED_H

#include "mlir/Transforms/DialectConversion.h"

namespace ag {

/// Adds the patterns that lower ops without a Spec: reshape, pad, update,
/// concat, parameter, barrier, region and group.
void populateUnstructuredPatterns(const mlir::TypeConverter &converter,
                                  mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_UNSTRUCTURED_H
