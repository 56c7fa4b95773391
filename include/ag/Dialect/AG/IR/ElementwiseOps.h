//===- ElementwiseOps.h - the ops of primitives -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op of ag states a primitive, element by element? The records of
// ElementwiseOps.td say so themselves: one whose formula is a primitive of its
// operands, in order, states that primitive.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_ELEMENTWISEOPS_H
#define AG_DIALECT_AG_IR_ELEMENTWISEOPS_H

#include "ag/Support/Scalar/Primitives.h"
#include "mlir/IR/Builders.h"

namespace ag {

bool hasElementwiseOp(Primitive primitive);

/// The op of a primitive that has one, on tensors of one shape; `type` is that
/// of the result's elements.
mlir::Value createElementwiseOp(Primitive primitive, ScalarType type,
                                mlir::ValueRange operands,
                                mlir::OpBuilder &builder, mlir::Location loc);

} // namespace ag

#endif // AG_DIALECT_AG_IR_ELEMENTWISEOPS_H
