//===- Views.h - ops whose result is what they are given --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops compute nothing, as their result is their first operand, or a part
// of it, in another shape?
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_BUFFERS_VIEWS_H
#define AG_ANALYSIS_BUFFERS_VIEWS_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Returns true if the op's only result, a tensor or a buffer, has all elements
/// of its first operand in their order, in another shape or type. Null is none.
bool isReshape(mlir::Operation *op);

/// Returns the value that `value` is a reshape of, or of which that is one, and
/// so on.
mlir::Value skipReshapes(mlir::Value value);

/// Returns true if the op's only result is a tensor that is a slice or a
/// reshape of its first operand. Null is none.
bool isTensorView(mlir::Operation *op);

/// Returns the tensor that `value` is a slice or a reshape of, or of which that
/// is one, and so on.
mlir::Value skipTensorViews(mlir::Value value);

} // namespace ag

#endif // AG_ANALYSIS_BUFFERS_VIEWS_H
