//===- Interpreter.h - the meaning of every program -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a function compute? The interpreter runs one op after the other,
// each by its Spec or its InterpretableOpInterface. It is slow, and serves as
// the reference for optimised programs.
//
// If arguments or parameters have tangents, the results have tangents, too:
// their changes with these. This code is independent of the pass that writes
// derivatives as programs (ag-differentiate), so the derivatives can be checked
// against it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_INTERPRETER_H
#define AG_REFERENCE_INTERPRETER_H

#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include <functional>

namespace ag {

/// The tangents that the interpreter computes.
enum class TangentRule : uint8_t {
  /// The tangents that a derivative written as a program computes. Ops whose
  /// results are constants for differentiation, such as ag.stop_gradient, have
  /// none, and constants of partials are rounded to their types.
  AsWritten,
  /// The changes of values, also through such ops.
  OfValues,
  /// Bounds on rounding errors instead of changes, however the values are
  /// computed. Each step adds a unit in the last place of its result to the
  /// effects of its operands' errors, none of which cancel (running error
  /// analysis: Higham, "Accuracy and Stability of Numerical Algorithms", 3.3).
  OfErrors,
};

/// The number of points of an op's loops that count as a step: they take about
/// as long as an op does by itself.
constexpr uint64_t pointsOfStep = 1000;

/// Connects the interpreter of one rank to the other ranks.
class RankLink {
public:
  virtual ~RankLink() = default;
  virtual llvm::Expected<int64_t> indexAlong(mlir::ArrayAttr axes) = 0;
  virtual llvm::Expected<Exchange> exchange(mlir::Operation *op,
                                            mlir::ArrayAttr axes,
                                            const Tensors &tensors) = 0;
  /// Waits until all ranks enter `region`.
  virtual llvm::Error enter(mlir::Region &region) = 0;
};

struct InterpreterOptions {
  /// Whether floats are kept in double, or rounded to their types at each step.
  Precision precision = Precision::Double;
  /// The number of steps after which the interpreter fails; 0 for no limit.
  /// Each op, each entered region and each `pointsOfStep` points of an op's
  /// loops are a step.
  uint64_t stepLimit = 0;
  TangentRule tangents = TangentRule::AsWritten;
  /// Called after each op, also in regions, with its operands and results.
  std::function<void(llvm::ArrayRef<Tensor> operands,
                     llvm::ArrayRef<Tensor> results)>
      watch = nullptr;
  /// Called for each region that is entered, before its ops run, with the
  /// arguments of its block and a lookup of the values around it.
  std::function<void(mlir::Region &region, llvm::ArrayRef<Tensor> arguments,
                     llvm::function_ref<Tensor(mlir::Value)> lookup)>
      enter = nullptr;
  /// The connection to the other ranks; null without ranks.
  RankLink *ranks = nullptr;
  /// Receives the greatest number of bytes that are alive at once, including
  /// those of arguments and parameters
  /// (ag/Dialect/AG/IR/Regions/LiveValues.h), unless it is null. With ranks,
  /// this is the number of the rank with the most.
  int64_t *alive = nullptr;
};

/// Returns the value of the parameter with a name and a type, or an error.
using ParameterSource = std::function<llvm::Expected<Tensor>(
    llvm::StringRef name, mlir::RankedTensorType type)>;

/// An error with its message and the location of the op or function.
class InterpreterError : public llvm::ErrorInfo<InterpreterError> {
public:
  static char ID;
  InterpreterError(mlir::Location loc, std::string message)
      : loc(loc), message(std::move(message)) {}

  void log(llvm::raw_ostream &os) const override { os << message; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

  mlir::Location loc;
  std::string message;
};

/// Interprets `function`, of a verified module, and returns its results. Every
/// error is an InterpreterError: at the function if arguments do not fit, or at
/// the op that fails or that the interpreter does not support.
llvm::Expected<Tensors> interpret(mlir::FunctionOpInterface function,
                                  Tensors arguments,
                                  const ParameterSource &parameters,
                                  const InterpreterOptions &options);

} // namespace ag

#endif // AG_REFERENCE_INTERPRETER_H
