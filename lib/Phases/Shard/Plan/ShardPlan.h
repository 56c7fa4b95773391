//===- ShardPlan.h - a plan in a program's attributes -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a planned program split among ranks? In which states are its values
// computed, and in which does each op take them?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDPLAN_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDPLAN_H

#include "ag/Analysis/Sharding/ShardRules.h"
#include "ag/Analysis/Sizes/SizeMultiples.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
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
  /// Reads the plan of `function`, in a module that is planned for `mesh`. Axes
  /// without a link have `link`. Fails, with an error at an op, if the plan is
  /// invalid or cannot be carried out.
  static mlir::FailureOr<ShardPlan> read(mlir::func::FuncOp function,
                                         MeshAttr mesh, MeshLink link);

  const Mesh &getMesh() const { return mesh; }
  MeshAttr getMeshAttr() const { return attr; }

  /// Returns the plan of an op, or null if each rank computes all of it.
  const PlannedOp *find(mlir::Operation *op) const;
  /// Returns the state in which `value`, a ranked tensor, is computed.
  ShardState getState(mlir::Value value) const;
  /// Returns the state in which the function returns a result.
  const ShardState &getResultState(unsigned result) const {
    return resultStates[result];
  }
  /// Returns a number that divides a dimension of a ranked tensor if arguments
  /// are multiples of the parts that they are split into.
  int64_t getDivisor(mlir::Value value, unsigned dim) const {
    return multiples->getDivisor(value, dim);
  }
  /// Returns the state in which an operand is taken, or std::nullopt for any
  /// state.
  std::optional<ShardState> getOperandState(mlir::OpOperand &operand) const;

private:
  ShardPlan(MeshAttr attr, MeshLink link)
      : attr(attr), mesh(attr.getMesh().withDefaultLink(link)) {}

  mlir::LogicalResult readArguments(mlir::func::FuncOp function);
  mlir::LogicalResult readResults(mlir::func::FuncOp function);
  mlir::LogicalResult checkAliases(mlir::func::FuncOp function) const;
  mlir::LogicalResult readOp(mlir::Operation *op);
  mlir::LogicalResult readForwarded(mlir::Operation *op,
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
