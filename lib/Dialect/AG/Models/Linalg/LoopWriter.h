//===- LoopWriter.h - Specs as loops ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a Spec written that linalg can't state? As it is meant, element by
// element. That is slow; but bufferization takes an output of linalg for
// overwritten that the region doesn't read, and loses what the map leaves out.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_MODELS_LINALG_LOOPWRITER_H
#define AG_LIB_DIALECT_AG_MODELS_LINALG_LOOPWRITER_H

#include "ag/Dialect/AG/Models/Linalg/LinalgWriter.h"

namespace ag {

/// Whether a result leaves out elements without being read, or no map of linalg
/// says where something is.
bool needsLoops(const Spec &spec);

/// Nested scf.for that give the results as accumulators, which begin as
/// `accumulators`.
llvm::SmallVector<mlir::Value>
writeLoops(const Spec &spec, mlir::ValueRange operands,
           mlir::ValueRange accumulators, StoredType stored,
           mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_MODELS_LINALG_LOOPWRITER_H
