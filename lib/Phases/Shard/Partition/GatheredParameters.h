//===- GatheredParameters.h - which parameters to gather again --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A parameter that ranks share is gathered where it is used, or what was made
// of parameters alone, as a cast to fewer bytes. May it be used once more as it
// is, or is it gathered again? It is kept as long as no more bytes of others
// have been gathered since its last use than collectives that are done together
// may have (ag-merge-collectives): what is gathered in such a bucket is there
// at once anyway. Else the backward pass gathers anew what the forward pass
// had, and a rank never holds all parameters.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PARTITION_GATHEREDPARAMETERS_H
#define AG_LIB_PHASES_SHARD_PARTITION_GATHEREDPARAMETERS_H

#include "Plan/ShardRoles.h"

namespace ag {

class GatheredParameters {
public:
  /// `roles` are those of the function's arguments.
  GatheredParameters(mlir::func::FuncOp function,
                     llvm::ArrayRef<ArgumentRole> roles, int64_t mostBytes);

  /// In the order of the program: of an op that takes nothing but parameters
  /// and constants, the results are as parameters.
  void follow(mlir::Operation *op);
  bool isParameter(mlir::Value value) const {
    return parameters.contains(value);
  }
  /// It is gathered now, to so many bytes on a rank.
  void gather(mlir::Value value, int64_t bytes);
  /// What was gathered of it is used now.
  void use(mlir::Value value);
  /// Whether it was gathered, and others since, so that it is not kept.
  bool isForgotten(mlir::Value value) const;

private:
  llvm::DenseSet<mlir::Value> parameters;
  int64_t mostBytes;
  /// How many bytes were gathered by then, and in all.
  llvm::DenseMap<mlir::Value, int64_t> lastUse;
  int64_t gathered = 0;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_GATHEREDPARAMETERS_H
