//===- WindowOffsets.h - ops with windows as plain ops ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op with windows become for each window offset?
//
//   y(n, y, x, o) += x(n, 2y + u, 2x + v, i) * w(u, v, i, o)
//
//   for u, v
//     %s = tensor.extract_slice %x[0, u, v, 0] ... [1, 2, 2, 1]
//     %t = tensor.extract_slice %w[u, v, 0, 0] ...
//     y(n, y, x, o) += s(n, y, x, i) * t(i, o)
//
// A result that is indexed by loops over window offsets is updated in place,
// slice by slice. The loops and their op are emitted once, whatever the number
// of offsets. If only window offsets are summed over, as in pooling, one op
// handles up to 16 of them and reads all of their slices. This also holds for
// iterations that read no padding, if padding is not neutral.
// WindowPlan.cpp makes such choices, WindowOffsetsLoops.cpp creates the loops,
// WindowOffsets.cpp the op in them, and WindowSlices.cpp the slices that it
// reads and writes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWOFFSETS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWOFFSETS_H

#include "CPU/Windows/WindowPlan.h"
#include "CPU/Windows/WindowSlices.h"

namespace ag {

class WindowOffsets {
public:
  /// `extents` are those of the op's loops. The padding is materialized.
  WindowOffsets(mlir::linalg::GenericOp op, const WindowLoops &loops,
                const WindowPlan &plan, Padding &padding,
                llvm::ArrayRef<mlir::OpFoldResult> extents)
      : op(op), loops(loops), plan(plan), padding(padding), extents(extents),
        slices(op, loops, padding, extents) {}

  /// Emits all window offsets and returns the values that they add up to.
  llvm::SmallVector<mlir::Value> emit(mlir::OpBuilder &builder);

private:
  struct PlainOp;
  llvm::SmallVector<mlir::Value> getStarts(mlir::OpBuilder &builder);
  llvm::SmallVector<mlir::Value> emitLoops(mlir::OpBuilder &builder,
                                           unsigned depth,
                                           const WindowOffset &windowOffset,
                                           mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> emitBlocks(mlir::OpBuilder &builder,
                                            const WindowOffset &windowOffset,
                                            mlir::Value start);
  llvm::SmallVector<mlir::Value>
  emitLoop(mlir::OpBuilder &builder, unsigned depth, WindowOffset windowOffset,
           mlir::ValueRange carried, const WindowGroups *groups);
  llvm::SmallVector<mlir::Value> emitGroup(mlir::OpBuilder &builder,
                                           WindowOffset windowOffset,
                                           mlir::ValueRange carried,
                                           const WindowGroups &groups);
  llvm::SmallVector<mlir::Value>
  emitParts(mlir::OpBuilder &builder, llvm::SmallVector<WindowOffset> parts,
            mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> emitUnrolled(mlir::OpBuilder &builder,
                                              const WindowOffset &first,
                                              mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> emitClipped(mlir::OpBuilder &builder,
                                             const WindowOffset &windowOffset,
                                             mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value>
  emitOp(mlir::OpBuilder &builder, llvm::ArrayRef<WindowOffset> windowOffsets,
         mlir::ValueRange carried);
  void addOutputs(mlir::OpBuilder &builder, PlainOp &plain,
                  llvm::ArrayRef<WindowSlice> written);

  mlir::linalg::GenericOp op;
  const WindowLoops &loops;
  const WindowPlan &plan;
  Padding &padding;
  llvm::SmallVector<mlir::OpFoldResult> extents;
  WindowSlices slices;
};

/// Emits the op's window offsets as planned, and returns the values of what is
/// replaced: the results, or the slice that is the only reader of the result
/// (Padding::getPart). `padding` is not materialized yet.
llvm::SmallVector<mlir::Value> emitWindowOffsets(mlir::OpBuilder &builder,
                                                 mlir::linalg::GenericOp op,
                                                 const WindowLoops &loops,
                                                 const WindowPlan &plan,
                                                 Padding &padding);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWOFFSETS_H
