//===- Tangents.h - tangents beside values ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the results of an op change with its operands? Forward, value by
// value, so that derivatives which are made as programs have something to be
// held against that shares nothing with them but the table of partials. For
//
//   y = sum over i of x[i] * w[i]
//
// x carrying a tangent x', the loops are walked with
//
//   body       (x, w, x') -> (x * w, x' * w)
//   combiner   (a, a', v, v') -> (a + v, a' + v')
//
// which for a product says a' * v + a * v', so that zeros need no care.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_REFERENCE_TANGENTS_H
#define AG_LIB_REFERENCE_TANGENTS_H

#include "ag/Interfaces/StructuredOp.h"
#include "ag/Reference/Interpreter.h"

namespace ag {

bool carryTangents(llvm::ArrayRef<Tensor> tensors);

/// Each float's tangent in its place, zeros where it has none, and what is no
/// float as it is.
llvm::Expected<Tensors> takeTangents(llvm::ArrayRef<Tensor> tensors);

/// Sets the tangents of those that are floats.
void setTangents(llvm::MutableArrayRef<Tensor> tensors,
                 llvm::ArrayRef<Tensor> tangents);

/// Where an op is interpreted on tangents: its regions yield these, too.
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

/// What `op` computes of its Spec's operands, tangents included. The k points
/// that reach a max or min, those that a constant operand gives apart, have
/// 1/k of it each.
llvm::Expected<Tensors> evaluateWithTangents(StructuredOpInterface op,
                                             llvm::ArrayRef<Tensor> operands,
                                             Precision precision,
                                             TangentRule rule);

/// The same of `program` at each element of the operands of `op`.
llvm::Expected<Tensors> evaluateWithTangents(const ScalarProgram &program,
                                             mlir::Operation *op,
                                             llvm::ArrayRef<Tensor> operands,
                                             Precision precision,
                                             TangentRule rule);

} // namespace ag

#endif // AG_LIB_REFERENCE_TANGENTS_H
