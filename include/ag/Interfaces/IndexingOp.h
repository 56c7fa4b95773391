//===- IndexingOp.h - ops that only move elements ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_INDEXINGOP_H
#define AG_INTERFACES_INDEXINGOP_H

#include "ag/Interfaces/Spec.h"
#include "mlir/IR/OpDefinition.h"

#include "ag/Interfaces/IndexingOp.h.inc"

namespace ag {

/// A reshape of operand 0, of type `from`: some neighbouring dimensions become
/// others, of as many elements. Within these only the first may be dynamic.
/// None where it can't be told which become which.
///
///   tensor<8x6xf32> -> tensor<8x2x3xf32>    (i, j, k) -> (i, 3 * j + k)
std::optional<Spec> describeReshape(mlir::RankedTensorType from,
                                    mlir::RankedTensorType to);

/// The elements of operand 0 at offset + stride * i; offsets that are values
/// are operands of the numbers `dynamicOffsets`, in their order.
std::optional<Spec> describeSlice(mlir::RankedTensorType from,
                                  mlir::RankedTensorType to,
                                  llvm::ArrayRef<int64_t> offsets,
                                  llvm::ArrayRef<int64_t> strides,
                                  llvm::ArrayRef<unsigned> dynamicOffsets);

} // namespace ag

#endif // AG_INTERFACES_INDEXINGOP_H
