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
// WindowOffsetsLoops.cpp creates the loops, WindowOffsets.cpp the op in them,
// and WindowOffsetsSlices.cpp the slices that it reads and writes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWOFFSETS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWOFFSETS_H

#include "CPU/Windows/Padding.h"
#include "CPU/Windows/StridedCopies.h"
#include "ag/Machine/Common/Speed.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

class WindowOffsets {
public:
  WindowOffsets(mlir::linalg::GenericOp op, WindowLoops loops,
                const Speed &speed);

  /// Return how many window offsets one op handles, and how many operands are
  /// read without materialized padding.
  int64_t countUnrolled();
  /// Returns the size of blocks of the result's outermost loop, or 0 if there
  /// are none. All window offsets add to a block before the next one.
  int64_t getBlock() const { return block; }
  unsigned countPadded() { return padding.countPads(); }
  /// Returns the op that `emit` replaces: the op with windows, or the slice
  /// that is the only reader of its result.
  mlir::Operation *getReplaced();
  llvm::SmallVector<mlir::Value> emit(mlir::OpBuilder &builder);

private:
  /// The first iteration of each loop for one window offset, and the number of
  /// iterations of inner loops.
  using WindowOffset = LoopRanges;
  /// The slice of an operand that one window offset reads or writes, or all of
  /// it. `map` is its map over the inner loops, and `kept` are the sizes in its
  /// type.
  struct Slice {
    mlir::Value tensor;
    llvm::SmallVector<mlir::OpFoldResult> offsets, sizes, strides, kept;
    mlir::RankedTensorType type;
    mlir::AffineMap map;
    bool isWhole;
  };
  struct PlainOp;
  llvm::SmallVector<mlir::OpOperand *> getReadInputs();
  bool isJoined();
  unsigned countJoined();
  /// Returns true if each element is written by only one window offset.
  bool isWrittenOnce(mlir::OpOperand *init);
  llvm::SmallVector<mlir::Value> getStarts(mlir::OpBuilder &builder);
  llvm::SmallVector<mlir::Value> emitLoops(mlir::OpBuilder &builder,
                                           unsigned depth,
                                           const WindowOffset &windowOffset,
                                           mlir::ValueRange carried);
  int64_t chooseBlock(const Speed &speed);
  unsigned getBlockedLoop();
  llvm::SmallVector<mlir::Value> emitBlocks(mlir::OpBuilder &builder,
                                            const WindowOffset &windowOffset,
                                            mlir::Value start);
  /// The loop over window offsets, by its depth, that is split into groups of
  /// `size` iterations with sums of their own.
  struct Groups {
    llvm::SmallBitVector isSum;
    unsigned depth = 0;
    int64_t size = 1;
  };
  std::optional<Groups> findGroups(unsigned end);
  llvm::SmallVector<mlir::Value>
  emitLoop(mlir::OpBuilder &builder, unsigned depth, WindowOffset windowOffset,
           mlir::ValueRange carried, const Groups *groups);
  llvm::SmallVector<mlir::Value> emitGroup(mlir::OpBuilder &builder,
                                           WindowOffset windowOffset,
                                           mlir::ValueRange carried,
                                           const Groups &groups);
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
  /// Returns the stride of an operand's last dimension if it keeps vectors from
  /// reading its elements repeatedly, or from adding to them. Returns 1
  /// otherwise.
  int64_t getGatheredStride(mlir::OpOperand &operand);
  void gatherInputs(mlir::OpBuilder &builder);
  mlir::Value gatherStart(mlir::OpBuilder &builder, mlir::Value start);
  mlir::Value getSource(mlir::OpOperand &operand);
  Slice getSlice(mlir::OpBuilder &builder, const WindowOffset &windowOffset,
                 mlir::OpOperand &operand, mlir::Value tensor);
  bool isWhole(const WindowOffset &windowOffset, mlir::OpOperand &operand);
  bool keepsUnits(const WindowOffset &windowOffset, mlir::OpOperand &operand);
  mlir::Value extract(mlir::OpBuilder &builder, const Slice &slice);
  mlir::Value insert(mlir::OpBuilder &builder, mlir::Value value,
                     const Slice &slice);
  static mlir::Value makeEmpty(mlir::OpBuilder &builder, mlir::Value like);
  void tellExtents(mlir::OpBuilder &builder, PlainOp &plain,
                   const WindowOffset &windowOffset);
  void addOutputs(mlir::OpBuilder &builder, PlainOp &plain,
                  llvm::ArrayRef<Slice> slices);
  mlir::Value extractStart(mlir::OpBuilder &builder, mlir::OpOperand *init,
                           const Slice &slice);
  mlir::AffineExpr renumber(mlir::AffineExpr expr);
  llvm::SmallVector<mlir::utils::IteratorType>
  getIterators(llvm::ArrayRef<mlir::AffineMap> results);
  llvm::SmallVector<mlir::Value> cloneBody(mlir::OpBuilder &builder,
                                           const WindowOffset &windowOffset,
                                           llvm::ArrayRef<mlir::Value> inputs,
                                           mlir::ValueRange accumulators);

  mlir::linalg::GenericOp op;
  WindowLoops loops;
  Padding padding;
  /// The number of outermost loops over window offsets that remain loops.
  unsigned looped;
  int64_t block;
  llvm::SmallVector<mlir::OpFoldResult> extents;
  /// The copies that are read instead of operands, by the operands' numbers.
  /// The copy is null for a result's.
  llvm::SmallDenseMap<unsigned, std::pair<mlir::Value, StridedCopies>> gathered;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_WINDOWOFFSETS_H
