//===- Padding.h - padding of operands with windows -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which iterations of the inner loops does a window offset need, if an operand
// is padded, or only a slice of the result is used?
//
//   %p = tensor.pad %x low[1] high[1] with 0            size 8, then 10
//   y(y) += p(2y + u) * w(u)                            y < 4, u < 3
//
// Window offset u needs those y whose position 2y + u - 1 is in %x: 1 <= y for
// u = 0, and all y otherwise. The remaining iterations would add 0. They are
// left out if the padding is neutral: 0 under a product or a sum, the least
// number under max. They are also left out if a slice after an op that scatters
// discards their results.
//
// Padding with another number, as 1 under a sum, is not materialized either.
// The remaining iterations, y = 0 for u = 0, become a separate part of the
// window offset, which reads that number. Operands with equal padding share
// these parts. An op has one such padding; others are materialized. Padding.cpp
// finds the padding, and PaddingRanges.cpp the iterations that read it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_PADDING_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_PADDING_H

#include "CPU/Windows/WindowLoops.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// The iterations of each loop, by the first one and their number.
struct LoopRanges {
  llvm::SmallVector<mlir::OpFoldResult> begin, size;
  /// Whether these iterations read no padding.
  bool isInside = false;
};

class Padding {
public:
  /// Finds the padding. Creates no IR until `materialize` is called.
  Padding(mlir::linalg::GenericOp op, const WindowLoops &loops);

  bool empty() const { return !part && pads.empty(); }
  /// Returns the slice that is the only reader of the result, or null if there
  /// is none.
  mlir::tensor::ExtractSliceOp getPart() const { return part; }
  /// Returns the number of operands that are read without their padding.
  unsigned countPads() const { return pads.size(); }
  /// Returns true if some window offsets do not need all iterations of the
  /// loop.
  bool restrict(unsigned loop) const;
  /// Returns true if some window offsets read padding in separate parts.
  bool areSplit() const { return !splits.empty(); }

  void materialize(mlir::OpBuilder &builder);
  /// Returns the tensor that is read instead of a padded operand, or null if
  /// the operand is read as it is.
  mlir::Value getSource(mlir::OpOperand &operand);
  /// Returns the scalar that an operand is padded with, or null if no window
  /// offset reads it.
  mlir::Value getPadding(mlir::OpOperand &operand);
  /// Returns how much smaller positions are in the tensor that is read, or in
  /// the slice of the result, than in the op's own operand. Empty if they are
  /// the same.
  llvm::SmallVector<mlir::OpFoldResult> getShift(mlir::OpOperand &operand);
  /// Returns the iterations of inner loops that a window offset needs.
  LoopRanges clip(mlir::OpBuilder &builder, const LoopRanges &windowOffset);
  /// Returns the parts into which padding splits a window offset, in order.
  llvm::SmallVector<LoopRanges> split(mlir::OpBuilder &builder,
                                      const LoopRanges &windowOffset);
  /// Returns the part that reads no padding at any window offset, and the parts
  /// that read some at an offset. `first` is the first window offset.
  llvm::SmallVector<LoopRanges> splitAll(mlir::OpBuilder &builder,
                                         const LoopRanges &first);

private:
  /// The positions of an index that are not padding: `size` positions from
  /// `low`. If `tensor` is not null, the size is that of its dimension `dim`.
  struct Inside {
    mlir::AffineExpr index;
    mlir::OpFoldResult low, size;
    mlir::Value tensor;
    unsigned dim;

    bool isSame(const Inside &other) const;
  };
  /// A padded operand. Window offsets are split at `insides`.
  struct Pad {
    mlir::OpOperand *operand;
    mlir::tensor::PadOp op;
    llvm::SmallVector<Inside> insides;
    mlir::Value padding;
  };
  /// From the first iteration in which an operand is not padding to one past
  /// the last.
  struct Iterations {
    mlir::OpFoldResult begin, end;
  };

  static bool isOneOf(const Inside &inside, llvm::ArrayRef<Inside> others);
  unsigned getLoop(const Inside &inside) const;
  void findPart();
  std::optional<Pad> findPad(mlir::OpOperand &operand);
  bool isNeutral(const Pad &pad);
  bool canSplit(const Pad &pad);
  llvm::SmallVector<LoopRanges>
  cut(mlir::OpBuilder &builder, const LoopRanges &range,
      llvm::ArrayRef<Inside> limits,
      llvm::function_ref<Iterations(const Inside &)> getIterations);
  bool isHidden(const Inside &inside, bool behind);
  Iterations getIterations(mlir::OpBuilder &builder, const Inside &inside,
                           const LoopRanges &windowOffset);

  mlir::linalg::GenericOp op;
  const WindowLoops &loops;
  mlir::tensor::ExtractSliceOp part;
  llvm::SmallVector<Pad> pads;
  /// The positions that window offsets are clipped to, and those that they are
  /// split at.
  llvm::SmallVector<Inside> insides, splits;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_PADDING_H
