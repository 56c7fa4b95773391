//===- GatheredParameters.h - parameters to gather again --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May a gathered parameter be used once more, or is it gathered again? A
// parameter that is sharded is gathered where it is used, and so is a value
// that is computed from parameters alone, such as a cast to fewer bytes. It is
// kept until more bytes of others have been gathered since its last use than
// one merged collective may have (ag-merge-collectives): values in one
// collective are alive at once anyway. After that, the backward pass gathers it
// again, so that a rank never holds all parameters.
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

  /// Call this in program order. Results of an op that takes only parameters
  /// and constants count as parameters.
  void follow(mlir::Operation *op);
  bool isParameter(mlir::Value value) const {
    return parameters.contains(value);
  }
  /// Records that `value` is gathered now, to `bytes` on a rank.
  void gather(mlir::Value value, int64_t bytes);
  /// Records that the gathered value is used now.
  void use(mlir::Value value);
  /// Returns true if the value was gathered, but has not been kept since.
  bool isForgotten(mlir::Value value) const;

private:
  llvm::DenseSet<mlir::Value> parameters;
  int64_t mostBytes;
  /// The bytes that had been gathered by each value's last use, and in total.
  llvm::DenseMap<mlir::Value, int64_t> lastUse;
  int64_t gathered = 0;
};

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PARTITION_GATHEREDPARAMETERS_H
