//===- LoopWriter.h - Specs as loops ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a Spec written that linalg can't express? As loops, element by
// element. This is slow, but bufferization treats an output of linalg that the
// region doesn't read as overwritten, and loses the elements that the map
// leaves out.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_LOOPWRITER_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_LOOPWRITER_H

#include "ag/Dialect/AG/Models/Linalg/LinalgWriter.h"

namespace ag {

/// Returns whether a result may leave out elements without being read, or
/// linalg can't express a map.
bool needsLoops(const Spec &spec);

/// Writes nested scf.for and returns the results, as accumulators. Their first
/// values are `accumulators`.
llvm::SmallVector<mlir::Value>
writeLoops(const Spec &spec, mlir::ValueRange operands,
           mlir::ValueRange accumulators, StoredType stored,
           mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_LOOPWRITER_H
