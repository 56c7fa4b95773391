//===- Borders.h - windows at the edge of an image --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which turns of the inner loops does a tap need, where an operand is padded,
// or only a part of the result is used?
//
//   %p = tensor.pad %x low[1] high[1] with 0            8 places, then 10
//   y(y) += p(2y + u) * w(u)                            y < 4, u < 3
//
// Of tap u, those y whose place 2y + u - 1 is in %x: 1 <= y for u = 0, all for
// others. What is left out would add 0. So it is where what a border holds is
// neutral: 0 under a product or a sum, the least number under max; and with
// what a slice behind an op that scatters throws away.
//
// A border of another number, 1 under a sum, is no more made: the other turns,
// y = 0 for u = 0, are a part of the tap by itself, which reads that number.
// Operands whose borders are alike share these parts. There is one such border
// for an op; others are made. Borders.cpp looks for them, BordersRanges.cpp
// says which turns see what.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_BORDERS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_BORDERS_H

#include "CPU/Windows/Windows.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// The turns of each loop, by its first and their number.
struct LoopRanges {
  llvm::SmallVector<mlir::OpFoldResult> begin, size;
  /// Whether no border is seen from there.
  bool isInside = false;
};

class Borders {
public:
  /// Looks for borders. Makes no IR until `materialize`.
  Borders(mlir::linalg::GenericOp op, const WindowLoops &loops);

  bool empty() const { return !part && pads.empty(); }
  /// What alone is read of the result, if that is a part of it.
  mlir::tensor::ExtractSliceOp getPart() const { return part; }
  /// How many operands are read without their border.
  unsigned countPads() const { return pads.size(); }
  /// Whether some taps need not all turns of the loop.
  bool restrict(unsigned loop) const;
  /// Whether some taps go over a border.
  bool areSplit() const { return !splits.empty(); }

  void materialize(mlir::OpBuilder &builder);
  /// What is read in place of an operand; null for one without a border.
  mlir::Value getSource(mlir::OpOperand &operand);
  /// What an operand is outside, a scalar; null for one that is not read there.
  mlir::Value getPadding(mlir::OpOperand &operand);
  /// By how much places in what is read, or in the part of the result, are less
  /// than the op's own; empty where they are the same.
  llvm::SmallVector<mlir::OpFoldResult> getShift(mlir::OpOperand &operand);
  /// The turns of inner loops that a tap needs.
  LoopRanges clip(mlir::OpBuilder &builder, const LoopRanges &tap);
  /// The parts of a tap that borders are split from, in their order.
  llvm::SmallVector<LoopRanges> split(mlir::OpBuilder &builder,
                                      const LoopRanges &tap);
  /// The part that is inside in all taps, of which this is the first, and those
  /// that some tap sees a border from.
  llvm::SmallVector<LoopRanges> splitAll(mlir::OpBuilder &builder,
                                         const LoopRanges &first);

private:
  /// What is inside of a border, along one dimension: of a size, or as much as
  /// a dimension of `tensor`.
  struct Inside {
    mlir::AffineExpr index;
    mlir::OpFoldResult low, size;
    mlir::Value tensor;
    unsigned dim;

    bool isSame(const Inside &other) const;
  };
  /// `insides` is what taps are parted at.
  struct Pad {
    mlir::OpOperand *operand;
    mlir::tensor::PadOp op;
    llvm::SmallVector<Inside> insides;
    mlir::Value padding;
  };
  /// From the first turn in which an operand is inside to the first behind.
  struct Turns {
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
      llvm::ArrayRef<Inside> borders,
      llvm::function_ref<Turns(const Inside &)> getTurns);
  bool isHidden(const Inside &inside, bool behind);
  Turns getTurns(mlir::OpBuilder &builder, const Inside &inside,
                 const LoopRanges &tap);

  mlir::linalg::GenericOp op;
  const WindowLoops &loops;
  mlir::tensor::ExtractSliceOp part;
  llvm::SmallVector<Pad> pads;
  /// Where each tap goes, and where it is parted.
  llvm::SmallVector<Inside> insides, splits;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_BORDERS_H
