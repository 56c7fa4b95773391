//===- ShardProgram.h - programs, as sharding sees them ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which graph (ag/Support/Sharding/ShardGraph.h) represents a module?
//
// The module's functions are parts of one graph, as a parameter has the same
// sharding in all of them. A value that a region forwards unchanged is one
// tensor, inside the region and after it. A value that several operands are
// forwarded to, such as an iter_arg, is a boundary. So is a value that the
// program pins (ag.shard). Ops without a rule use and compute unsplit tensors.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDPROGRAM_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDPROGRAM_H

#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Dialect/AG/IR/Sharding/ShardOps.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Support/Sharding/ShardGraph.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/MapVector.h"

namespace ag {

struct ShardProgram {
  /// A function, and the boundaries of its arguments and results.
  struct Entry {
    mlir::func::FuncOp function;
    /// std::nullopt for values without a state.
    llvm::SmallVector<std::optional<unsigned>> arguments, results;

    llvm::StringRef getName() const {
      return mlir::func::FuncOp(function).getName();
    }
  };

  /// Builds the graph of the module's functions with bodies, in their order.
  static ShardProgram build(mlir::ModuleOp module, const Mesh &mesh,
                            const Speed &speed);

  /// Sets the divisors of dynamic sizes that follow if `given` returns divisors
  /// of arguments' sizes.
  void tellMultiples(
      llvm::function_ref<int64_t(const Entry &, unsigned, unsigned)> given);

  ShardGraph graph;
  /// The speed of the machine that the program is for.
  RankSpeed rank;
  /// The ops of the graph, by their numbers, and the tensors of values.
  llvm::SmallVector<mlir::Operation *> ops;
  llvm::DenseMap<mlir::Value, unsigned> tensors;
  /// The values that boundaries give and take, with the numbers of the
  /// boundaries.
  llvm::SmallVector<std::pair<mlir::Value, unsigned>> boundaries;
  llvm::SmallVector<Entry> entries;
  /// The boundaries of what the program pins.
  llvm::SmallVector<std::pair<ShardOp, unsigned>> pins;
  /// The boundaries of parameters, by their names.
  llvm::MapVector<mlir::StringAttr, unsigned> parameters;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDPROGRAM_H
