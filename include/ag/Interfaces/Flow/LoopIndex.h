//===- LoopIndex.h - the loop whose index a value is ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loop has an index, and which values does the index take?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_FLOW_LOOPINDEX_H
#define AG_INTERFACES_FLOW_LOOPINDEX_H

#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// A loop, with the first value of one of its indices, the exclusive upper
/// bound, and the step. They are signed. std::nullopt if the loop does not
/// provide them.
struct LoopIndex {
  mlir::LoopLikeOpInterface loop;
  std::optional<mlir::OpFoldResult> lower, upper, step;
};

/// Returns the loop of which `value` is an index, or std::nullopt. The index
/// may also be a value that a while loop forwards only while it is less than a
/// loop-invariant value.
std::optional<LoopIndex> findLoopIndex(mlir::Value value);

} // namespace ag

#endif // AG_INTERFACES_FLOW_LOOPINDEX_H
