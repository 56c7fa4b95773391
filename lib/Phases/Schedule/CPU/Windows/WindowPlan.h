//===- WindowPlan.h - choices for ops with windows --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are an op's window offsets handled: one at a time or several by one op,
// for all of a result or block by block, with sums of their own for groups of
// them, and on strided elements or on contiguous copies? The plan is chosen
// before any IR is created.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWPLAN_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWPLAN_H

#include "CPU/Windows/Padding.h"
#include "ag/Machine/Common/Speed.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

/// The loop over window offsets, by its depth, that is split into groups of
/// `size` iterations with sums of their own.
struct WindowGroups {
  unsigned depth = 0;
  int64_t size = 1;
};

/// Returns the loop, among the first `end`, that is split into groups, and the
/// size of a group. `extents` are those of all loops over window offsets, from
/// the outermost on. Returns std::nullopt if few enough offsets add to a result
/// for plain sums, or if no loop can be split.
std::optional<WindowGroups> chooseGroups(llvm::ArrayRef<int64_t> extents,
                                         unsigned end);

/// The blocks of a result. All window offsets add to a block before the next
/// one.
struct WindowBlocks {
  /// The loop that indexes the result's first dimension.
  unsigned loop = 0;
  /// The number of the loop's iterations in a block, or 0 if there are none.
  int64_t size = 0;
};

struct WindowPlan {
  /// The inputs that slices are read from.
  llvm::SmallVector<mlir::OpOperand *> read;
  /// The stride of each operand's last dimension if it keeps vectors from
  /// reading its elements repeatedly, or from adding to them; 1 otherwise.
  llvm::SmallVector<int64_t> strides;
  /// Whether only one window offset writes each element of a result.
  llvm::SmallBitVector isWrittenOnce;
  /// Whether several window offsets add floats to each element of a result.
  llvm::SmallBitVector isSum;
  /// The extents of the loops over window offsets, which may be dynamic.
  llvm::SmallVector<int64_t> extents;
  /// Whether one op may handle several window offsets, and how many at most.
  bool isJoined = false;
  unsigned joined = 1;
  /// The number of outermost loops over window offsets that remain loops, and
  /// the number of iterations of the other ones.
  unsigned looped = 0;
  int64_t unrolled = 1;
  WindowBlocks blocks;

  /// Returns the groups of `chooseGroups` if there are sums.
  std::optional<WindowGroups> findGroups(unsigned end) const;
};

/// Chooses how the window offsets of `op` are handled.
WindowPlan planWindows(mlir::linalg::GenericOp op, const WindowLoops &loops,
                       const Padding &padding, const Speed &speed);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWPLAN_H
