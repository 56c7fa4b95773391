//===- MergeReshapes.h - reshapes of few dimensions -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimensions does a reshape change? Those at either end that it does not
// change stay separate, so that its users can be analysed through it:
//
//   ?x?x384 -> ?x?x12x32      tensor.expand_shape %x [[0], [1], [2, 3]]
//
// At most one dimension of a group is then dynamic, as memref requires.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_MODELS_TENSOR_MERGERESHAPES_H
#define AG_DIALECT_AG_MODELS_TENSOR_MERGERESHAPES_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// Emits the reshape from the source of a collapse_shape to one dimension, of
/// which `expand` is the user, as one tensor.expand_shape or
/// tensor.collapse_shape, and casts. Returns null, and emits nothing, for other
/// sources, if several dimensions become several others, or if the types do not
/// determine a size. Sizes are equal if value bounds prove it.
mlir::Value mergeReshapes(mlir::tensor::ExpandShapeOp expand,
                          mlir::OpBuilder &builder);

/// Replaces all such pairs in `root`. Sizes are equal if their first sizes are
/// (FirstSizes.h), so that a chain of reshapes takes linear time.
void mergeReshapes(mlir::Operation *root);

} // namespace ag

#endif // AG_DIALECT_AG_MODELS_TENSOR_MERGERESHAPES_H
