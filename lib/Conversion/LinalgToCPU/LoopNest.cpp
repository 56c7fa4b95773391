//===- LoopNest.cpp - loops that carry values -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LoopNest.h"
#include "ag/Conversion/ParallelLoops.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {

SmallVector<Value> buildLoop(OpBuilder &builder, Location loc, LoopKind kind,
                             OpFoldResult lower, OpFoldResult upper,
                             int64_t step, ValueRange carried, LoopBody body) {
  std::optional<int64_t> first = getConstantIntValue(lower);
  std::optional<int64_t> last = getConstantIntValue(upper);
  if (first && last && *first >= *last)
    return llvm::to_vector(carried);
  Value from = getValueOrCreateConstantIndexOp(builder, loc, lower);
  if (first && last && *first + step >= *last)
    return body(builder, from, carried);
  Value to = getValueOrCreateConstantIndexOp(builder, loc, upper);
  Value by = arith::ConstantIndexOp::create(builder, loc, step);
  auto loop = scf::ForOp::create(
      builder, loc, from, to, by, carried,
      [&](OpBuilder &nested, Location, Value place, ValueRange values) {
        scf::YieldOp::create(nested, loc, body(nested, place, values));
      });
  if (kind == LoopKind::Parallel)
    loop->setAttr(parallelAttrName, builder.getUnitAttr());
  return llvm::to_vector_of<Value>(loop.getResults());
}

SmallVector<Value>
buildNest(OpBuilder &builder, Location loc, LoopKind kind,
          ArrayRef<unsigned> loops, ArrayRef<OpFoldResult> extents,
          MutableArrayRef<Value> indices, ValueRange carried,
          function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  if (loops.empty())
    return body(builder, carried);
  return buildLoop(builder, loc, kind, builder.getIndexAttr(0),
                   extents[loops.front()], 1, carried,
                   [&](OpBuilder &nested, Value place, ValueRange values) {
                     indices[loops.front()] = place;
                     return buildNest(nested, loc, kind, loops.drop_front(),
                                      extents, indices, values, body);
                   });
}

} // namespace ag
