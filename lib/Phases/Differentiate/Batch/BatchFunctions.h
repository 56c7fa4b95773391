//===- BatchFunctions.h - functions on all elements of a batch --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is the function built that computes, for a batch, what another computes
// for one element? Requests with equal arguments share one function.
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

/// The types and batch axes of a batched function's arguments.
struct BatchedArguments {
  llvm::SmallVector<mlir::Type> types;
  llvm::SmallVector<std::optional<int64_t>> axes;
  /// Type of the mask of elements that execute the function, which is a further
  /// argument; null if there is none.
  mlir::Type mask;
  /// Whether the number of elements is a further argument. It is one if no
  /// argument is batched, there is no mask, and the number is not a positive
  /// constant.
  bool isSized = false;

  void add(BatchedValue value) {
    types.push_back(value.value.getType());
    axes.push_back(value.axis);
  }
};

struct BatchedFunction {
  mlir::func::FuncOp function;
  /// The batch axis of each result; std::nullopt if it is the same for all
  /// elements.
  llvm::SmallVector<std::optional<int64_t>> axes;
};

class BatchedFunctions {
public:
  using Simplify = std::function<llvm::LogicalResult(mlir::func::FuncOp)>;

  BatchedFunctions(mlir::SymbolTable &symbols, Simplify simplify)
      : symbols(symbols), simplify(std::move(simplify)) {}

  /// Returns the batched form of `function`. Reports ops that cannot be batched
  /// at these ops. At `loc`, reports a function that has no body, has
  /// unstructured control flow, or calls itself.
  mlir::FailureOr<BatchedFunction> get(mlir::func::FuncOp function,
                                       const BatchedArguments &arguments,
                                       mlir::Location loc);

  /// Replaces `request` by a call of the batched function.
  llvm::LogicalResult answer(VmapOp request);

  llvm::LogicalResult batchCall(mlir::func::CallOp call, Batch &batch);

  /// Sets the derivative rule of `made`, the batched form of `region`, to the
  /// batched form of the region's own rule, if it has one.
  llvm::LogicalResult batchRule(RegionOp region, RegionOp made, Batch &batch);

private:
  mlir::FailureOr<BatchedFunction> make(mlir::func::FuncOp function,
                                        const BatchedArguments &arguments);
  mlir::FailureOr<llvm::SmallVector<BatchedValue>>
  call(mlir::func::FuncOp function, llvm::ArrayRef<BatchedValue> operands,
       Batch &batch, mlir::Operation *op);

  mlir::SymbolTable &symbols;
  Simplify simplify;
  /// Batched functions by their keys; std::nullopt while one is being built.
  std::map<std::string, std::optional<BatchedFunction>> known;
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_BATCHFUNCTIONS_H
