//===- NestWriterGrid.cpp - a nest's loops as blocks of a GPU -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the outermost loops of a nest become the blocks of one kernel?
//
//   scf.forall (%b) in (%count) shared_outs(%o = %e) {
//     %id:2 = affine.delinearize_index %b into (%rows, %columns)
//     %n = affine.min ...                      // at most 64, fewer at the edge
//     %s = tensor.extract_slice %o[64 * %id#0, 64 * %id#1] [%n, %m] [1, 1]
//     ...                                      // inner loops and ops, onto %s
//     scf.forall.in_parallel {
//       tensor.parallel_insert_slice %t into %o[64 * %id#0, ...]
//     }
//   } {mapping = [#gpu.block<x>]}
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/BlockGrid.h"
#include "Common/Nests/NestWriter.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

void NestWriter::makeGrid(const LoopWork &work) {
  Location loc = plan.ops.back().getOp()->getLoc();
  SmallVector<OpFoldResult> extents;
  for (unsigned level = 0; level < plan.blockLoops; ++level)
    extents.push_back(iteration.getExtent(level));
  // All ops are inside of all of these loops, so these are all results.
  SmallVector<NestResult *> inner = results.findInner(0);
  SmallVector<Value> outputs = llvm::map_to_vector(
      inner, [](NestResult *value) { return value->whole; });
  auto [loop, tiles] = beginGrid(
      rewriter, loc, extents, ArrayRef(plan.tiles).take_front(plan.blockLoops),
      outputs, work);
  for (const LoopTile &tile : tiles)
    iteration.enter(tile);
  SmallVector<NestPart> parts;
  for (auto [value, argument] :
       llvm::zip_equal(inner, loop.getRegionIterArgs())) {
    parts.push_back(
        iteration.partOf(argument, value->map, *value->op, /*from=*/0));
    value->whole = parts.back().extract(rewriter, loc, argument);
    value->from = plan.blockLoops;
  }
  makeLevel(plan.blockLoops);
  rewriter.setInsertionPointToEnd(loop.getTerminator().getBody());
  for (auto [value, part, argument] :
       llvm::zip_equal(inner, parts, loop.getRegionIterArgs()))
    tensor::ParallelInsertSliceOp::create(rewriter, loc, value->whole, argument,
                                          part.offsets, part.sizes,
                                          part.strides);
  for (unsigned level = 0; level < plan.blockLoops; ++level)
    iteration.leave();
  for (auto [value, result] : llvm::zip_equal(inner, loop.getResults())) {
    value->whole = result;
    value->from = 0;
  }
  rewriter.setInsertionPointAfter(loop);
}

} // namespace ag
