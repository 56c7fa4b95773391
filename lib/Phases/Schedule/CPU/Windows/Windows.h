//===- Windows.h - the loops of ops with windows ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops of an op with windows are taken out of it, so that what is left
// reads and writes plain slices?
//
//   y(n, y, x, o) += x(n, 2y + u, 2x + v, i) * w(u, v, i, o)
//
//   taps: u and v, as y and x are longer; inner: n, y, x, o and i, which move
//   each dimension of x(:, u::2, v::2, :) and w(u, v, :, :) alone
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <optional>

namespace ag {

/// An index that is a sum of loops: how far each of them moves it, none of them
/// backwards, and where it begins.
struct WindowIndex {
  llvm::SmallVector<int64_t> factors;
  int64_t first;
};

/// Nothing if the index is no such sum.
std::optional<WindowIndex> getWindowIndex(mlir::AffineExpr expr,
                                          unsigned loops);

/// Whether an index of some operand is neither a loop nor 0.
bool hasWindows(mlir::linalg::LinalgOp op);

struct WindowLoops {
  /// In the op's order, both.
  llvm::SmallVector<unsigned> taps, inner;

  bool isTap(unsigned loop) const { return llvm::is_contained(taps, loop); }
  /// The loop that alone moves the index once the taps are fixed, if any does.
  std::optional<unsigned> getInnerLoop(const WindowIndex &index) const;
};

/// Nothing, and a `reason`, if the op can't be taken apart.
std::optional<WindowLoops> chooseTaps(mlir::linalg::GenericOp op,
                                      llvm::StringRef &reason);

/// Whether the order in which a result takes in what is computed is no matter,
/// as far as what joins that is known.
bool isReorderable(mlir::linalg::GenericOp op, unsigned result);

/// Whether a loop sums into each element of a result, by the result's map.
bool sumsInto(mlir::AffineMap result, unsigned loop);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWS_H
