//===- SimpleSpecs.h - Specs of the plainest kinds --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which Spec describes a scalar program on the elements of tensors of one
// shape, or a tensor with one number everywhere?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_SIMPLESPECS_H
#define AG_INTERFACES_SPEC_SIMPLESPECS_H

#include "ag/Interfaces/Spec/Spec.h"

namespace ag {

/// Returns the Spec that applies `program` to each element of operands of these
/// types: one or more tensors of one shape, and scalars.
Spec makeElementwiseSpec(ScalarProgram program, mlir::TypeRange operands);

/// Returns the Spec of a tensor of these sizes in which every element is
/// `value`, of type `type`. Dynamic sizes are its operands, which are appended
/// to `operands`.
Spec makeUniformSpec(Cell value, ScalarType type,
                     llvm::ArrayRef<mlir::OpFoldResult> sizes,
                     llvm::SmallVectorImpl<mlir::Value> &operands,
                     mlir::MLIRContext *context);

} // namespace ag

#endif // AG_INTERFACES_SPEC_SIMPLESPECS_H
