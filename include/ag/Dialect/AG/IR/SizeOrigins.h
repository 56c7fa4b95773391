//===- SizeOrigins.h - where sizes come from --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimension, index or number is a size, however many ops with a Spec ago?
// Chains of n ops are walked once: what was asked is remembered.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SIZEORIGINS_H
#define AG_DIALECT_AG_IR_SIZEORIGINS_H

#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// A dimension `number` of a tensor, an index, or, without a value, a number.
struct SizeOrigin {
  mlir::Value value;
  int64_t number = 0;

  mlir::ValueBoundsConstraintSet::Variable
  getVariable(mlir::MLIRContext *context) const;
};

/// Where dimension `dim` of `tensor` comes from at once, through one op with a
/// Spec; none if no such op gives it.
std::optional<SizeOrigin> findSource(mlir::Value tensor, int64_t dim);

/// Remembers where dimensions come from, while what was asked of stays as it
/// is.
class SizeOrigins {
public:
  SizeOrigin find(mlir::Value tensor, int64_t dim);

private:
  llvm::DenseMap<std::pair<mlir::Value, int64_t>, SizeOrigin> known;
};

} // namespace ag

#endif // AG_DIALECT_AG_IR_SIZEORIGINS_H
