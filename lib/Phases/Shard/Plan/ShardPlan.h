//===- ShardPlan.h - what a program says of its ranks -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program that is planned to be shared among ranks? In which states
// are its values made, and in which does each op take them?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDPLAN_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDPLAN_H

#include "ag/Analysis/Sharding/ShardRules.h"
#include "ag/Analysis/Sizes/SizeMultiples.h"
#include "ag/Dialect/AG/IR/Sharding/Mesh.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// An op with a strategy.
struct PlannedOp {
  OpShardRule own;
  ShardStrategy strategy;
  ShardStates states;
};

class ShardPlan {
public:
  /// Reads what stands at `function`, in a module that is planned for `mesh`,
  /// whose axes without a link have `link`. Reports, at its op, what is no
  /// plan, or none that can be carried out.
  static mlir::FailureOr<ShardPlan> read(mlir::func::FuncOp function,
                                         MeshAttr mesh, MeshLink link);

  const Mesh &getMesh() const { return mesh; }
  MeshAttr getMeshAttr() const { return attr; }

  /// Null of an op that all ranks do alike.
  const PlannedOp *find(mlir::Operation *op) const;
  /// How `value`, a ranked tensor, is made.
  ShardState getState(mlir::Value value) const;
  /// How the function gives its result.
  const ShardState &getResultState(unsigned result) const {
    return resultStates[result];
  }
  /// What is known to divide a dimension of a ranked tensor, where arguments
  /// are multiples of what they are split into.
  int64_t getDivisor(mlir::Value value, unsigned dim) const {
    return multiples->getDivisor(value, dim);
  }
  /// How an operand is taken; none where any state will do.
  std::optional<ShardState> getOperandState(mlir::OpOperand &operand) const;

private:
  ShardPlan(MeshAttr attr, MeshLink link)
      : attr(attr), mesh(attr.getMesh().withDefaultLink(link)) {}

  mlir::LogicalResult readArguments(mlir::func::FuncOp function);
  mlir::LogicalResult readResults(mlir::func::FuncOp function);
  mlir::LogicalResult checkAliases(mlir::func::FuncOp function) const;
  mlir::LogicalResult readOp(mlir::Operation *op);
  mlir::LogicalResult readHandedOn(mlir::Operation *op,
                                   mlir::Attribute planned);
  mlir::LogicalResult readStrategy(mlir::Operation *op, StrategyAttr strategy);
  mlir::FailureOr<ShardState> readState(mlir::Operation *op, mlir::Type type,
                                        mlir::Attribute planned) const;
  mlir::LogicalResult checkMultiples(mlir::Operation *op, mlir::Value value,
                                     const ShardState &state) const;
  mlir::LogicalResult checkFlow(mlir::Operation *op) const;

  MeshAttr attr;
  Mesh mesh;
  std::optional<SizeMultiples> multiples;
  llvm::DenseMap<mlir::Operation *, PlannedOp> ops;
  llvm::DenseMap<mlir::Value, ShardState> states;
  llvm::SmallVector<ShardState> resultStates;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDPLAN_H
