//===- OperandShape.h - tensors and scalars that Specs read -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is an operand of a Spec? It may be a scalar, as in the product of
// windows and a number:
//
//   linalg.generic {(n, k) -> (n + k), (n, k) -> (k), (n, k) -> (), ...}
//       ins(%x, %w, %a : tensor<20xf32>, tensor<5xf32>, f32)
//
// A scalar has no dimensions, and one element.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_OPERANDSHAPE_H
#define AG_INTERFACES_SPEC_OPERANDSHAPE_H

#include "mlir/IR/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace ag {

struct OperandShape {
  /// `type` is that of a ranked tensor or memref, or of a scalar.
  explicit OperandShape(mlir::Type type);

  int64_t getRank() const { return sizes.size(); }
  /// Returns the bytes of an element in memory. Those of an index are 8.
  int64_t getElementBytes() const;
  /// Returns the bytes of all elements, INT64_MAX if they are more, or
  /// std::nullopt if a size is dynamic.
  std::optional<int64_t> countBytes() const;

  mlir::Type element;
  llvm::ArrayRef<int64_t> sizes;
};

} // namespace ag

#endif // AG_INTERFACES_SPEC_OPERANDSHAPE_H
