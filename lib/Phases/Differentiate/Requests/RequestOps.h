//===- RequestOps.h - derivatives that a program asks for -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the ops that ask for derivatives and batches replaced? Each by a call
// of a function that is made for it, once for equal requests. A function's own
// requests come before the requests for it, so that a derivative of a
// derivative is that of straight code.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUESTOPS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUESTOPS_H

#include "Batch/BatchFunctions.h"
#include "Residuals/KeepOrRedo.h"
#include "ag/Dialect/AG/IR/Requests/DerivativeOps.h"
#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringMap.h"

namespace ag {

/// Folds what is known, and computes each thing once.
void addSimplification(mlir::OpPassManager &passes);

class RequestOps {
public:
  /// Folds what is known in a derivative, and computes each thing once.
  using Simplify = std::function<llvm::LogicalResult(mlir::func::FuncOp)>;

  RequestOps(mlir::ModuleOp module, KeepPolicy policy, Simplify simplify)
      : module(module), symbols(module), policy(std::move(policy)),
        simplify(simplify), batches(symbols, std::move(simplify)) {}

  /// Replaces all ops of the module that ask for derivatives and batches.
  /// Reports what can't be answered, at the op that asks.
  llvm::LogicalResult answerAll();

  /// Replaces those that ask for batches, and what their functions ask for.
  llvm::LogicalResult answerBatches();

  /// Adds @`name`, the derivative of `function` that is asked for at `loc`,
  /// which asks for no other in turn.
  mlir::FailureOr<mlir::func::FuncOp>
  makeDerivative(mlir::func::FuncOp function, const GradSpec &spec,
                 llvm::StringRef name, mlir::Location loc);

private:
  enum class State : uint8_t { Open, Done };

  llvm::LogicalResult answerAll(mlir::func::FuncOp function);
  llvm::LogicalResult answerOther(llvm::StringRef name);
  llvm::LogicalResult checkEnds(mlir::Operation *request, llvm::StringRef name);
  llvm::LogicalResult answer(mlir::Operation *request,
                             mlir::func::FuncOp around);
  llvm::LogicalResult answerDerivative(mlir::Operation *op,
                                       mlir::func::FuncOp around);
  mlir::FailureOr<mlir::func::FuncOp> getDerivative(DerivativeOp request);

  mlir::ModuleOp module;
  mlir::SymbolTable symbols;
  KeepPolicy policy;
  Simplify simplify;
  BatchedFunctions batches;
  llvm::DenseMap<mlir::Operation *, State> states;
  /// By request.
  llvm::StringMap<mlir::func::FuncOp> derivatives;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUESTOPS_H
