//===- LowerGathers.h - reading and writing at indices ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are a gather and a scatter lowered to linalg and scf?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_STRUCTURE_LOWERGATHERS_H
#define AG_LIB_PHASES_STRUCTURE_LOWERGATHERS_H

#include "mlir/Transforms/DialectConversion.h"

namespace ag {

/// Adds the patterns that lower ag.gather and ag.scatter.
void populateGatherPatterns(const mlir::TypeConverter &converter,
                            mlir::RewritePatternSet &patterns);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_LOWERGATHERS_H
