//===- RowNests.h - ops that share a loop over rows -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops of a group share a loop over rows? Softmax over j, of (i, j):
//
//   %m(i) = max %x(i, j);  %e(i, j) = exp(%x - %m);  %s(i) = sum %e
//   %y(i, j) = %e / %s
//
// becomes a loop over i that computes a row of each, so that %e needs one row
// and %x comes from memory once. An op joins the last op's loop if each row of
// that loop is a row of the op, in which it alone computes that place, and if
// nothing outside uses it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_ROWNESTS_H
#define AG_ANALYSIS_GROUPS_ROWNESTS_H

#include "ag/Analysis/Groups/SharedLoops.h"

namespace ag {

/// How a row op is read.
struct RowRead {
  /// The number of the row op that reads, which is less than the reader's own.
  unsigned op;
  /// The op of it that does.
  const SharedLoops::Member *reader;
  /// The place that is read for a point of the reader's loops; null if that is
  /// none of loops and zeros.
  mlir::AffineMap place;
};

/// An op, or ops that one loop computes, the last of which is `member`.
struct RowOp {
  const SharedLoops::Member *member;
  /// True if it may share a loop, if all of its readers do.
  bool mayShare = false;
  /// True if something else reads it, or needs all of it.
  bool isReadOutside = false;
  llvm::SmallVector<RowRead, 2> reads = {};
};

struct RowNest {
  /// The numbers of the ops, from the last of the program to the first: the one
  /// whose rows the loops compute is in front.
  llvm::SmallVector<unsigned> ops;
  /// The dimensions that the loops move, from the outermost on.
  llvm::SmallVector<unsigned> rows;
};

/// Is told why an op that reduces is in no nest although one of it reads it.
using ExplainRows =
    llvm::function_ref<void(const SharedLoops::Member &, llvm::StringRef)>;

/// Returns the nests of rows that hold a reduction. `ops` are in the order from
/// the last of the program to the first. Nearly linear in all reads.
std::vector<RowNest> findRowNests(llvm::ArrayRef<RowOp> ops,
                                  ExplainRows explain = nullptr);

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_ROWNESTS_H
