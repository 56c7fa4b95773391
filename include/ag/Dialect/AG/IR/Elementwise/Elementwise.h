//===- Elementwise.h - Specs of element-wise ops ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISE_H
#define AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISE_H

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// A formula over one element of each operand.
using Formula = llvm::function_ref<Expr(llvm::ArrayRef<Expr>)>;

/// Returns the Spec of `formula` over operands of one shape. The element type
/// of the result is the formula's. The caller must check element types.
Spec elementwiseSpec(mlir::TypeRange operandTypes, Formula formula);

/// The same for operands of one element type, one of `kinds`. Reports
/// [elements] otherwise. `vjp` is a formula over the operand, the result and
/// its cotangent, or null.
mlir::FailureOr<Spec> describeElementwise(mlir::TypeRange operandTypes,
                                          PrimitiveKinds kinds,
                                          const Reporter &report,
                                          Formula formula,
                                          Formula vjp = nullptr);

/// Returns 1 / (1 + exp(-x)), computed as exp(x) / (1 + exp(x)) for x < 0: exp
/// then never overflows, so that small results are not lost, and the slope at 0
/// is right.
Expr sigmoid(Expr x);

} // namespace ag

#endif // AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISE_H
