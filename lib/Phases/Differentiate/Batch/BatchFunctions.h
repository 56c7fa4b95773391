//===- BatchFunctions.h - functions on all elements of a batch --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a function that does for a batch what another does for an element put
// together, once for equal arguments?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHFUNCTIONS_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHFUNCTIONS_H

#include "Batch/Batch.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/BatchOps.h"
#include "mlir/IR/SymbolTable.h"
#include <map>

namespace ag {

/// What the arguments of a function are for a batch.
struct BatchedArguments {
  llvm::SmallVector<mlir::Type> types;
  llvm::SmallVector<std::optional<int64_t>> axes;
  /// Of the mask that is a further argument: who does what the function does.
  mlir::Type mask;
  /// Whether a further argument, if nothing differs and there is no mask, is
  /// how many elements there are.
  bool isSized = false;

  void add(BatchedValue value) {
    types.push_back(value.value.getType());
    axes.push_back(value.axis);
  }
};

struct BatchedFunction {
  mlir::func::FuncOp function;
  /// Of the results.
  llvm::SmallVector<std::optional<int64_t>> axes;
};

class BatchedFunctions {
public:
  using Simplify = std::function<llvm::LogicalResult(mlir::func::FuncOp)>;

  BatchedFunctions(mlir::SymbolTable &symbols, Simplify simplify)
      : symbols(symbols), simplify(std::move(simplify)) {}

  /// Reports what can't be batched, and at `loc` a function that asks for what
  /// it is put into.
  mlir::FailureOr<BatchedFunction> get(mlir::func::FuncOp function,
                                       const BatchedArguments &arguments,
                                       mlir::Location loc);

  /// Puts what `request` asks for in its place.
  llvm::LogicalResult answer(VmapOp request);

  llvm::LogicalResult batchCall(mlir::func::CallOp call, Batch &batch);

  /// Lets `made`, which is `region` on a batch, carry the region's own
  /// derivative, on a batch.
  llvm::LogicalResult batchRule(RegionOp region, RegionOp made, Batch &batch);

private:
  mlir::FailureOr<BatchedFunction> make(mlir::func::FuncOp function,
                                        const BatchedArguments &arguments);
  mlir::FailureOr<llvm::SmallVector<BatchedValue>>
  call(mlir::func::FuncOp function, llvm::ArrayRef<BatchedValue> operands,
       Batch &batch, mlir::Operation *op);

  mlir::SymbolTable &symbols;
  Simplify simplify;
  /// None where one is being made.
  std::map<std::string, std::optional<BatchedFunction>> known;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHFUNCTIONS_H
