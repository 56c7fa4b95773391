//===- ShardWishes.h - where tensors should lie -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How shall what programs take and give lie on a mesh, by the roles of its axes
// and by what a file pins?
//
//            data           parameters          states      other results
//   dp       on batch       nowhere             nowhere     on batch
//   zero1    on batch       nowhere             somewhere   on batch
//   zero3    on batch       somewhere           somewhere   on batch
//   tp       nowhere        somewhere, kept     anywhere    nowhere
//   sp       on seq         somewhere, kept     anywhere    on seq
//   ep       on batch       on experts, kept    anywhere    on batch
//
// An argument that a result takes over is a parameter if it reaches an op that
// is not element-wise, else a state; others are data; ag.role overrules that.
// zero2 splits gradients as zero1 does states. What takes over an argument, or
// is a gradient, lies as what it belongs to. These are wishes
// (ag/Support/Sharding/ShardGraph.h); pins are not, and win.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_SHARDWISHES_H
#define AG_LIB_PHASES_SHARD_PLAN_SHARDWISHES_H

#include "Plan/ShardProgram.h"
#include "ag/Support/Sharding/ShardFile.h"

namespace ag {

/// What is asked for that a program has no place for.
struct VainWishes {
  /// No dimension of a border that its role splits is as long as the axis, and
  /// nothing pins it.
  struct Shorter {
    unsigned border, axis;
  };
  llvm::SmallVector<Shorter> shorter;
  /// There is nothing of what zero1, zero2 or zero3 splits.
  bool isZeroIdle = false;
};

/// Reports, at the functions, pins of what is not there, or that contradict.
mlir::FailureOr<VainWishes> addWishes(ShardProgram &program,
                                      const ShardSpec &spec,
                                      const ShardFile &file, const Mesh &mesh,
                                      mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_SHARDWISHES_H
