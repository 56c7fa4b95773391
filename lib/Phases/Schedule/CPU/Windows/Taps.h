//===- Taps.h - an op with windows as plain ops on slices -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op with windows become, tap by tap?
//
//   y(n, y, x, o) += x(n, 2y + u, 2x + v, i) * w(u, v, i, o)
//
//   for u, v
//     %s = tensor.extract_slice %x[0, u, v, 0] ... [1, 2, 2, 1]
//     %t = tensor.extract_slice %w[u, v, 0, 0] ...
//     y(n, y, x, o) += s(n, y, x, i) * t(i, o)
//
// A result that the taps move is taken and put back as a slice, which lies in
// place. That is written once, whatever the number of taps. Where nothing but
// taps is summed over, as in pooling, up to 16 of them are one op that reads
// all of their slices; so are those that see no border that is not neutral.
// TapsLoops.cpp makes the loops, Taps.cpp the op in them, and TapsSlices.cpp
// what that reads and writes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_TAPS_H
#define AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_TAPS_H

#include "CPU/Windows/Borders.h"
#include "CPU/Windows/Phases.h"
#include "ag/Machine/Common/Speed.h"
#include "llvm/ADT/SmallBitVector.h"

namespace ag {

class Taps {
public:
  Taps(mlir::linalg::GenericOp op, WindowLoops loops, const Speed &speed);

  /// How many taps one op joins, and how many borders are not made.
  int64_t countUnrolled();
  /// How many places of the result's outermost loop all taps add to before the
  /// next ones; 0 if there are no such blocks.
  int64_t getBlock() const { return block; }
  unsigned countBorders() { return borders.countPads(); }
  /// What `emit` replaces: the op, or the only part of its result that is used.
  mlir::Operation *getReplaced();
  llvm::SmallVector<mlir::Value> emit(mlir::OpBuilder &builder);

private:
  /// Where each loop begins in one tap, and how long inner loops are there.
  using Tap = LoopRanges;
  /// The part of an operand that one tap reads or writes, or all of it, and how
  /// the inner loops move in it; `kept` are the sizes that its type has.
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
  /// Whether no other tap writes what one writes.
  bool isWrittenOnce(mlir::OpOperand *init);
  llvm::SmallVector<mlir::Value> getStarts(mlir::OpBuilder &builder);
  llvm::SmallVector<mlir::Value> emitLoops(mlir::OpBuilder &builder,
                                           unsigned depth, const Tap &tap,
                                           mlir::ValueRange carried);
  int64_t chooseBlock(const Speed &speed);
  unsigned getBlockedLoop();
  llvm::SmallVector<mlir::Value> emitBlocks(mlir::OpBuilder &builder,
                                            const Tap &tap, mlir::Value start);
  /// The loop over taps, by its depth, of which groups of `size` turns add to
  /// results by themselves.
  struct Groups {
    llvm::SmallBitVector isSum;
    unsigned depth = 0;
    int64_t size = 1;
  };
  std::optional<Groups> findGroups(unsigned end);
  llvm::SmallVector<mlir::Value> emitLoop(mlir::OpBuilder &builder,
                                          unsigned depth, Tap tap,
                                          mlir::ValueRange carried,
                                          const Groups *groups);
  llvm::SmallVector<mlir::Value> emitGroup(mlir::OpBuilder &builder, Tap tap,
                                           mlir::ValueRange carried,
                                           const Groups &groups);
  llvm::SmallVector<mlir::Value> emitParts(mlir::OpBuilder &builder,
                                           llvm::SmallVector<Tap> parts,
                                           mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> emitUnrolled(mlir::OpBuilder &builder,
                                              const Tap &first,
                                              mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> emitClipped(mlir::OpBuilder &builder,
                                             const Tap &tap,
                                             mlir::ValueRange carried);
  llvm::SmallVector<mlir::Value> emitOp(mlir::OpBuilder &builder,
                                        llvm::ArrayRef<Tap> taps,
                                        mlir::ValueRange carried);
  /// The stride of an operand's last dimension, if that is in the way of
  /// vectors that read its elements again and again, or add to them; else 1.
  int64_t getGatheredStride(mlir::OpOperand &operand);
  void gatherInputs(mlir::OpBuilder &builder);
  mlir::Value gatherStart(mlir::OpBuilder &builder, mlir::Value start);
  mlir::Value getSource(mlir::OpOperand &operand);
  Slice getSlice(mlir::OpBuilder &builder, const Tap &tap,
                 mlir::OpOperand &operand, mlir::Value tensor);
  bool isWhole(const Tap &tap, mlir::OpOperand &operand);
  bool keepsUnits(const Tap &tap, mlir::OpOperand &operand);
  mlir::Value extract(mlir::OpBuilder &builder, const Slice &slice);
  mlir::Value insert(mlir::OpBuilder &builder, mlir::Value value,
                     const Slice &slice);
  static mlir::Value makeEmpty(mlir::OpBuilder &builder, mlir::Value like);
  void tellExtents(mlir::OpBuilder &builder, PlainOp &plain, const Tap &tap);
  void addOutputs(mlir::OpBuilder &builder, PlainOp &plain,
                  llvm::ArrayRef<Slice> slices);
  mlir::Value extractStart(mlir::OpBuilder &builder, mlir::OpOperand *init,
                           const Slice &slice);
  mlir::AffineExpr renumber(mlir::AffineExpr expr);
  llvm::SmallVector<mlir::utils::IteratorType>
  getIterators(llvm::ArrayRef<mlir::AffineMap> results);
  llvm::SmallVector<mlir::Value> cloneBody(mlir::OpBuilder &builder,
                                           const Tap &tap,
                                           llvm::ArrayRef<mlir::Value> inputs,
                                           mlir::ValueRange accumulators);

  mlir::linalg::GenericOp op;
  WindowLoops loops;
  Borders borders;
  /// How many taps, outermost ones, are loops.
  unsigned looped;
  int64_t block;
  llvm::SmallVector<mlir::OpFoldResult> extents;
  /// What is read of operands that were copied, by their numbers; null for a
  /// result's.
  llvm::SmallDenseMap<unsigned, std::pair<mlir::Value, Phases>> gathered;
};

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_WINDOWS_TAPS_H
