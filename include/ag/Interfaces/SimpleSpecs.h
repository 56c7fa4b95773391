//===- SimpleSpecs.h - Specs of the plainest kinds --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which Spec states a scalar program on the elements of tensors of one shape,
// or a tensor that is one number everywhere?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SIMPLESPECS_H
#define AG_INTERFACES_SIMPLESPECS_H

#include "ag/Interfaces/Spec.h"

namespace ag {

/// What `program` computes of each element of operands of these types: tensors
/// of one shape, at least one, and scalars.
Spec makeElementwiseSpec(ScalarProgram program, mlir::TypeRange operands);

/// A tensor of these sizes with `value`, of `type`, everywhere. Sizes that are
/// values are its operands, which are added to `operands`.
Spec makeUniformSpec(Cell value, ScalarType type,
                     llvm::ArrayRef<mlir::OpFoldResult> sizes,
                     llvm::SmallVectorImpl<mlir::Value> &operands,
                     mlir::MLIRContext *context);

} // namespace ag

#endif // AG_INTERFACES_SIMPLESPECS_H
