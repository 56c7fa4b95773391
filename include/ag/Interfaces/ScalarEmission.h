//===- ScalarEmission.h - scalar programs as arith and math -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a ScalarProgram written as upstream ops, such that every input has the
// documented value and none is poison?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SCALAREMISSION_H
#define AG_INTERFACES_SCALAREMISSION_H

#include "ag/Support/Scalar/ScalarProgram.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// The type that stands for `type` in upstream ops: the same, but signless.
mlir::Type getSignlessType(ScalarType type, mlir::MLIRContext *context);

/// Emits `program` at the builder's place and returns its results. `inputs` and
/// the results are scalars of the signless types; `getIndex(loop)` gives the
/// index of a loop, of type index.
llvm::SmallVector<mlir::Value>
emitScalarProgram(const ScalarProgram &program, mlir::OpBuilder &builder,
                  mlir::Location loc, mlir::ValueRange inputs,
                  llvm::function_ref<mlir::Value(unsigned)> getIndex);

/// An element as it lies in a tensor, as the scalar that programs compute with,
/// and back: of an i8 that stands for an i1, and of an index.
mlir::Value loadElement(mlir::Value element, mlir::Type scalarType,
                        mlir::OpBuilder &builder, mlir::Location loc);
mlir::Value storeElement(mlir::Value scalar, mlir::Type elementType,
                         mlir::OpBuilder &builder, mlir::Location loc);

/// A constant scalar of the signless type.
mlir::Value emitConstant(Cell value, ScalarType type, mlir::OpBuilder &builder,
                         mlir::Location loc);

} // namespace ag

#endif // AG_INTERFACES_SCALAREMISSION_H
