//===- LoopCount.h - iterations of a counted loop ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the trip count of a counted loop, and which iteration has a given
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

  /// Returns std::nullopt if the loop does not have exactly one index, of type
  /// index, or if its bounds or step are unknown.
  static std::optional<LoopCount> of(mlir::LoopLikeOpInterface loop);

  mlir::Value getIndex();

  /// Returns the trip count. This and the following values are of type index,
  /// and computed at the builder's insertion point.
  mlir::Value countIterations(mlir::OpBuilder &builder);
  /// Returns the index in iteration `iteration`, counted from 0.
  mlir::Value indexOf(mlir::Value iteration, mlir::OpBuilder &builder);
  /// Returns the number of the iteration with index `index`.
  mlir::Value iterationOf(mlir::Value index, mlir::OpBuilder &builder);
};

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_LOOPCOUNT_H
