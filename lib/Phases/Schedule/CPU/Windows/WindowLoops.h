//===- WindowLoops.h - loops of ops with windows ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops of an op with windows are moved out of it, so that the rest reads
// and writes plain slices?
//
//   y(n, y, x, o) += x(n, 2y + u, 2x + v, i) * w(u, v, i, o)
//
//   window offsets: u and v, as y and x are longer
//   inner loops: n, y, x, o and i; each dimension of x(:, u::2, v::2, :) and
//   w(u, v, :, :) is indexed by one of them
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWLOOPS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWLOOPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

/// An index that is a sum of loops: the factors of the loops, which are not
/// negative, and the constant.
struct WindowIndex {
  llvm::SmallVector<int64_t> factors;
  int64_t first;
};

/// Returns the index as such a sum, or std::nullopt if it is none.
std::optional<WindowIndex> getWindowIndex(mlir::AffineExpr expr,
                                          unsigned loops);

/// Returns true if an index of some operand is neither a loop nor 0.
bool hasWindows(mlir::linalg::LinalgOp op);

struct WindowLoops {
  /// The loops over window offsets and the inner loops, both in the op's order.
  llvm::SmallVector<unsigned> windowOffsets, inner;

  bool isWindowOffset(unsigned loop) const {
    return llvm::is_contained(windowOffsets, loop);
  }
  /// Returns the only inner loop in the index, or std::nullopt if there is
  /// none.
  std::optional<unsigned> getInnerLoop(const WindowIndex &index) const;
};

/// Returns the loops. If the op cannot be split, returns std::nullopt and sets
/// `reason`.
std::optional<WindowLoops> chooseWindowLoops(mlir::linalg::GenericOp op,
                                             llvm::StringRef &reason);

/// Returns true if the order in which a result combines values does not matter.
/// The combiner must be a single known op.
bool isReorderable(mlir::linalg::GenericOp op, unsigned result);

/// Returns true if iterations of the loop add to the same element of a result,
/// which has the map `result`.
bool sumsInto(mlir::AffineMap result, unsigned loop);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWLOOPS_H
