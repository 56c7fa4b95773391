//===- InterpretableOp.h - ops that compute by hand -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op without a Spec compute, and what may it ask of whoever
// interprets it?
//
// At run time every value is a Tensor: an index, an integer or a float is one
// of rank 0, an index an i64.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_INTERPRETABLEOP_H
#define AG_INTERFACES_INTERPRETABLEOP_H

#include "ag/Interfaces/LinearTrait.h"
#include "ag/Interfaces/Spec.h"
#include "ag/Support/Tensor/Tensor.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

using Tensors = llvm::SmallVector<Tensor>;

/// How the tangents that tensors carry go through an op that is interpreted.
enum class TangentFlow : uint8_t {
  /// That isn't known: no tangent gets through.
  Unknown,
  /// Its floats are linear in its operands' and in those that its regions
  /// yield, all taken together: it is interpreted once more, on tangents in
  /// their place.
  Linear,
  /// It hands on what it is given and what its regions yield, as whole tensors
  /// or elements, tangents included.
  Along,
};

/// What ranks give each other.
struct Exchange {
  /// Of each rank that takes part, in the order of their indices.
  llvm::SmallVector<Tensors> given;
  /// The index of this rank.
  int64_t place;
};

class InterpreterContext {
public:
  virtual ~InterpreterContext();

  virtual Precision precision() const = 0;

  /// Whether tangents are those that derivatives are said to have, as where a
  /// gradient is stopped, rather than those of the values.
  virtual bool followsRules() const = 0;

  /// The parameter of that name, which the program takes for one of `type`; an
  /// error if it isn't given.
  virtual llvm::Expected<Tensor> parameter(llvm::StringRef name,
                                           mlir::RankedTensorType type) = 0;

  /// Runs a region of one block on `arguments` and gives the values of its
  /// terminator's operands. `atEnd`, if given, is called with the terminator
  /// while the region's values can still be looked up.
  virtual llvm::Expected<Tensors>
  run(mlir::Region &region, Tensors arguments,
      llvm::function_ref<llvm::Error(mlir::Operation *)> atEnd = nullptr) = 0;

  /// The value of what a region captures, or of what it defines, at its end.
  virtual Tensor lookup(mlir::Value value) = 0;

  /// Gives `value` before the op that has it as its result is run: an op that
  /// reads the state of one around it, as linalg.index does, looks it up.
  virtual void define(mlir::Value value, Tensor tensor) = 0;

  /// The index of this rank among those that differ from it along `axes` of the
  /// mesh alone; an error where the program is not run on the ranks of one.
  virtual llvm::Expected<int64_t> indexAlong(mlir::ArrayAttr axes);

  /// Gives `tensors` to those ranks, and waits for what they give at the same
  /// op. An error where one of them is somewhere else.
  virtual llvm::Expected<Exchange>
  exchange(mlir::Operation *op, mlir::ArrayAttr axes, const Tensors &tensors);
};

/// The number that a scalar of an integer type or index holds.
inline int64_t intOf(const Tensor &scalar) { return scalar.cells().front().i; }
inline Tensor indexTensor(int64_t value) {
  return Tensor::scalar(ScalarType::I64, intCell(value));
}

/// The numbers of a list as upstream ops hold them: `statics`, and for each
/// kDynamic there the next of `dynamics`.
llvm::SmallVector<int64_t> mixedValues(llvm::ArrayRef<int64_t> statics,
                                       llvm::ArrayRef<Tensor> dynamics);

/// The element type of a scalar or a tensor; an error if ag doesn't compute
/// with it.
llvm::Expected<ScalarType> elementTypeOf(mlir::Type type);

/// Elements as a tensor, or an error if they cannot be one.
llvm::Expected<Tensor> toTensor(mlir::Attribute value);

/// The value that a number is, or that all elements have; else none.
std::optional<Cell> getSplat(mlir::Attribute value);

/// `tensor` as the elements of a constant.
mlir::DenseElementsAttr toElements(const Tensor &tensor,
                                   mlir::MLIRContext *context);

/// An error unless a value of this shape may have that type: a scalar is of
/// rank 0, and static extents are met.
llvm::Error checkShape(const Tensor &tensor, mlir::Type type);

/// The same, and the element type too.
llvm::Error checkValue(const Tensor &tensor, mlir::Type type);

/// The one result of an op, or the error in its place.
inline llvm::Expected<Tensors> single(llvm::Expected<Tensor> result) {
  if (!result)
    return result.takeError();
  return Tensors{std::move(*result)};
}

} // namespace ag

#include "ag/Interfaces/InterpretableOp.h.inc"

#endif // AG_INTERFACES_INTERPRETABLEOP_H
