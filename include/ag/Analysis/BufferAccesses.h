//===- BufferAccesses.h - which places of buffers ops use -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which places of a buffer does an op read or write, as boxes whose corners are
// linear in what indexes them? Of
//
//   %part = memref.subview %a[%i, 0] [1, 512] [1, 1]
//   %v = vector.transfer_read %part[%c0, %j] ... vector<8xf32>
//
// the read is of %a in [%i, %i + 1) x [%j, %j + 8), and inside of
// [%i, %i + 1) x [0, 512).
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_BUFFERACCESSES_H
#define AG_ANALYSIS_BUFFERACCESSES_H

#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/MapVector.h"

namespace ag {

/// A constant, and values times constants.
struct LinearIndex {
  int64_t constant = 0;
  llvm::SmallMapVector<mlir::Value, int64_t, 4> terms;
  /// Whether its numbers fit; nothing is known of it else.
  bool isKnown = true;

  static LinearIndex number(int64_t constant) {
    LinearIndex result;
    result.constant = constant;
    return result;
  }
  /// Of an index, by the arithmetic that it comes from; what is not linear
  /// there, or far from it, is a term.
  static LinearIndex of(mlir::OpFoldResult index, unsigned depth = 0);

  void add(const LinearIndex &other, int64_t factor = 1);
  int64_t coefficientOf(mlir::Value value) const { return terms.lookup(value); }
};

/// [begin, begin + size) in one dimension.
struct IndexRange {
  LinearIndex begin;
  int64_t size;
};

/// For each dimension ranges that hold all indices used, narrower ones first;
/// none where nothing is known.
using IndexRanges = std::vector<llvm::SmallVector<IndexRange, 0>>;

struct BufferAccess {
  mlir::Operation *op;
  /// The operand: the buffer, or a view of it.
  mlir::Value view;
  bool reads;
  bool writes;
  IndexRanges dims;
  /// Whether the op uses all of the buffer, as a whole.
  bool isWhole = false;
};

/// All uses inside of `nest` of what lies in `buffer`, which is compact, with
/// indices as if its shape were `shape`; none if a use is not understood so.
/// Views may reshape the buffer, cut pieces out of it, and both.
std::optional<std::vector<BufferAccess>>
collectAccesses(mlir::Value buffer, llvm::ArrayRef<int64_t> shape,
                mlir::Operation *nest,
                const mlir::BufferViewFlowAnalysis &views);

/// Whether `view` is all of `buffer`, in another shape or not.
bool isWholeView(mlir::Value view, mlir::Value buffer);

} // namespace ag

#endif // AG_ANALYSIS_BUFFERACCESSES_H
