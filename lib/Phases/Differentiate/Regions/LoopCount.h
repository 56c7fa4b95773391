//===- LoopCount.h - the turns of a counted loop ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How many turns does a counted loop have, and which is the one with a given
// index?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPCOUNT_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPCOUNT_H

#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// A loop with one index, and its bounds and step.
struct LoopCount {
  mlir::LoopLikeOpInterface loop;
  mlir::OpFoldResult lower, upper, step;

  /// None if the loop has more indices, or does not tell.
  static std::optional<LoopCount> of(mlir::LoopLikeOpInterface loop);

  mlir::Value getIndex();

  /// Computed at the builder's place, each of type index.
  mlir::Value countTurns(mlir::OpBuilder &builder);
  /// The index in turn number `turn`, from 0 on.
  mlir::Value indexOf(mlir::Value turn, mlir::OpBuilder &builder);
  /// The number of the turn at hand, inside of the body.
  mlir::Value turnOf(mlir::Value index, mlir::OpBuilder &builder);
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPCOUNT_H
