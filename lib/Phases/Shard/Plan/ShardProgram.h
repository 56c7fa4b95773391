//===- ShardProgram.h - programs, as sharding sees them ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which graph (ag/Support/Sharding/ShardGraph.h) is a module?
//
// Its functions are parts of one graph, as a parameter lies alike in all. What
// a region hands on as it was made is one tensor, inside and behind it; what is
// handed on by several, as what a loop carries, is a border; so is what the
// program pins (ag.shard). Ops of which no rule is known use and make whole
// tensors.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDPROGRAM_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDPROGRAM_H

#include "ag/Dialect/AG/IR/Sharding/Mesh.h"
#include "ag/Dialect/AG/IR/Sharding/ShardOps.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Support/Sharding/ShardGraph.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/MapVector.h"

namespace ag {

struct ShardProgram {
  /// What a function takes and gives.
  struct Entry {
    mlir::func::FuncOp function;
    /// Their borders; none of what has no state.
    llvm::SmallVector<std::optional<unsigned>> arguments, results;

    llvm::StringRef getName() const {
      return mlir::func::FuncOp(function).getName();
    }
  };

  /// In the order of the module, those with a body.
  static ShardProgram build(mlir::ModuleOp module, const Mesh &mesh,
                            const Speed &speed);

  /// Tells what divides dynamic sizes, where `given` divide those of arguments.
  void tellMultiples(
      llvm::function_ref<int64_t(const Entry &, unsigned, unsigned)> given);

  ShardGraph graph;
  /// That of the machine that the program is for.
  RankSpeed rank;
  /// Of each op of the graph.
  llvm::SmallVector<mlir::Operation *> ops;
  llvm::DenseMap<mlir::Value, unsigned> tensors;
  /// Those of what is used as they say.
  llvm::SmallVector<std::pair<mlir::Value, unsigned>> borders;
  llvm::SmallVector<Entry> entries;
  /// The borders of what the program pins.
  llvm::SmallVector<std::pair<ShardOp, unsigned>> pins;
  /// By their names.
  llvm::MapVector<mlir::StringAttr, unsigned> parameters;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDPROGRAM_H
