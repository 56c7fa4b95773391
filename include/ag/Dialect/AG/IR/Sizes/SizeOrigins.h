//===- SizeOrigins.h - where sizes come from --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From which dimension, index or number does a size originate, through any
// number of ops with a Spec?
//
// Chains of n ops are walked once, because results are cached.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SIZES_SIZEORIGINS_H
#define AG_DIALECT_AG_IR_SIZES_SIZEORIGINS_H

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

/// Returns the origin of dimension `dim` of `tensor` through one op with a
/// Spec, or std::nullopt if no such op determines it.
std::optional<SizeOrigin> findSource(mlir::Value tensor, int64_t dim);

/// A size as a function of the one size that determines it, or a number.
struct SizeForm {
  /// Without a value if the size is a number.
  SizeOrigin origin;
  /// A function of d0, which is the origin's size; or the number.
  mlir::AffineExpr expr;

  mlir::ValueBoundsConstraintSet::Variable getVariable() const;
};

/// Caches the origins of dimensions. The ops involved must not change.
class SizeOrigins {
public:
  SizeOrigin find(mlir::Value tensor, int64_t dim);

  /// Also looks through bodies (BodyOpInterface). The origin may be inside of
  /// one even if `tensor` is not.
  SizeOrigin findThroughBodies(mlir::Value tensor, int64_t dim);

  /// Returns whether two sizes are always equal (true) or never (false);
  /// failure if neither is proved. Sizes that are one function of one size are
  /// compared without value bounds, which are collected from all ops that lead
  /// to a size.
  llvm::FailureOr<bool> areEqual(mlir::Value a, int64_t dimA, mlir::Value b,
                                 int64_t dimB);

private:
  using Place = std::pair<mlir::Value, int64_t>;
  SizeForm findForm(mlir::Value tensor, int64_t dim);
  std::optional<SizeForm> findStep(const SizeOrigin &size);

  using Known = llvm::DenseMap<Place, SizeOrigin>;
  static SizeOrigin
  find(SizeOrigin origin, Known &known,
       llvm::function_ref<std::optional<SizeOrigin>(mlir::Value, int64_t)>
           findNext);

  Known known, knownThroughBodies;
  llvm::DenseMap<Place, SizeForm> forms;
};

} // namespace ag

#endif // AG_DIALECT_AG_IR_SIZES_SIZEORIGINS_H
