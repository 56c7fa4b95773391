//===- DifferentiableOp.h - how ops are differentiated ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the derivatives of an op computed, and what does the differentiation
// pass offer it?
//
// In reverse mode, each value has a cotangent, a value of its type: the
// derivative of the results with respect to it. An op computes the cotangents
// of its operands from those of its results:
//
//   %y = ag.reshape %x : tensor<4x2xf32> -> tensor<8xf32>
//   %x' = ag.reshape %y' : tensor<8xf32> -> tensor<4x2xf32>
//
// In forward mode, each value has a tangent, its derivative with respect to the
// arguments. Cotangents and tangents that are 0 everywhere are not represented.
//
// An op with a Spec (StructuredOp.h) needs no rule: its derivatives follow from
// the Spec (SpecPullback.h, SpecPushforward.h). An op without floats needs
// none, either. Any other op implements DifferentiableOpInterface.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_DIFFERENTIABLEOP_H
#define AG_INTERFACES_DIFFERENTIABLEOP_H

#include "ag/Interfaces/LinearTrait.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Scalar/FloatRange.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

/// An op whose results count as constants, whatever its operands are.
template <typename ConcreteOp>
class InactiveTrait
    : public mlir::OpTrait::TraitBase<ConcreteOp, InactiveTrait> {};

/// Returns true if values of this type can have a derivative: floats, and
/// ranked tensors of floats.
bool isDifferentiable(mlir::Type type);

/// A cotangent on its way back. It is `value`, negated if `isNegative`, where
/// `where` (an i1, or a tensor of i1 with the value's shape) holds, and 0
/// elsewhere, regardless of the value there. Choices and signs pass through
/// linear steps in this form and are applied at the end: by a sub instead of a
/// neg and an add, and by a select after a division by 0 rather than before it.
/// If `isZeroElsewhere`, the value needs no select until a step has changed it.
struct Cotangent {
  mlir::Value value;
  mlir::Value where = nullptr;
  bool isNegative = false;
  bool isZeroElsewhere = false;
  /// Whether `value` may have gaps: elements that are 0 because of an earlier
  /// choice that is no longer in `where`. Gaps take precedence over infinite
  /// slopes.
  bool hasGaps = false;
};

/// The services of both modes.
class DerivativeContext {
public:
  virtual ~DerivativeContext();

  /// Returns a builder at the position of the op's derivatives.
  virtual mlir::OpBuilder &builder() = 0;

  /// Returns true if a value is on a path from the values by which to
  /// differentiate to the values to be differentiated, so that its derivative
  /// matters.
  virtual bool isActive(mlir::Value value) const = 0;

  /// Writes `spec`, which numbers `operands`, in the dialects of `op`: ops of
  /// ag, or upstream ops. Returns the results.
  virtual llvm::SmallVector<mlir::Value>
  write(const Spec &spec, mlir::ValueRange operands, mlir::Operation *op) = 0;

  /// Returns zeros with the type and sizes of `value`, a float or a tensor of
  /// floats, in the dialects of `op`.
  mlir::Value zerosLike(mlir::Value value, mlir::Operation *op);

  /// Reports that `op` has no derivative for a `reason`, with notes on the path
  /// that needs one. Returns failure.
  virtual llvm::LogicalResult refuse(mlir::Operation *op,
                                     const llvm::Twine &reason) = 0;
};

/// Reverse mode. Cotangents of bf16 and f16 are summed in f32, and rounded once
/// when they are looked up. Otherwise sums over thousands of users or
/// iterations would stop growing.
class PullbackContext : public DerivativeContext {
public:
  /// Returns the cotangent of a result of the present op; std::nullopt if it is
  /// 0.
  virtual std::optional<Cotangent> lookup(mlir::Value result) = 0;

  /// Returns the same for an op that moves elements. The cotangent has the type
  /// of its sums if control flow carries it (isCarried): rounding it would take
  /// all of its elements in each iteration that moves a slice.
  virtual std::optional<Cotangent> lookupMoved(mlir::Value result) = 0;

  /// Returns the same as a value; null if it is 0.
  mlir::Value get(mlir::Value result, mlir::Operation *op);

  /// Adds to the cotangent of an operand, if that is active. The value has the
  /// operand's element type, or the type in which its sums are taken.
  virtual void add(mlir::Value operand, Cotangent cotangent) = 0;

  /// Removes and returns the present cotangent of an operand, in the type of
  /// its sums (toSum); null if it is 0. An op that changes only a part of it
  /// writes into it and adds the complete tensor again.
  virtual mlir::Value take(mlir::Value operand, mlir::Operation *op) = 0;

  /// Returns true if the present cotangent of an operand is a buffer that
  /// control flow carries, or such a buffer with changed slices. Adding to a
  /// slice of it then costs no more than the slice.
  virtual bool isCarried(mlir::Value operand) const = 0;

  /// Converts a float, or a tensor of floats, to the type in which its sums are
  /// taken: f32 for bf16 and f16, or else its own.
  mlir::Value toSum(mlir::Value value, mlir::Operation *op);

  /// Records that the cotangents that the present op adds may have gaps.
  void noteGaps() { givesGaps = true; }

  /// Returns the range of a float, or of a tensor's elements, as far as it is
  /// known.
  virtual FloatRange getRange(mlir::Value value) = 0;

  /// Applies the choice of `cotangent`, but not its sign.
  Cotangent choose(Cotangent cotangent, mlir::Operation *op);

  /// Returns the conjunction of two choices, either of which may be null.
  mlir::Value both(mlir::Value a, mlir::Value b, mlir::Operation *op);

  /// Returns the disjunction of two choices; null, which means everywhere, if
  /// either of them is null or they are complementary.
  mlir::Value either(mlir::Value a, mlir::Value b, mlir::Operation *op);

  /// Returns `cotangent` as a value in the dialects of `op`, with its choice
  /// and sign applied.
  mlir::Value apply(Cotangent cotangent, mlir::Operation *op);

protected:
  bool givesGaps = false;
};

/// Forward mode.
class PushforwardContext : public DerivativeContext {
public:
  /// Returns the tangent of an operand of the present op; null if it is 0.
  virtual mlir::Value lookup(mlir::Value operand) = 0;

  /// Sets the tangent of a result.
  virtual void set(mlir::Value result, mlir::Value tangent) = 0;
};

/// Implements DifferentiableOpInterface::pushForward() for an op with one
/// result that is jointly linear in its float operands: applies the op to the
/// tangents, and to zeros for operands without one.
llvm::LogicalResult pushForwardLinear(mlir::Operation *op,
                                      PushforwardContext &context);

/// Casts the elements of `value`, a float or a tensor of floats.
mlir::Value castElements(mlir::Value value, ScalarType type,
                         DerivativeContext &context, mlir::Operation *op);

/// Applies `program` to each element of `operands`: scalars, and tensors of the
/// type of the first operand. If that is a scalar, all must be. The ops are
/// written in the dialects of `op`.
llvm::SmallVector<mlir::Value> writeElementwise(const ScalarProgram &program,
                                                mlir::ValueRange operands,
                                                DerivativeContext &context,
                                                mlir::Operation *op);

} // namespace ag

#include "ag/Interfaces/DifferentiableOp.h.inc"

#endif // AG_INTERFACES_DIFFERENTIABLEOP_H
