//===- IndexingOp.h - ops that only move elements ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_INDEXINGOP_H
#define AG_INTERFACES_INDEXINGOP_H

#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/OpDefinition.h"

#include "ag/Interfaces/IndexingOp.h.inc"

namespace ag {

/// Returns the Spec of a reshape of operand 0, which has the type `from`.
/// Groups of adjacent dimensions become groups with as many elements. Within a
/// group, only the first dimension may be dynamic. Returns std::nullopt if the
/// groups cannot be determined.
///
///   tensor<8x6xf32> -> tensor<8x2x3xf32>    (i, j, k) -> (i, 3 * j + k)
std::optional<Spec> describeReshape(mlir::RankedTensorType from,
                                    mlir::RankedTensorType to);

/// Returns the Spec that reads the elements of operand 0 at offset + stride *
/// i. Dynamic offsets are the operands with the numbers `dynamicOffsets`, in
/// order.
std::optional<Spec> describeSlice(mlir::RankedTensorType from,
                                  mlir::RankedTensorType to,
                                  llvm::ArrayRef<int64_t> offsets,
                                  llvm::ArrayRef<int64_t> strides,
                                  llvm::ArrayRef<unsigned> dynamicOffsets);

} // namespace ag

#endif // AG_INTERFACES_INDEXINGOP_H
