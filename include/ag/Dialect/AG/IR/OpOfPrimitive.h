//===- OpOfPrimitive.h - the op that states a primitive ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op of ag states a primitive, element by element? The records of
// ElementwiseOps.td say so themselves: one whose formula is a primitive of its
// operands, in order, states that primitive. Of truth values, of which false is
// the lesser, `and` is min, `or` max, and `xor` that they differ.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_OPOFPRIMITIVE_H
#define AG_DIALECT_AG_IR_OPOFPRIMITIVE_H

#include "ag/Support/Scalar/Primitives.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// Whether there is one that gives elements of `type`.
bool hasElementwiseOp(Primitive primitive, ScalarType type);

/// That op, on tensors of one shape.
mlir::Value createElementwiseOp(Primitive primitive, ScalarType type,
                                mlir::ValueRange operands,
                                mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_DIALECT_AG_IR_OPOFPRIMITIVE_H
