//===- ScalarEmission.h - scalar programs as arith and math -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a ScalarProgram written as upstream ops, such that the results are the
// documented ones for all inputs, and never poison?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SCALAREMISSION_H
#define AG_INTERFACES_SCALAREMISSION_H

#include "ag/Support/Scalar/ScalarProgram.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// Returns the type that represents `type` in upstream ops: the same, but
/// signless.
mlir::Type getSignlessType(ScalarType type, mlir::MLIRContext *context);

/// Emits `program` at the builder's position and returns its results. `inputs`
/// and the results are scalars of the signless types. `getIndex(loop)` returns
/// the index of a loop, of type index.
llvm::SmallVector<mlir::Value>
emitScalarProgram(const ScalarProgram &program, mlir::OpBuilder &builder,
                  mlir::Location loc, mlir::ValueRange inputs,
                  llvm::function_ref<mlir::Value(unsigned)> getIndex);

/// Convert an element as it is in a tensor to the scalar with which programs
/// compute, and back. They differ for an i8 that represents an i1, and for
/// index.
mlir::Value loadElement(mlir::Value element, mlir::Type scalarType,
                        mlir::OpBuilder &builder, mlir::Location loc);
mlir::Value storeElement(mlir::Value scalar, mlir::Type elementType,
                         mlir::OpBuilder &builder, mlir::Location loc);

/// Emits a constant scalar of the signless type.
mlir::Value emitConstant(Cell value, ScalarType type, mlir::OpBuilder &builder,
                         mlir::Location loc);

} // namespace ag

#endif // AG_INTERFACES_SCALAREMISSION_H
