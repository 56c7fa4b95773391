//===- RequestOps.h - derivatives that a program requests -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the ops replaced that request derivatives and batches? Each becomes a
// call of a function, which is built once for equal requests. A function's own
// requests are replaced before the requests for it, so that a derivative of a
// derivative is that of straight-line code.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUESTOPS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUESTOPS_H

#include "Batch/BatchFunctions.h"
#include "Residuals/SaveOrRecompute.h"
#include "ag/Dialect/AG/IR/Requests/DerivativeOps.h"
#include "ag/Support/Notation/GradSpec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringMap.h"

namespace ag {

/// Adds passes that canonicalize a function and merge its equal ops.
void addSimplification(mlir::OpPassManager &passes);

class RequestOps {
public:
  /// Canonicalizes a derivative and merges its equal ops.
  using Simplify = std::function<llvm::LogicalResult(mlir::func::FuncOp)>;

  RequestOps(mlir::ModuleOp module, KeepPolicy policy, Simplify simplify)
      : module(module), symbols(module), policy(std::move(policy)),
        simplify(simplify), batches(symbols, std::move(simplify)) {}

  /// Replaces all ops of the module that request derivatives or batches.
  /// Reports a request that cannot be answered at its op.
  llvm::LogicalResult answerAll();

  /// Replaces the ops that request batches, and all requests in the batched
  /// functions.
  llvm::LogicalResult answerBatches();

  /// Adds @`name`, the derivative of `function` that is requested at `loc`. No
  /// requests are left in it.
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
  /// The derivative for the text of each request; null while it is being built.
  llvm::StringMap<mlir::func::FuncOp> derivatives;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REQUESTS_REQUESTOPS_H
