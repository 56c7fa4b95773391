//===- InterpretableOp.h - ops that compute by hand -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op without a Spec compute, and what does the interpreter offer
// it?
//
// At run time every value is a Tensor. An index, an integer or a float is a
// tensor of rank 0, and an index has the type i64.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_INTERPRETABLEOP_H
#define AG_INTERFACES_INTERPRETABLEOP_H

#include "ag/Interfaces/LinearTrait.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Tensor/Tensor.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {

using Tensors = llvm::SmallVector<Tensor>;

/// How tangents pass through an interpreted op.
enum class TangentFlow : uint8_t {
  /// Unknown: tangents do not pass.
  Unknown,
  /// Its floats are jointly linear in its float operands and in the floats that
  /// its regions yield. For tangents, it is interpreted again with the tangents
  /// as its operands.
  Linear,
  /// It forwards its operands and the values that its regions yield, as
  /// complete tensors or elements, with their tangents.
  Along,
};

/// The tensors that ranks exchange.
struct Exchange {
  /// The tensors of each rank that takes part, in the order of the ranks'
  /// indices.
  llvm::SmallVector<Tensors> given;
  /// The index of this rank.
  int64_t place;
};

class InterpreterContext {
public:
  virtual ~InterpreterContext();

  virtual Precision precision() const = 0;

  /// Returns true if tangents follow the derivative rules, for example where a
  /// gradient is stopped, rather than the values.
  virtual bool followsRules() const = 0;

  /// Returns the parameter with this name. The program assumes that it has
  /// `type`. Returns an error if it is not given.
  virtual llvm::Expected<Tensor> parameter(llvm::StringRef name,
                                           mlir::RankedTensorType type) = 0;

  /// Runs a region of one block on `arguments` and returns the values of its
  /// terminator's operands. `atEnd`, if given, is called with the terminator
  /// while the region's values can still be looked up.
  virtual llvm::Expected<Tensors>
  run(mlir::Region &region, Tensors arguments,
      llvm::function_ref<llvm::Error(mlir::Operation *)> atEnd = nullptr) = 0;

  /// Returns the value of an SSA value that a region captures or, at its end,
  /// defines.
  virtual Tensor lookup(mlir::Value value) = 0;

  /// Defines `value` before the op that has it as its result is run. Ops that
  /// read the state of a surrounding op, such as linalg.index, look it up.
  virtual void define(mlir::Value value, Tensor tensor) = 0;

  /// Returns the index of this rank among those that differ from it only along
  /// `axes` of the mesh. Returns an error if the program does not run on the
  /// ranks of a mesh.
  virtual llvm::Expected<int64_t> indexAlong(mlir::ArrayAttr axes);

  /// Sends `tensors` to these ranks, and waits for their tensors for the same
  /// op. Returns an error if one of them is at another op.
  virtual llvm::Expected<Exchange>
  exchange(mlir::Operation *op, mlir::ArrayAttr axes, const Tensors &tensors);
};

/// Returns true if the op's floats are jointly linear in its float operands.
bool isLinear(mlir::Operation *op);

/// Returns the number in a scalar of an integer type or index.
inline int64_t intOf(const Tensor &scalar) { return scalar.cells().front().i; }
inline Tensor indexTensor(int64_t value) {
  return Tensor::scalar(ScalarType::I64, intCell(value));
}

/// Returns the numbers of a list with static and dynamic elements, as in
/// upstream ops: `statics`, with each kDynamic replaced by the next of
/// `dynamics`.
llvm::SmallVector<int64_t> mixedValues(llvm::ArrayRef<int64_t> statics,
                                       llvm::ArrayRef<Tensor> dynamics);

/// Returns what to do with an element type that ag does not support, as in
/// "unpack i4 to i8".
std::string adviseElements(mlir::Type element);

/// Returns the element type of a scalar or a tensor, or an error if ag does not
/// support it.
llvm::Expected<ScalarType> elementTypeOf(mlir::Type type);

/// Returns elements as a tensor, or an error if they cannot be one.
llvm::Expected<Tensor> toTensor(mlir::Attribute value);

/// Returns the value of a number, or the common value of all elements;
/// otherwise std::nullopt.
std::optional<Cell> getSplat(mlir::Attribute value);

/// Returns `tensor` as the elements of a constant.
mlir::DenseElementsAttr toElements(const Tensor &tensor,
                                   mlir::MLIRContext *context);

/// Returns an error unless a value of this shape may have this type: a scalar
/// has rank 0, and static extents match.
llvm::Error checkShape(const Tensor &tensor, mlir::Type type);

/// Also checks the element type.
llvm::Error checkValue(const Tensor &tensor, mlir::Type type);

/// Returns the only result of an op, or its error.
inline llvm::Expected<Tensors> single(llvm::Expected<Tensor> result) {
  if (!result)
    return result.takeError();
  return Tensors{std::move(*result)};
}

} // namespace ag

#include "ag/Interfaces/InterpretableOp.h.inc"

#endif // AG_INTERFACES_INTERPRETABLEOP_H
