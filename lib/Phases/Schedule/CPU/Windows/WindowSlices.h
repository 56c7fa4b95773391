//===- WindowSlices.h - slices at one window offset -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which slices of its operands does an op with windows read and write at one
// window offset? The slices are those of an operand itself, of the source of
// its padding, or of a copy in which strided elements are contiguous.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWSLICES_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWSLICES_H

#include "CPU/Windows/Padding.h"
#include "CPU/Windows/StridedCopies.h"

namespace ag {

/// The first iteration of each loop for one window offset, and the number of
/// iterations of inner loops.
using WindowOffset = LoopRanges;

/// The slice of an operand that one window offset reads or writes, or all of
/// it. `map` is its map over the inner loops, and `kept` are the sizes in its
/// type.
struct WindowSlice {
  mlir::Value tensor;
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides, kept;
  mlir::RankedTensorType type;
  mlir::AffineMap map;
  bool isWhole;

  /// Returns the slice of `tensor`.
  mlir::Value extract(mlir::OpBuilder &builder, mlir::Location loc) const;
  /// Returns the slice of `tensor` if its elements are those of `init`. The
  /// slice of a fill becomes a smaller fill.
  mlir::Value extractInitial(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value init) const;
  /// Returns `tensor` with `value` as its slice.
  mlir::Value insert(mlir::OpBuilder &builder, mlir::Location loc,
                     mlir::Value value) const;
};

class WindowSlices {
public:
  /// `extents` are those of the op's loops. Operands have no copies at first.
  WindowSlices(mlir::linalg::GenericOp op, const WindowLoops &loops,
               Padding &padding, llvm::ArrayRef<mlir::OpFoldResult> extents)
      : op(op), loops(loops), padding(padding), extents(extents) {}

  /// Creates a copy of an input, with contiguous elements instead of those that
  /// `stride` separates. Slices are read from it from then on.
  void gatherInput(mlir::OpBuilder &builder, mlir::OpOperand &input,
                   int64_t stride);
  /// Returns such a copy of `start`, the initial value of a result. Slices of
  /// the result are those of the copy from then on.
  mlir::Value gatherStart(mlir::OpBuilder &builder, mlir::OpOperand &init,
                          mlir::Value start, int64_t stride);
  /// Returns the result, of the shape of `start`, in the op's layout. `value`
  /// is the result, or its copy if there is one.
  mlir::Value joinResult(mlir::OpBuilder &builder, mlir::OpOperand &init,
                         mlir::Value value, mlir::Value start);

  /// Returns the slice of an input at a window offset.
  WindowSlice getInput(mlir::OpBuilder &builder,
                       const WindowOffset &windowOffset,
                       mlir::OpOperand &input);
  /// Returns the slice of `tensor`, the value of an operand or of its copy.
  WindowSlice getSlice(mlir::OpBuilder &builder,
                       const WindowOffset &windowOffset,
                       mlir::OpOperand &operand, mlir::Value tensor);

private:
  mlir::Value getSource(mlir::OpOperand &operand);
  bool isWhole(const WindowOffset &windowOffset, mlir::OpOperand &operand);
  bool keepsUnits(const WindowOffset &windowOffset, mlir::OpOperand &operand);

  mlir::linalg::GenericOp op;
  const WindowLoops &loops;
  Padding &padding;
  llvm::SmallVector<mlir::OpFoldResult> extents;
  /// The copies that are read instead of operands, by the operands' numbers.
  /// The copy is null for a result's.
  llvm::SmallDenseMap<unsigned, std::pair<mlir::Value, StridedCopies>> gathered;
};

/// Creates an empty tensor with the type and sizes of `like`.
mlir::Value makeEmptyLike(mlir::OpBuilder &builder, mlir::Value like);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWSLICES_H
