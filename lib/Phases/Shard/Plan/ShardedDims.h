//===- ShardedDims.h - padding of dimensions --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Into blocks of which size is each value of a function split? Its dimensions
// are padded together with those of all functions of the module
// (ag/Support/Sharding/PaddedDims.h). A parameter has the same blocks in each
// function, and a result that takes over an argument has that argument's. A
// dynamic dimension is not padded, as it is a multiple of its parts. Its
// quantum is the greatest common divisor of its class's quantum and its own
// divisor.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDEDDIMS_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDEDDIMS_H

#include "Plan/ShardPlan.h"
#include "ag/Support/Sharding/PaddedDims.h"
#include "llvm/ADT/StringMap.h"

namespace ag {

/// The dimensions of a module.
struct ModuleDims {
  struct Named {
    mlir::RankedTensorType type;
    /// The number of the first dimension.
    unsigned first;
  };

  PaddedDims padded;
  /// The parameters, by their names.
  llvm::StringMap<Named> parameters;
};

class ShardedDims {
public:
  /// Adds the function's dimensions to `dims`, which must outlive this, and
  /// must be closed before any query.
  ShardedDims(mlir::func::FuncOp function, const ShardPlan &plan,
              ModuleDims &dims);

  /// Returns the quantum of a dimension of a ranked tensor.
  int64_t getQuantum(mlir::Value value, unsigned dim) const;
  /// Returns the quantum of a loop of a planned op.
  int64_t getQuantum(mlir::Operation *op, unsigned loop) const;

  /// Returns the dimensions of `value`; a dynamic one has its planned size.
  StoredShape getShape(mlir::Value value) const;
  /// Returns the dimensions of a result of the function, of type `type`.
  StoredShape getResultShape(unsigned result,
                             mlir::RankedTensorType type) const;

private:
  StoredShape getShape(mlir::RankedTensorType type, unsigned first) const;
  void number(mlir::func::FuncOp function);
  void join(mlir::Operation *op);
  void joinParameter(llvm::StringRef name, unsigned first, mlir::Type type);
  void joinBoundaries(mlir::func::FuncOp function);
  void joinPlaces(unsigned first, const ShardRule::Places &places,
                  unsigned loops);
  void joinDims(mlir::Value a, mlir::Value b);
  void split(mlir::func::FuncOp function);
  void split(unsigned first, llvm::ArrayRef<AxisList> lists);

  const ShardPlan &plan;
  ModuleDims &dims;
  /// The number of the first dimension of each value, of the first loop of each
  /// planned op, and of the first dimension of each result.
  llvm::DenseMap<mlir::Value, unsigned> values;
  llvm::DenseMap<mlir::Operation *, unsigned> loops;
  llvm::SmallVector<unsigned> results;
  /// The planned sizes of dynamic dimensions, by their numbers.
  llvm::DenseMap<unsigned, int64_t> lengths;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDEDDIMS_H
