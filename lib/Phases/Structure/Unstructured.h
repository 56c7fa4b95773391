//===- Unstructured.h - the ops that no Spec states -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the ops written that no Spec states?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_STRUCTURE_UNSTRUCTURED_H
#define AG_LIB_PHASES_STRUCTURE_UNSTRUCTURED_H

#include "mlir/Transforms/DialectConversion.h"

namespace ag {

/// The other ops without one: reshape, pad, concat, parameter, region,
/// group.
void populateUnstructuredPatterns(const mlir::TypeConverter &converter,
                                  mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_UNSTRUCTURED_H
