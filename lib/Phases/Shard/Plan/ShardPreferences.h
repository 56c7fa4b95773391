//===- ShardPreferences.h - preferred shardings -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which shardings should a program's arguments and results have, by the roles
// of a mesh's axes and by the pins of a file? PreferredPlaces.h has the
// preferences of each role.
//
// An argument that a result takes over is a parameter if it reaches an op that
// is not elementwise, else a state; others are data; ag.role overrides this.
// A result that takes over an argument, or is a gradient, has the sharding of
// the value that it belongs to. These are preferences
// (ag/Support/Sharding/ShardGraph.h). Pins are requirements, and take
// precedence.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDPREFERENCES_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDPREFERENCES_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ShardFile.h"

namespace ag {

/// Preferences that do not fit a program.
struct UnmetPreferences {
  /// A boundary without a pin, of which no dimension that its role splits is as
  /// long as the axis.
  struct Shorter {
    unsigned boundary, axis;
  };
  llvm::SmallVector<Shorter> shorter;
  /// Whether there is no tensor that zero1, zero2 or zero3 splits.
  bool isZeroIdle = false;
};

/// Adds preferences, ties and pins to the graph. Fails, with errors at
/// functions, if pins are of tensors that do not exist, or contradict each
/// other.
mlir::FailureOr<UnmetPreferences>
addPreferences(ShardProgram &program, const ShardSpec &spec,
               const ShardFile &file, const Mesh &mesh, mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDPREFERENCES_H
