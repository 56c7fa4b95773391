//===- OpOfPrimitive.h - the op that states a primitive ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op of ag computes a primitive elementwise?
//
// The answer follows from the records of ElementwiseOps.td: an op whose formula
// is a primitive of its operands, in order, computes that primitive. For i1,
// where false is less than true, `and` is min, `or` is max, and `xor` is
// inequality.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_ELEMENTWISE_OPOFPRIMITIVE_H
#define AG_DIALECT_AG_IR_ELEMENTWISE_OPOFPRIMITIVE_H

#include "ag/Support/Scalar/Primitives.h"
#include "mlir/IR/Builders.h"

namespace ag {

/// Returns true if there is one with results of `type`.
bool hasElementwiseOp(Primitive primitive, ScalarType type);

/// Creates that op on tensors of one shape.
mlir::Value createElementwiseOp(Primitive primitive, ScalarType type,
                                mlir::ValueRange operands,
                                mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_DIALECT_AG_IR_ELEMENTWISE_OPOFPRIMITIVE_H
