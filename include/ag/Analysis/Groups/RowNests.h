//===- RowNests.h - ops that share a loop over rows -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a group share a loop over rows? Softmax along j of (i, j),
//
//   %m(i) = max %x(i, j);  %e(i, j) = exp(%x - %m);  %s(i) = sum %e
//   %y(i, j) = %e / %s
//
// becomes a loop over i that computes a row of each, so that %e needs one row
// and %x is read from memory once. An op joins the loop of the last op if each
// row of the loop reads only that row of the op, and if the op has no other
// users.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_ROWNESTS_H
#define AG_ANALYSIS_GROUPS_ROWNESTS_H

#include "ag/Analysis/Groups/SharedLoops.h"

namespace ag {

/// How a row op is read.
struct RowRead {
  /// The number of the row op that reads. It is less than that of the op read.
  unsigned op;
  /// The member of it that reads.
  const SharedLoops::Member *reader;
  /// The position that is read at a point of the reader's loops; null if it
  /// does not consist of loops and zeros.
  mlir::AffineMap place;
};

/// An op, or ops that one loop computes, the last of which is `member`.
struct RowOp {
  const SharedLoops::Member *member;
  /// True if the op may share a loop, provided that all of its readers do.
  bool mayShare = false;
  /// True if another op reads it, or an op needs all of it.
  bool isReadOutside = false;
  llvm::SmallVector<RowRead, 2> reads = {};
};

struct RowNest {
  /// The numbers of the ops, from the last in program order to the first. The
  /// loops compute rows of the first of these.
  llvm::SmallVector<unsigned> ops;
  /// The dimensions of the loops, from the outermost on.
  llvm::SmallVector<unsigned> rows;
};

/// Receives a reduction that is in no nest although an op of the nest reads it,
/// and the reason.
using ExplainRows =
    llvm::function_ref<void(const SharedLoops::Member &, llvm::StringRef)>;

/// Returns the nests of rows that contain a reduction. `ops` are in reverse
/// program order. The time is nearly linear in the number of reads.
std::vector<RowNest> findRowNests(llvm::ArrayRef<RowOp> ops,
                                  ExplainRows explain = nullptr);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_ROWNESTS_H
