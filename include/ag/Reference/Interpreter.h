//===- Interpreter.h - the meaning of every program -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a function compute? Slowly, one op after the other, each by its
// Spec or by its InterpretableOpInterface, so that there is something to hold
// optimised programs against.
//
// Where arguments or parameters carry tangents, so do the results: that is how
// they change with these. Nothing of it is known to who writes derivatives as
// programs (ag-differentiate), so that these can be held against it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_REFERENCE_INTERPRETER_H
#define AG_REFERENCE_INTERPRETER_H

#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include <functional>

namespace ag {

/// Which tangents the interpreter gives.
enum class TangentRule : uint8_t {
  /// What a derivative that is written as a program computes: ops whose results
  /// are taken for constants, as ag.stop_gradient, have none, and constants of
  /// partials are rounded to their types.
  AsWritten,
  /// How values change, also by way of such ops.
  OfValues,
  /// No changes: how far rounding may have taken values, at most, however they
  /// are computed. Each step adds a unit in the last place of its result to
  /// what it makes of its operands' errors, none of which cancel (running error
  /// analysis: Higham, "Accuracy and Stability of Numerical Algorithms", 3.3).
  OfErrors,
};

/// What takes about as long as an op does by itself.
constexpr uint64_t pointsOfStep = 1000;

/// How a rank of several reaches the others.
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
  /// After how many steps to give up; 0 is never. Steps are ops, entered
  /// regions, and each so many points of an op's loops.
  uint64_t stepLimit = 0;
  TangentRule tangents = TangentRule::AsWritten;
  /// Sees what each op, in regions too, was given and gave.
  std::function<void(llvm::ArrayRef<Tensor> operands,
                     llvm::ArrayRef<Tensor> results)>
      watch = nullptr;
  /// Sees each region that is entered, in front of its ops: what its block is
  /// given, and the values around it.
  std::function<void(mlir::Region &region, llvm::ArrayRef<Tensor> arguments,
                     llvm::function_ref<Tensor(mlir::Value)> lookup)>
      enter = nullptr;
  /// The other ranks, where there are any.
  RankLink *ranks = nullptr;
  /// Where the most bytes go that are alive at once, with those of arguments
  /// and parameters (ag/Dialect/AG/IR/AliveValues.h), if anywhere; of ranks,
  /// those of the one that holds most.
  int64_t *alive = nullptr;
};

/// Gives the value of a parameter of a name and a type, or says why not.
using ParameterSource = std::function<llvm::Expected<Tensor>(
    llvm::StringRef name, mlir::RankedTensorType type)>;

/// What went wrong, and at which op.
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

/// Runs `function`, of a verified module, and gives its results. Every error is
/// an InterpreterError: of unfit arguments at the function, of an op that fails
/// or that the interpreter doesn't know at that op.
llvm::Expected<Tensors> interpret(mlir::FunctionOpInterface function,
                                  Tensors arguments,
                                  const ParameterSource &parameters,
                                  const InterpreterOptions &options);

} // namespace ag

#endif // AG_REFERENCE_INTERPRETER_H
