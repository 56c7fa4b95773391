//===- Tangents.h - tangents beside values ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the results of an op change with its operands? The tangents are
// computed forward, value by value, so that derivatives written as programs can
// be checked against code that shares only the table of partials with them. For
//
//   y = sum over i of x[i] * w[i]
//
// where x has a tangent x', the loops run
//
//   body       (x, w, x') -> (x * w, x' * w)
//   combiner   (a, a', v, v') -> (a + v, a' + v')
//
// For a product, this combiner computes a' * v + a * v', so zeros need no
// special case.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_REFERENCE_TANGENTS_H
#define AG_LIB_REFERENCE_TANGENTS_H

#include "ag/Interfaces/StructuredOp.h"
#include "ag/Reference/Interpreter.h"

namespace ag {

bool carryTangents(llvm::ArrayRef<Tensor> tensors);

/// Returns the tangent of each float, or zeros if it has none. Tensors of other
/// types are returned unchanged.
llvm::Expected<Tensors> takeTangents(llvm::ArrayRef<Tensor> tensors);

/// Sets the tangents of the floats among `tensors`.
void setTangents(llvm::MutableArrayRef<Tensor> tensors,
                 llvm::ArrayRef<Tensor> tangents);

/// The context in which an op is interpreted on the tangents of its operands.
/// Its regions yield tangents, too.
class TangentContext : public InterpreterContext {
public:
  explicit TangentContext(InterpreterContext &values) : values(values) {}

  Precision precision() const override { return values.precision(); }
  bool followsRules() const override { return values.followsRules(); }
  llvm::Expected<Tensor> parameter(llvm::StringRef name,
                                   mlir::RankedTensorType type) override {
    return values.parameter(name, type);
  }
  llvm::Expected<Tensors>
  run(mlir::Region &region, Tensors arguments,
      llvm::function_ref<llvm::Error(mlir::Operation *)> atEnd) override;
  Tensor lookup(mlir::Value value) override { return values.lookup(value); }
  void define(mlir::Value value, Tensor tensor) override {
    values.define(value, std::move(tensor));
  }

private:
  InterpreterContext &values;
};

/// Evaluates the Spec of `op` on operands with tangents. If k points reach a
/// max or min, each contributes 1/k of its tangent. The element of an init
/// operand without a tangent is not among these points.
llvm::Expected<Tensors> evaluateWithTangents(StructuredOpInterface op,
                                             llvm::ArrayRef<Tensor> operands,
                                             Precision precision,
                                             TangentRule rule);

/// Evaluates `program` with tangents at each element of the operands of `op`.
llvm::Expected<Tensors> evaluateWithTangents(const ScalarProgram &program,
                                             mlir::Operation *op,
                                             llvm::ArrayRef<Tensor> operands,
                                             Precision precision,
                                             TangentRule rule);

} // namespace ag

#endif // AG_LIB_REFERENCE_TANGENTS_H
