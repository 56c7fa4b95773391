//===- LoopNest.h - loops that carry values ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a nest of scf.for that carries tensors or vectors written?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_LOOPNEST_H
#define AG_PHASES_COMMON_LOOPNEST_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Makes a loop's body at one place; from the values carried in, the values
/// carried on.
using LoopBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, mlir::Value, mlir::ValueRange)>;

/// Whether threads may share a loop, as ParallelLoops.h says it.
enum class LoopKind { Sequential, Parallel };

/// for (i = lower; i < upper; i += step). A loop known to run once or never is
/// only its body, or nothing.
llvm::SmallVector<mlir::Value>
buildLoop(mlir::OpBuilder &builder, mlir::Location loc, LoopKind kind,
          mlir::OpFoldResult lower, mlir::OpFoldResult upper, int64_t step,
          mlir::ValueRange carried, LoopBody body);

/// for (i = 0; i < extent; i += size), in which a tile of `size` places fits
/// from each i on: the last one is moved back so that it ends with the extent,
/// which is at least `size`, or 0.
llvm::SmallVector<mlir::Value>
buildTiles(mlir::OpBuilder &builder, mlir::Location loc,
           mlir::OpFoldResult extent, int64_t size, mlir::ValueRange carried,
           LoopBody body);

/// Makes one of two versions, from the values that it carries in its loops.
using Version =
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &)>;

/// `whenLarge` if each extent is at least `size`, else `whenSmall`; both, and a
/// choice when the program runs, where that is not known. This alone decides
/// whether tiles fit: what types say is less than what extents do.
llvm::SmallVector<mlir::Value>
buildBySize(mlir::OpBuilder &builder, mlir::Location loc,
            llvm::ArrayRef<mlir::OpFoldResult> extents, int64_t size,
            Version whenLarge, Version whenSmall);

/// The loops numbered `loops` of an op with these extents around `body`,
/// outermost first; each writes its place into `indices`.
llvm::SmallVector<mlir::Value>
buildNest(mlir::OpBuilder &builder, mlir::Location loc, LoopKind kind,
          llvm::ArrayRef<unsigned> loops,
          llvm::ArrayRef<mlir::OpFoldResult> extents,
          llvm::MutableArrayRef<mlir::Value> indices, mlir::ValueRange carried,
          llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &,
                                                            mlir::ValueRange)>
              body);

/// The places along `loop` that are computed at once, from the loop's index on;
/// with a mask, those whose bit is set.
struct Lanes {
  unsigned loop;
  int64_t width;
  mlir::Value mask = nullptr;
};

/// Makes what is computed at some lanes; from the values carried in, the values
/// carried on.
using LanesBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, const Lanes &, mlir::ValueRange)>;

/// How the last places of a loop that fill no vector are computed.
enum class LastLanes { Masked, OneByOne };

/// Where whole vectors end along the loop `whole.loop`.
mlir::OpFoldResult findWholeEnd(mlir::OpBuilder &builder, mlir::Location loc,
                                const Lanes &whole,
                                llvm::ArrayRef<mlir::OpFoldResult> extents);

/// What is left of that loop from there on, `end`.
llvm::SmallVector<mlir::Value>
buildLastLanes(mlir::OpBuilder &builder, mlir::Location loc, const Lanes &whole,
               LastLanes last, mlir::OpFoldResult end,
               llvm::ArrayRef<mlir::OpFoldResult> extents,
               llvm::MutableArrayRef<mlir::Value> indices,
               mlir::ValueRange carried, LanesBody body);

/// The loop `whole.loop` of an op with these extents: whole vectors, then the
/// rest. Writes its place into `indices`.
llvm::SmallVector<mlir::Value>
buildLanes(mlir::OpBuilder &builder, mlir::Location loc, LoopKind kind,
           const Lanes &whole, LastLanes last,
           llvm::ArrayRef<mlir::OpFoldResult> extents,
           llvm::MutableArrayRef<mlir::Value> indices, mlir::ValueRange carried,
           LanesBody body);

} // namespace ag

#endif // AG_PHASES_COMMON_LOOPNEST_H
