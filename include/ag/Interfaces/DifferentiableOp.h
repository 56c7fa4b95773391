//===- DifferentiableOp.h - how ops are differentiated ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What may an op ask of whoever differentiates it, and how does it answer?
//
// In reverse, each value has a cotangent, a value of its type: how the results
// change with it. An op turns those of its results into those of its operands:
//
//   %y = ag.reshape %x : tensor<4x2xf32> -> tensor<8xf32>
//   %x' = ag.reshape %y' : tensor<8xf32> -> tensor<4x2xf32>
//
// Forward, each value has a tangent, how it changes with the arguments. What
// has none, as it is 0 everywhere, is not written down in either mode.
//
// An op with a Spec (StructuredOp.h) needs no rule: it follows from the Spec
// (SpecDerivatives.h). An op without floats has none, as nothing flows through
// it. Another one implements DifferentiableOpInterface.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_DIFFERENTIABLEOP_H
#define AG_INTERFACES_DIFFERENTIABLEOP_H

#include "ag/Interfaces/LinearTrait.h"
#include "ag/Interfaces/Spec.h"
#include "ag/Support/Scalar/FloatRange.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

/// An op whose results are taken for constants, whatever its operands are.
template <typename ConcreteOp>
class InactiveTrait
    : public mlir::OpTrait::TraitBase<ConcreteOp, InactiveTrait> {};

/// Whether a value of that type can have a derivative: a float, or a ranked
/// tensor of such.
bool isDifferentiable(mlir::Type type);

/// A cotangent on its way back: `value`, negated if `isNegative`, where `where`
/// (an i1, or a tensor of such, of the value's shape) holds, and 0 elsewhere,
/// whatever the value is there. Choices and signs so travel through linear
/// steps, and are applied where they end: by a sub instead of a neg and an add,
/// and by a select behind a division by 0 rather than before it. A value that
/// `isZeroElsewhere` needs no select, until a step has changed it.
struct Cotangent {
  mlir::Value value;
  mlir::Value where = nullptr;
  bool isNegative = false;
  bool isZeroElsewhere = false;
  /// Whether `value` may have gaps: elements that are 0 as a choice which is no
  /// longer in `where` left them out. They win over infinite slopes.
  bool hasGaps = false;
};

/// What both directions offer.
class DerivativeContext {
public:
  virtual ~DerivativeContext();

  /// Stands where the op's derivatives belong.
  virtual mlir::OpBuilder &builder() = 0;

  /// Whether a value is on a path from what is differentiated by to what is
  /// differentiated, so that its derivative matters.
  virtual bool isActive(mlir::Value value) const = 0;

  /// What `spec` states of `operands`, which it numbers, written in the
  /// vocabulary of `op`: ops of ag, or of upstream.
  virtual llvm::SmallVector<mlir::Value>
  write(const Spec &spec, mlir::ValueRange operands, mlir::Operation *op) = 0;

  /// Zeros of the type and sizes of `value`, a float or a tensor of such, in
  /// the vocabulary of `op`.
  mlir::Value zerosLike(mlir::Value value, mlir::Operation *op);

  /// Reports that `op` has no derivative, for a `reason`, with notes on how it
  /// is on a path that needs one.
  virtual llvm::LogicalResult refuse(mlir::Operation *op,
                                     const llvm::Twine &reason) = 0;
};

/// Reverse. Sums of cotangents of bf16 and f16 are of f32, and rounded once,
/// where they are looked up: what thousands of ops or iterations use would stop
/// growing otherwise.
class PullbackContext : public DerivativeContext {
public:
  /// The cotangent of a result of the op at hand, if it is not 0.
  virtual std::optional<Cotangent> lookup(mlir::Value result) = 0;

  /// The same as a value; null if it is 0.
  mlir::Value get(mlir::Value result, mlir::Operation *op);

  /// Adds to the cotangent of an operand, if that is active: a value of its
  /// element type, or of that which sums of it are taken in.
  virtual void add(mlir::Value operand, Cotangent cotangent) = 0;

  /// Takes away what the cotangent of an operand is so far, as a value that
  /// sums are taken in (toSum); null if that is 0. What changes a part of it
  /// alone writes into it, and adds the whole again.
  virtual mlir::Value take(mlir::Value operand, mlir::Operation *op) = 0;

  /// A float, or a tensor of such, in the type that sums of it are taken in:
  /// f32 for bf16 and f16, or its own.
  mlir::Value toSum(mlir::Value value, mlir::Operation *op);

  /// Says that cotangents which the op at hand gives may have gaps.
  void noteGaps() { givesGaps = true; }

  /// Zeros of the type and sizes of `value`, for elements that an op leaves
  /// out.
  mlir::Value makeGap(mlir::Value value, mlir::Operation *op);

  /// What is known of a float, or of a tensor's elements.
  virtual FloatRange getRange(mlir::Value value) = 0;

  /// `cotangent` with its choice made, its sign left as it is.
  Cotangent choose(Cotangent cotangent, mlir::Operation *op);

  /// Where both of two choices are made, either of which may be null.
  mlir::Value both(mlir::Value a, mlir::Value b, mlir::Operation *op);

  /// Where one of two choices is made, at least; null if that is everywhere, as
  /// where either of them is null.
  mlir::Value either(mlir::Value a, mlir::Value b, mlir::Operation *op);

  /// `cotangent` as a value, its choice made and its sign applied, in the
  /// vocabulary of `op`.
  mlir::Value apply(Cotangent cotangent, mlir::Operation *op);

protected:
  bool givesGaps = false;
};

/// Forward.
class PushforwardContext : public DerivativeContext {
public:
  /// The tangent of an operand of the op at hand; null if it is 0.
  virtual mlir::Value lookup(mlir::Value operand) = 0;

  /// Sets the tangent of a result.
  virtual void set(mlir::Value result, mlir::Value tangent) = 0;
};

/// DifferentiableOpInterface::pushForward of an op that is linear in its float
/// operands together, and has one result: itself on their tangents, and on
/// zeros where there is none.
llvm::LogicalResult pushForwardLinear(mlir::Operation *op,
                                      PushforwardContext &context);

/// `value`, a float or a tensor of such, with elements of another type.
mlir::Value castElements(mlir::Value value, ScalarType type,
                         DerivativeContext &context, mlir::Operation *op);

/// What `program` computes of each element of `operands`: scalars, or tensors
/// of the type of the first, which may be all scalars; written in the
/// vocabulary of `op`.
llvm::SmallVector<mlir::Value> writeElementwise(const ScalarProgram &program,
                                                mlir::ValueRange operands,
                                                DerivativeContext &context,
                                                mlir::Operation *op);

} // namespace ag

#include "ag/Interfaces/DifferentiableOp.h.inc"

#endif // AG_INTERFACES_DIFFERENTIABLEOP_H
