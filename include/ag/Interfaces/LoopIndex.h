//===- LoopIndex.h - the loop whose index a value is ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values does an index have: of which loop, from where to where?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_LOOPINDEX_H
#define AG_INTERFACES_LOOPINDEX_H

#include "mlir/Interfaces/LoopLikeInterface.h"

namespace ag {

/// A loop, and of one of its indices the first value, what it stays below, and
/// by how much it grows; none of these where the loop does not say, as numbers
/// with signs.
struct LoopIndex {
  mlir::LoopLikeOpInterface loop;
  std::optional<mlir::OpFoldResult> lower, upper, step;
};

/// None if `value` is not the index of a loop, which also is what a while loop
/// hands on only while it is less than what is in front of the loop.
std::optional<LoopIndex> findLoopIndex(mlir::Value value);

} // namespace ag

#endif // AG_INTERFACES_LOOPINDEX_H
