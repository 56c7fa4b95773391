//===- LinalgWriter.h - Specs as linalg.generic -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a Spec written as linalg ops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_LINALG_LINALGWRITER_H
#define AG_DIALECT_AG_MODELS_LINALG_LINALGWRITER_H

#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Returns the type of an element as it is stored in a tensor: that of the
/// signless scalar, or one which loadElement and storeElement convert to and
/// from it.
using StoredType = mlir::Type (*)(ScalarType type, mlir::MLIRContext *context);

/// Writes `spec`, applied to `operands`, as upstream ops, such as those of
/// linalg and tensor, at the builder's position, and returns the results. The
/// elements of operands and results have stored types.
llvm::SmallVector<mlir::Value>
writeLinalg(const Spec &spec, mlir::ValueRange operands, StoredType stored,
            mlir::OpBuilder &builder, mlir::Location loc);

/// Returns true if `op` leaves elements of an output unchanged that its region
/// does not read. They must be preserved, but bufferization assumes that the
/// output is overwritten.
bool forgetsElements(mlir::linalg::LinalgOp op);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_LINALG_LINALGWRITER_H
