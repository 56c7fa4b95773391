//===- LoopNest.h - loops with iter_args ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are nests of scf.for with tensors or vectors as iter_args built?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_LOOPNEST_H
#define AG_PHASES_COMMON_LOOPNEST_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Builds a loop's body for an induction variable and iter_args, and returns
/// the values to yield.
using LoopBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, mlir::Value, mlir::ValueRange)>;

/// Says whether threads may share a loop (ParallelLoops.h).
enum class LoopKind { Sequential, Parallel };

/// Builds `for (i = lower; i < upper; i += step)` and returns its results. A
/// loop whose trip count is known to be 1 is only the body; one that is known
/// to be 0 is nothing, and `carried` is returned.
llvm::SmallVector<mlir::Value>
buildLoop(mlir::OpBuilder &builder, mlir::Location loc, LoopKind kind,
          mlir::OpFoldResult lower, mlir::OpFoldResult upper, int64_t step,
          mlir::ValueRange carried, LoopBody body);

/// Builds `for (i = 0; i < extent; i += size)` for tiles of `size` iterations.
/// The last tile is moved back so that it ends at the extent. The extent must
/// be at least `size`, or 0.
llvm::SmallVector<mlir::Value>
buildTiles(mlir::OpBuilder &builder, mlir::Location loc,
           mlir::OpFoldResult extent, int64_t size, mlir::ValueRange carried,
           LoopBody body);

/// Builds one of two versions, and returns the results of its loops.
using Version =
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &)>;

/// Builds `whenLarge` if each extent is at least `size`, else `whenSmall`. If
/// that is not known, builds both, and a choice at run time. No other check
/// decides whether tiles fit, since extents may be constants where types are
/// dynamic.
llvm::SmallVector<mlir::Value>
buildBySize(mlir::OpBuilder &builder, mlir::Location loc,
            llvm::ArrayRef<mlir::OpFoldResult> extents, int64_t size,
            Version whenLarge, Version whenSmall);

/// Builds the loops numbered `loops` of an op with these extents, outermost
/// first, around `body`. Writes each induction variable into `indices`.
llvm::SmallVector<mlir::Value>
buildNest(mlir::OpBuilder &builder, mlir::Location loc, LoopKind kind,
          llvm::ArrayRef<unsigned> loops,
          llvm::ArrayRef<mlir::OpFoldResult> extents,
          llvm::MutableArrayRef<mlir::Value> indices, mlir::ValueRange carried,
          llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &,
                                                            mlir::ValueRange)>
              body);

/// Consecutive positions along `loop` that are computed by one vector, from the
/// loop's index on. If there is a mask, only positions whose bit is set count.
struct Lanes {
  unsigned loop;
  int64_t width;
  mlir::Value mask = nullptr;
};

/// Builds the computation of some lanes from the iter_args, and returns the
/// values to yield.
using LanesBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, const Lanes &, mlir::ValueRange)>;

/// Says how the last positions of a loop, which fill no vector, are computed.
enum class LastLanes { Masked, OneByOne };

/// Returns the end of full vectors along the loop `whole.loop`.
mlir::OpFoldResult findWholeEnd(mlir::OpBuilder &builder, mlir::Location loc,
                                const Lanes &whole,
                                llvm::ArrayRef<mlir::OpFoldResult> extents);

/// Builds the rest of the loop `whole.loop`, from `end` on.
llvm::SmallVector<mlir::Value>
buildLastLanes(mlir::OpBuilder &builder, mlir::Location loc, const Lanes &whole,
               LastLanes last, mlir::OpFoldResult end,
               llvm::ArrayRef<mlir::OpFoldResult> extents,
               llvm::MutableArrayRef<mlir::Value> indices,
               mlir::ValueRange carried, LanesBody body);

/// Builds the loop `whole.loop` of an op with these extents: full vectors, then
/// the rest. Writes its induction variable into `indices`.
llvm::SmallVector<mlir::Value>
buildLanes(mlir::OpBuilder &builder, mlir::Location loc, LoopKind kind,
           const Lanes &whole, LastLanes last,
           llvm::ArrayRef<mlir::OpFoldResult> extents,
           llvm::MutableArrayRef<mlir::Value> indices, mlir::ValueRange carried,
           LanesBody body);

} // namespace ag

#endif // AG_PHASES_COMMON_LOOPNEST_H
