//===- BufferAccesses.h - which places of buffers ops use -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which elements of a buffer does an op read or write? They are described as
// boxes whose corners are linear in the indices. In
//
//   %part = memref.subview %a[%i, 0] [1, 512] [1, 1]
//   %v = vector.transfer_read %part[%c0, %j] ... vector<8xf32>
//
// the transfer reads %a in [%i, %i + 1) x [%j, %j + 8), which is within [%i, %i
// + 1) x [0, 512).
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_BUFFERS_BUFFERACCESSES_H
#define AG_ANALYSIS_BUFFERS_BUFFERACCESSES_H

#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/MapVector.h"

namespace ag {

/// A constant, plus a sum of values times constants.
struct LinearIndex {
  int64_t constant = 0;
  llvm::SmallMapVector<mlir::Value, int64_t, 4> terms;
  /// False if a constant or coefficient overflowed: the index is unknown then.
  bool isKnown = true;

  static LinearIndex number(int64_t constant) {
    LinearIndex result;
    result.constant = constant;
    return result;
  }
  /// Returns an index as a linear form, read from the arithmetic that computes
  /// it. A value that is not linear, or more than a few ops away, becomes a
  /// term.
  static LinearIndex of(mlir::OpFoldResult index, unsigned depth = 0);

  void add(const LinearIndex &other, int64_t factor = 1);
  int64_t coefficientOf(mlir::Value value) const { return terms.lookup(value); }
};

/// The half-open range [begin, begin + size) in one dimension.
struct IndexRange {
  LinearIndex begin;
  int64_t size;
};

/// For each dimension, ranges each of which contains all indices used, narrower
/// ones first; empty if nothing is known.
using IndexRanges = std::vector<llvm::SmallVector<IndexRange, 0>>;

struct BufferAccess {
  mlir::Operation *op;
  /// The operand, which is the buffer or a view of it.
  mlir::Value view;
  bool reads;
  bool writes;
  IndexRanges dims;
  /// Whether the op may use the whole buffer.
  bool isWhole = false;
};

/// Returns all uses within `nest` of the contents of `buffer`, which is
/// contiguous, with indices as if its shape were `shape`. Returns std::nullopt
/// if a use or a view is not supported. Views may reshape the buffer, take
/// slices of it, or both.
std::optional<std::vector<BufferAccess>>
collectAccesses(mlir::Value buffer, llvm::ArrayRef<int64_t> shape,
                mlir::Operation *nest,
                const mlir::BufferViewFlowAnalysis &views);

/// Returns whether `view` is the whole `buffer`, possibly reshaped.
bool isWholeView(mlir::Value view, mlir::Value buffer);

} // namespace ag

#endif // AG_ANALYSIS_BUFFERS_BUFFERACCESSES_H
