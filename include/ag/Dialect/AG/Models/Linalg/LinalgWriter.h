//===- LinalgWriter.h - Specs as linalg.generic -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a Spec written in linalg?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_LINALGWRITER_H
#define AG_DIALECT_AG_MODELS_LINALG_LINALGWRITER_H

#include "ag/Interfaces/Spec.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// The type of an element as it lies in a tensor: that of the signless scalar,
/// or one which loadElement and storeElement turn into it and back.
using StoredType = mlir::Type (*)(ScalarType type, mlir::MLIRContext *context);

/// Ops of linalg, tensor and what else upstream has at the builder's place that
/// compute what `spec` states of `operands`, whose elements are of stored
/// types; the results' are too.
llvm::SmallVector<mlir::Value>
writeLinalg(const Spec &spec, mlir::ValueRange operands, StoredType stored,
            mlir::OpBuilder &builder, mlir::Location loc);

/// Whether `op` leaves out elements of an output that its region doesn't read:
/// they are to stay, but bufferization takes the output for overwritten.
bool forgetsElements(mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_LINALGWRITER_H
