//===- EntrySizes.h - sizes that are known on entry -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_CONVERSION_TENSORTOMEMREF_ENTRYSIZES_H
#define AG_LIB_CONVERSION_TENSORTOMEMREF_ENTRYSIZES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace ag {

/// Computes `size`, of type index, at the builder's place from what `mapping`
/// holds, by cloning the pure ops that it comes from. Where a part can't be
/// computed there (a loop's index in the size of a tile), its constant upper
/// bound takes its place. Fails if there is none.
mlir::FailureOr<mlir::Value> computeOnEntry(mlir::Value size,
                                            mlir::OpBuilder &builder,
                                            mlir::IRMapping &mapping);

} // namespace ag

#endif // AG_LIB_CONVERSION_TENSORTOMEMREF_ENTRYSIZES_H
