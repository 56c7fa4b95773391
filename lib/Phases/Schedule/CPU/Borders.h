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
// others. What is left out would add 0. So a border is never made where what it
// holds is neutral: 0 under a product or a sum, the least number under max. Nor
// is what a slice behind an op that scatters throws away.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_BORDERS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_BORDERS_H

#include "Windows.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace ag {

/// The turns of each loop, by its first and their number.
struct LoopRanges {
  llvm::SmallVector<mlir::OpFoldResult> begin, size;
};

class Borders {
public:
  /// Looks for borders. Makes no IR until `materialize`.
  Borders(mlir::linalg::GenericOp op, const WindowLoops &loops);

  bool empty() const { return !part && pads.empty(); }
  /// The only use of the result, if that is a part of it.
  mlir::tensor::ExtractSliceOp getPart() const { return part; }
  /// How many operands are read without their border.
  unsigned countPads() const { return pads.size(); }
  /// Whether some taps need not all turns of the loop.
  bool restrict(unsigned loop) const { return restricted.contains(loop); }

  void materialize(mlir::OpBuilder &builder);
  /// What is read in place of an operand; null for one without a border.
  mlir::Value getSource(mlir::OpOperand &operand);
  /// By how much places in what is read, or in the part of the result, are less
  /// than the op's own; empty where they are the same.
  llvm::SmallVector<mlir::OpFoldResult> getShift(mlir::OpOperand &operand);
  /// The turns of inner loops that a tap needs, which `ranges` gives the place
  /// of.
  LoopRanges clip(mlir::OpBuilder &builder, const LoopRanges &ranges);

private:
  /// What is inside of a border, along one dimension.
  struct Inside {
    mlir::AffineExpr index;
    mlir::OpFoldResult low, size;
  };
  struct Pad {
    mlir::OpOperand *operand;
    mlir::tensor::PadOp op;
  };

  void addInside(const Inside &inside);
  void findPart();
  void findPad(mlir::OpOperand &operand);
  bool isCut(mlir::AffineExpr index, mlir::OpFoldResult low, mlir::Value source,
             unsigned dim);

  mlir::linalg::GenericOp op;
  const WindowLoops &loops;
  mlir::tensor::ExtractSliceOp part;
  llvm::SmallVector<Pad> pads;
  llvm::SmallVector<Inside> insides;
  llvm::SmallDenseSet<unsigned> restricted;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_BORDERS_H
