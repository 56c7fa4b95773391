//===- Rows.cpp - element-wise ops and reductions along vectors -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a generic that is no contraction computed on vectors? Along the loop v
// in which most operands are contiguous (RowPlan.h). If v is parallel, with 16
// lanes:
//
//   for i                                            the other parallel loops
//     for j = 0 to floor(n / 16) * 16 step 16        v
//       for k                                        the reductions, if any
//         accumulate a vector
//       transfer_write
//     the same once more with a mask for the last n % 16
//
// If v is a reduction, each lane accumulates, and the lanes are reduced at the
// end:
//
//   for i
//     for k                                          the other reductions
//       for j = 0 to ...                             v
//         accumulate a vector
//       the same with a mask: lanes past the end keep their value; or one by
//       one onto the first lane, if elements are read one by one
//     tensor.insert(combine(start, vector.reduction))
//
// Long sums run in blocks (SumBlocks.h).
//
//===----------------------------------------------------------------------===//
#include "CPU/Rows/Rows.h"
#include "CPU/Kernels.h"
#include "CPU/Rows/RowPlan.h"
#include "CPU/Rows/VectorBody.h"
#include "ag/Phases/Common/Combiners.h"
#include "ag/Phases/Common/LoopNest.h"
#include "ag/Phases/Common/SumBlocks.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {

namespace {

/// Emits the loops of one op.
class Rows {
public:
  Rows(linalg::GenericOp op, RowPlan plan)
      : op(op), plan(std::move(plan)), maps(op.getIndexingMapsArray()) {}

  SmallVector<Value> emit(OpBuilder &builder);

private:
  ArrayRef<AffineMap> resultMaps() {
    return ArrayRef(maps).drop_front(op.getNumDpsInputs());
  }
  LoopKind getKind(ArrayRef<unsigned> loops);
  LastLanes getLastLanes() {
    return plan.isStrided ? LastLanes::OneByOne : LastLanes::Masked;
  }
  SmallVector<Value> emitParallelRow(OpBuilder &builder, ValueRange tensors);
  SmallVector<Value> emitParallelLanes(OpBuilder &builder, const Lanes &lanes,
                                       ValueRange tensors);
  Value accumulate(OpBuilder &builder, const Lanes &lanes, Value accumulator);
  SmallVector<Value> emitReducedRow(OpBuilder &builder, ValueRange tensors);
  SmallVector<Value> compute(OpBuilder &builder, const Lanes &lanes,
                             ValueRange accumulators);

  linalg::GenericOp op;
  RowPlan plan;
  SmallVector<AffineMap> maps;
  SmallVector<OpFoldResult> extents;
  SmallVector<Value> indices;
  SmallVector<Start> starts;
  /// Whether accumulators cannot be NaN, as the combiner ignores NaNs.
  bool countsNumbers = false;
};

//===----------------------------------------------------------------------===//
// The loops
//===----------------------------------------------------------------------===//

/// Returns Parallel, so that threads may share the loops, if all of them index
/// every result.
LoopKind Rows::getKind(ArrayRef<unsigned> loops) {
  bool isParallel = llvm::all_of(loops, [&](unsigned each) {
    return llvm::all_of(
        resultMaps(), [&](AffineMap map) { return map.isFunctionOfDim(each); });
  });
  return isParallel ? LoopKind::Parallel : LoopKind::Sequential;
}

/// Returns the values that the body yields for these accumulators.
SmallVector<Value> Rows::compute(OpBuilder &builder, const Lanes &lanes,
                                 ValueRange accumulators) {
  SmallVector<Value> arguments;
  for (OpOperand *input : op.getDpsInputOperands())
    arguments.push_back(readLanes(builder, op.getLoc(), input->get(),
                                  op.getMatchingIndexingMap(input), indices,
                                  lanes));
  llvm::append_range(arguments, accumulators);
  return emitVectorBody(builder, op.getLoc(), op, arguments, indices, lanes);
}

/// Returns true if every lane can start from the initial value. A maximum or
/// minimum allows this, as it is idempotent.
static bool mayRepeatStart(Operation *combiner) {
  return isa<arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp,
             arith::MinNumFOp, arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp,
             arith::MinUIOp>(combiner);
}

/// Returns true if no lane is ever NaN: the combiner ignores NaNs, and starts
/// from a number.
static bool isOfNumbers(Operation *combiner, Value start) {
  FloatAttr number;
  return isa<arith::MaxNumFOp, arith::MinNumFOp>(combiner) && start &&
         matchPattern(start, m_Constant(&number)) && !number.getValue().isNaN();
}

/// Replaces a maxnumf or minnumf by a comparison and a select, which is how
/// processors compare. The accumulator must not be NaN; the other operand may
/// be.
static Value takeNumber(OpBuilder &builder, Value combined, Value accumulator) {
  Operation *op = combined.getDefiningOp();
  if (!isa_and_present<arith::MaxNumFOp, arith::MinNumFOp>(op) ||
      !llvm::is_contained(op->getOperands(), accumulator))
    return combined;
  bool isMax = isa<arith::MaxNumFOp>(op);
  Value other = op->getOperand(op->getOperand(0) == accumulator ? 1 : 0);
  Value isBeyond = arith::CmpFOp::create(builder, op->getLoc(),
                                         isMax ? arith::CmpFPredicate::OGT
                                               : arith::CmpFPredicate::OLT,
                                         other, accumulator);
  op->erase();
  return arith::SelectOp::create(builder, other.getLoc(), isBeyond, other,
                                 accumulator);
}

SmallVector<Value> Rows::emitParallelLanes(OpBuilder &builder,
                                           const Lanes &lanes,
                                           ValueRange tensors) {
  Location loc = op.getLoc();
  SmallVector<Value> accumulators;
  for (auto [number, start, map, tensor] :
       llvm::enumerate(starts, resultMaps(), tensors)) {
    BlockArgument argument = op.getRegionOutputArgs()[number];
    if (argument.use_empty() && plan.reductions.empty())
      accumulators.push_back(nullptr);
    else if (start.scalar)
      accumulators.push_back(splat(builder, loc, start.scalar, lanes.width));
    else
      accumulators.push_back(
          readLanes(builder, loc, tensor, map, indices, lanes));
  }
  SmallVector<Value> values;
  if (plan.reductions.empty())
    values = compute(builder, lanes, accumulators);
  else
    values = buildSums(
        builder, loc,
        {plan.reductions, extents, indices, accumulators, findSums(op)},
        [&](OpBuilder &nested, ValueRange inner) {
          SmallVector<Value> next = compute(nested, lanes, inner);
          if (countsNumbers)
            next.front() = takeNumber(nested, next.front(), inner.front());
          for (Value &value : next)
            value = splat(nested, loc, value, lanes.width);
          return next;
        });
  SmallVector<Value> written;
  for (auto [value, tensor, map] : llvm::zip(values, tensors, resultMaps()))
    written.push_back(
        writeLanes(builder, loc, value, tensor, map, indices, lanes));
  return written;
}

SmallVector<Value> Rows::emitParallelRow(OpBuilder &builder,
                                         ValueRange tensors) {
  return buildLanes(
      builder, op.getLoc(), getKind(plan.loop), {plan.loop, plan.width},
      getLastLanes(), extents, indices, tensors,
      [&](OpBuilder &nested, const Lanes &lanes, ValueRange inner) {
        return emitParallelLanes(nested, lanes, inner);
      });
}

/// Returns the accumulators after one step. A masked lane keeps its value, and
/// elements that are read one by one go to the first lane.
Value Rows::accumulate(OpBuilder &builder, const Lanes &lanes,
                       Value accumulator) {
  Location loc = op.getLoc();
  if (lanes.width == plan.width) {
    Value next = compute(builder, lanes, accumulator).front();
    if (countsNumbers)
      next = takeNumber(builder, next, accumulator);
    if (!lanes.mask)
      return next;
    return arith::SelectOp::create(builder, loc, lanes.mask, next, accumulator);
  }
  Value first = vector::ExtractStridedSliceOp::create(
      builder, loc, accumulator, /*offsets=*/0, lanes.width, /*strides=*/1);
  Value next = compute(builder, lanes, first).front();
  return vector::InsertStridedSliceOp::create(builder, loc, next, accumulator,
                                              /*offsets=*/0, /*strides=*/1);
}

SmallVector<Value> Rows::emitReducedRow(OpBuilder &builder,
                                        ValueRange tensors) {
  Location loc = op.getLoc();
  Operation *combiner = getCombiner(op);
  Value scalarStart = starts.front().scalar;
  bool repeats = scalarStart && mayRepeatStart(combiner);
  Value neutral =
      repeats ? scalarStart
              : arith::ConstantOp::create(builder, loc,
                                          *arith::getNeutralElement(combiner))
                    .getResult();
  SmallVector<Value> lanes = buildLaneSums(
      builder, loc,
      {plan.reductions, extents, indices,
       splat(builder, loc, neutral, plan.width), findSums(op)},
      {plan.loop, plan.width}, getLastLanes(),
      [&](OpBuilder &nested, const Lanes &lanes, ValueRange inner) {
        return SmallVector<Value>{accumulate(nested, lanes, inner.front())};
      });
  auto flags = arith::FastMathFlags::reassoc;
  if (countsNumbers)
    flags = flags | arith::FastMathFlags::nnan;
  Value reduced = vector::ReductionOp::create(
      builder, loc, *linalg::getCombinerOpKind(combiner), lanes.front(), flags);
  AffineMap map = resultMaps().front();
  Lanes scalar{plan.loop, 1};
  Value start = scalarStart;
  if (!start)
    start = readLanes(builder, loc, tensors.front(), map, indices, scalar);
  Value combined =
      repeats ? reduced : emitCombiner(builder, loc, combiner, start, reduced);
  SmallVector<Value> place;
  for (AffineExpr expr : map.getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    place.push_back(
        dim ? indices[dim.getPosition()]
            : arith::ConstantIndexOp::create(builder, loc, 0).getResult());
  }
  return {
      tensor::InsertOp::create(builder, loc, combined, tensors.front(), place)
          .getResult()};
}

SmallVector<Value> Rows::emit(OpBuilder &builder) {
  Location loc = op.getLoc();
  extents = getExtents(builder, op);
  indices.resize(extents.size());
  SmallVector<Value> destinations;
  for (Value init : op.getDpsInits()) {
    starts.push_back(getStart(init));
    destinations.push_back(starts.back().destination);
  }
  Operation *combiner = getCombiner(op);
  countsNumbers = combiner && isOfNumbers(combiner, starts.front().scalar);
  return buildNest(builder, loc, getKind(plan.parallels), plan.parallels,
                   extents, indices, destinations,
                   [&](OpBuilder &nested, ValueRange tensors) {
                     return plan.isReduction ? emitReducedRow(nested, tensors)
                                             : emitParallelRow(nested, tensors);
                   });
}

/// Emits a remark that names the loop and the width.
void explainRow(linalg::GenericOp op, const RowPlan &plan) {
  auto remark = plan.isReduction || !plan.reductions.empty()
                    ? rowRemarks.passed(op, "reduction")
                    : rowRemarks.passed(op, "elementwise");
  remark << remark::add("becomes vectors of {0} along loop {1}", plan.width,
                        plan.loop)
         << remark::metric("width", plan.width)
         << remark::metric("loop", plan.loop)
         << remark::metric("strided", plan.isStrided);
}
} // namespace

LogicalResult emitRows(RewriterBase &rewriter, linalg::GenericOp op,
                       const Machine &machine) {
  if (!op.hasPureTensorSemantics() || op.getNumLoops() == 0 ||
      !hasPlainMaps(op))
    return failure();
  std::optional<RowPlan> plan = chooseRowPlan(op, machine);
  if (!plan)
    return failure();
  explainRow(op, *plan);
  rewriter.setInsertionPoint(op);
  rewriter.replaceOp(op, Rows(op, std::move(*plan)).emit(rewriter));
  return success();
}

} // namespace ag
