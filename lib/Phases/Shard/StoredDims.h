//===- StoredDims.h - how dimensions are padded -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimensions are split alike, and into how many parts at most?
//
// Blocks have to lie in the same way wherever elements are beside each other:
// dimensions that are one loop of an op, or are handed on as one value, are of
// one class, with one quantum, the least number that all the numbers of parts
// divide into which its members are split. A dimension of 5 that is split by
// one op along x = 2 and by another along x = 2, y = 2 has the quantum 4: it is
// stored as 8, in blocks of 4, and of 2. What nobody splits is not padded.
// Neither is a dynamic dimension: what it is split into divides it. Its quantum
// is of the class's what divides it, too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_STOREDDIMS_H
#define AG_LIB_PHASES_SHARD_STOREDDIMS_H

#include "ShardPlan.h"
#include "llvm/ADT/IntEqClasses.h"

namespace ag {

class StoredDims {
public:
  StoredDims(mlir::func::FuncOp function, const ShardPlan &plan);

  /// Of a dimension of a ranked tensor.
  int64_t getQuantum(mlir::Value value, unsigned dim) const;
  /// Of a loop of a planned op.
  int64_t getQuantum(mlir::Operation *op, unsigned loop) const;

  /// The dimensions of `value`; where sizes are dynamic, they count as some.
  StoredShape getShape(mlir::Value value) const;
  /// Those of a result of the function, of type `type`.
  StoredShape getResultShape(unsigned result,
                             mlir::RankedTensorType type) const;

private:
  StoredShape getShape(mlir::RankedTensorType type, unsigned first) const;
  void number(mlir::func::FuncOp function);
  void join(mlir::Operation *op);
  void joinPlaces(unsigned first, const ShardRule::Places &places,
                  unsigned loops);
  void joinDims(mlir::Value a, mlir::Value b);
  void split(mlir::func::FuncOp function);
  void split(unsigned first, llvm::ArrayRef<AxisList> lists);

  const ShardPlan &plan;
  /// The number of the first dimension, or loop.
  llvm::DenseMap<mlir::Value, unsigned> values;
  llvm::DenseMap<mlir::Operation *, unsigned> loops;
  llvm::SmallVector<unsigned> results;
  unsigned size = 0;
  llvm::IntEqClasses classes;
  /// Of each class.
  llvm::SmallVector<int64_t> quanta;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_STOREDDIMS_H
