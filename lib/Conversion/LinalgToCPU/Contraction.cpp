//===- Contraction.cpp - sums of products in register tiles ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a contraction computed near the core's peak? A tile of the result, 8 x
// 32 with 512-bit registers, stays in registers while the sum runs:
//
//   for n-tiles, for m-tiles                  C(m, n) += A(m, k) * B(k, n)
//     acc[0..7] = start                       8 vectors of 32 along n
//     for k
//       b = transfer_read B[k, n]
//       acc[r] += broadcast(A[m + r, k]) * b  for r in 0..7
//     the element-wise op that uses C, on acc[r], read with its other operands
//     transfer_write acc[r]
//
// A tile that would reach past the end starts earlier instead and computes some
// places twice, the same: tile t starts at min(8 t, M - 8). So there is one
// kernel, without masks, wherever M >= 8 and N >= 32. Smaller extents take
// smaller tiles, chosen at run time where the extent is dynamic.
//
// B must be contiguous along n; a B that is not is copied first into a layout
// that is. That copy depends on B alone, so a weight's can be hoisted.
//
//===----------------------------------------------------------------------===//
#include "Kernels.h"
#include "LoopNest.h"
#include "Payload.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace ag {
namespace {

constexpr unsigned kNone = ~0u;

/// Which loops play which part, and in which order they are nested.
struct Plan {
  OpOperand *vectorOperand = nullptr;
  OpOperand *scalarOperand = nullptr;
  unsigned n = kNone;
  unsigned m = kNone;
  SmallVector<unsigned> aroundColumns;
  SmallVector<unsigned> aroundRows;
  SmallVector<unsigned> sums;
};

std::optional<unsigned> getLastLoop(AffineMap map) {
  if (map.getNumResults() == 0)
    return std::nullopt;
  auto last = dyn_cast<AffineDimExpr>(map.getResults().back());
  return last ? std::optional(last.getPosition()) : std::nullopt;
}

/// Every loop's part is seen from the operands that move with it.
std::optional<Plan> makePlan(linalg::LinalgOp op) {
  if (!linalg::isaContractionOpInterface(op) || !hasPlainMaps(op))
    return std::nullopt;
  Plan plan;
  AffineMap result = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  std::optional<unsigned> last = getLastLoop(result);
  if (!last)
    return std::nullopt;
  plan.n = *last;
  OpOperand *lhs = op.getDpsInputOperand(0), *rhs = op.getDpsInputOperand(1);
  if (!op.getMatchingIndexingMap(rhs).isFunctionOfDim(plan.n))
    std::swap(lhs, rhs);
  plan.scalarOperand = lhs;
  plan.vectorOperand = rhs;
  AffineMap a = op.getMatchingIndexingMap(lhs);
  AffineMap b = op.getMatchingIndexingMap(rhs);
  if (a.isFunctionOfDim(plan.n) || !b.isFunctionOfDim(plan.n))
    return std::nullopt;
  for (AffineExpr expr : result.getResults().drop_back())
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      if (!b.isFunctionOfDim(dim.getPosition()))
        plan.m = dim.getPosition();
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop) {
    if (loop == plan.n || loop == plan.m)
      continue;
    if (!result.isFunctionOfDim(loop))
      plan.sums.push_back(loop);
    else if (b.isFunctionOfDim(loop))
      plan.aroundColumns.push_back(loop);
    else
      plan.aroundRows.push_back(loop);
  }
  return plan.sums.empty() ? std::nullopt : std::optional(plan);
}

class Contraction {
public:
  Contraction(linalg::GenericOp op, Plan plan, const MachineModel &machine)
      : op(op), plan(std::move(plan)), machine(machine) {}

  bool isWorthTiles();
  void takeEpilogue();
  void emit(RewriterBase &rewriter);

private:
  struct Tile {
    int64_t rows, columns;
  };
  int64_t staticExtent(unsigned loop) {
    return loop == kNone ? 1 : op.getStaticLoopRanges()[loop];
  }
  AffineMap mapOf(OpOperand *operand) {
    return op.getMatchingIndexingMap(operand);
  }
  int64_t lanes() {
    return machine.lanes(op.getRegionOutputArgs().front().getType());
  }
  SmallVector<int64_t> rowLadder();
  SmallVector<int64_t> columnLadder(int64_t rows);

  bool canTakeEpilogue(linalg::GenericOp user, OpOperand &use);
  Value packVectorOperand(OpBuilder &builder);
  SmallVector<Value> chooseRows(OpBuilder &builder, ArrayRef<int64_t> ladder);
  SmallVector<Value> chooseColumns(OpBuilder &builder, int64_t rows,
                                   ArrayRef<int64_t> ladder);
  SmallVector<Value>
  chooseBySize(OpBuilder &builder, unsigned loop, int64_t size,
               function_ref<SmallVector<Value>(OpBuilder &)> whenLarge,
               function_ref<SmallVector<Value>(OpBuilder &)> whenSmall);
  SmallVector<Value> emitNest(OpBuilder &builder, Tile tile);
  SmallVector<Value> overTiles(OpBuilder &builder, unsigned loop, int64_t size,
                               ValueRange carried, LoopBody body);
  SmallVector<Value> emitTile(OpBuilder &builder, Tile tile, Value tensor);
  SmallVector<Value> getRowPlaces(OpBuilder &builder, int64_t rows);
  SmallVector<Value> emitStart(OpBuilder &builder, ArrayRef<Value> rows,
                               const Lanes &lanes);
  SmallVector<Value> emitStep(OpBuilder &builder, ArrayRef<Value> rows,
                              const Lanes &lanes, ValueRange accumulators);
  Value emitRow(OpBuilder &builder, Value accumulator, Value tensor,
                const Lanes &lanes);

  linalg::GenericOp op;
  Plan plan;
  const MachineModel &machine;
  linalg::GenericOp epilogue;
  OpOperand *epilogueUse = nullptr;
  Value vectorTensor;
  AffineMap vectorMap;
  Start start;
  Value destination;
  SmallVector<OpFoldResult> extents;
  SmallVector<Value> indices;
};

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

/// A few columns, or a matrix that would have to be transposed for one row of
/// results, are quicker along another loop.
bool Contraction::isWorthTiles() {
  int64_t n = staticExtent(plan.n);
  if (!ShapedType::isDynamic(n) && n < 4)
    return false;
  bool transposed = getAccess(op.getMatchingIndexingMap(plan.vectorOperand),
                              plan.n) == Access::Strided;
  return !transposed || plan.m != kNone;
}

/// The tallest tile whose accumulators, with two vectors of B and one of A, fit
/// into the registers; past 8 rows nothing is won.
SmallVector<int64_t> Contraction::rowLadder() {
  int64_t tallest = std::min<int64_t>(8, (machine.vectorRegisters - 3) / 2);
  int64_t extent = staticExtent(plan.m);
  if (ShapedType::isDynamic(extent))
    return {tallest, 1};
  return {std::max<int64_t>(1, std::min(tallest, extent))};
}

/// Two vectors a row, more where there are few rows, so that 8 sums are under
/// way at a time.
SmallVector<int64_t> Contraction::columnLadder(int64_t rows) {
  int64_t widest = lanes() * std::max<int64_t>(2, 8 / rows);
  int64_t extent = staticExtent(plan.n);
  if (ShapedType::isDynamic(extent))
    return {widest, lanes(), 1};
  if (extent < lanes())
    return {std::max<int64_t>(1, extent)};
  return {std::min(widest, extent / lanes() * lanes())};
}

/// An element-wise op at the same places, whose result and other operands are
/// contiguous along n as well.
bool Contraction::canTakeEpilogue(linalg::GenericOp user, OpOperand &use) {
  AffineMap map = user.getMatchingIndexingMap(&use);
  if (!user.hasPureTensorSemantics() || user.getNumResults() != 1 ||
      user.getNumLoops() != user.getNumParallelLoops() ||
      user->getBlock() != op->getBlock() || !hasPlainMaps(user) ||
      !map.isPermutation() || !user.isDpsInput(&use) ||
      !user.getRegionOutputArgs().front().use_empty())
    return false;
  AffineMap result = user.getMatchingIndexingMap(user.getDpsInitOperand(0));
  unsigned n = *getLastLoop(map);
  for (OpOperand &operand : user->getOpOperands())
    if (getAccess(user.getMatchingIndexingMap(&operand), n) == Access::Strided)
      return false;
  return result.isPermutation() && getAccess(result, n) == Access::Contiguous &&
         isVectorizable(user, n);
}

void Contraction::takeEpilogue() {
  Value result = op.getResult(0);
  if (!result.hasOneUse())
    return;
  OpOperand &use = *result.use_begin();
  auto user = dyn_cast<linalg::GenericOp>(use.getOwner());
  if (!user || !canTakeEpilogue(user, use))
    return;
  epilogue = user;
  epilogueUse = &use;
}

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

/// B with n innermost: the vector operand itself, or a copy of it.
Value Contraction::packVectorOperand(OpBuilder &builder) {
  Value tensor = plan.vectorOperand->get();
  vectorMap = mapOf(plan.vectorOperand);
  if (getAccess(vectorMap, plan.n) == Access::Contiguous)
    return tensor;
  Location loc = op.getLoc();
  SmallVector<int64_t> order;
  int64_t innermost = 0;
  for (auto [dim, expr] : llvm::enumerate(vectorMap.getResults())) {
    if (expr == builder.getAffineDimExpr(plan.n))
      innermost = dim;
    else
      order.push_back(dim);
  }
  order.push_back(innermost);
  SmallVector<OpFoldResult> sizes = getSizes(builder, loc, tensor);
  applyPermutationToVector(sizes, order);
  SmallVector<AffineExpr> places(vectorMap.getResults());
  applyPermutationToVector(places, order);
  vectorMap =
      AffineMap::get(vectorMap.getNumDims(), 0, places, builder.getContext());
  Value empty = tensor::EmptyOp::create(
      builder, loc, sizes,
      cast<RankedTensorType>(tensor.getType()).getElementType());
  return linalg::TransposeOp::create(builder, loc, tensor, empty, order)
      .getResult()
      .front();
}

//===----------------------------------------------------------------------===//
// The nest
//===----------------------------------------------------------------------===//

/// Two versions where the size decides at run time.
SmallVector<Value> Contraction::chooseBySize(
    OpBuilder &builder, unsigned loop, int64_t size,
    function_ref<SmallVector<Value>(OpBuilder &)> whenLarge,
    function_ref<SmallVector<Value>(OpBuilder &)> whenSmall) {
  Location loc = op.getLoc();
  Value extent = getValueOrCreateConstantIndexOp(builder, loc, extents[loop]);
  Value least = arith::ConstantIndexOp::create(builder, loc, size);
  Value isLarge = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge,
                                        extent, least);
  auto choice = scf::IfOp::create(
      builder, loc, isLarge,
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, whenLarge(nested));
      },
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, whenSmall(nested));
      });
  return llvm::to_vector_of<Value>(choice.getResults());
}

SmallVector<Value> Contraction::chooseColumns(OpBuilder &builder, int64_t rows,
                                              ArrayRef<int64_t> ladder) {
  Tile tile{rows, ladder.front()};
  if (ladder.size() == 1)
    return emitNest(builder, tile);
  return chooseBySize(
      builder, plan.n, ladder.front(),
      [&](OpBuilder &nested) { return emitNest(nested, tile); },
      [&](OpBuilder &nested) {
        return chooseColumns(nested, rows, ladder.drop_front());
      });
}

SmallVector<Value> Contraction::chooseRows(OpBuilder &builder,
                                           ArrayRef<int64_t> ladder) {
  auto withRows = [&](OpBuilder &nested) {
    return chooseColumns(nested, ladder.front(), columnLadder(ladder.front()));
  };
  if (ladder.size() == 1)
    return withRows(builder);
  return chooseBySize(builder, plan.m, ladder.front(), withRows,
                      [&](OpBuilder &nested) {
                        return chooseRows(nested, ladder.drop_front());
                      });
}

/// Tiles of `size`, the last one moved back so that it ends with the loop. The
/// extent is at least `size`, or 0.
SmallVector<Value> Contraction::overTiles(OpBuilder &builder, unsigned loop,
                                          int64_t size, ValueRange carried,
                                          LoopBody body) {
  Location loc = op.getLoc();
  if (loop == kNone)
    return body(builder, nullptr, carried);
  int64_t extent = staticExtent(loop);
  bool moves =
      size > 1 && (ShapedType::isDynamic(extent) || extent % size != 0);
  return buildLoop(
      builder, loc, builder.getIndexAttr(0), extents[loop], size, carried,
      [&](OpBuilder &nested, Value place, ValueRange inner) {
        if (moves) {
          Value end =
              getValueOrCreateConstantIndexOp(nested, loc, extents[loop]);
          Value length = arith::ConstantIndexOp::create(nested, loc, size);
          Value last = arith::SubIOp::create(nested, loc, end, length);
          place = arith::MinSIOp::create(nested, loc, place, last);
        }
        indices[loop] = place;
        return body(nested, place, inner);
      });
}

SmallVector<Value> Contraction::emitNest(OpBuilder &builder, Tile tile) {
  Location loc = op.getLoc();
  auto overRows = [&](OpBuilder &nested, ValueRange inner) {
    return overTiles(nested, plan.m, tile.rows, inner,
                     [&](OpBuilder &innermost, Value, ValueRange tensors) {
                       return emitTile(innermost, tile, tensors.front());
                     });
  };
  auto overColumns = [&](OpBuilder &outer, ValueRange carried) {
    return overTiles(outer, plan.n, tile.columns, carried,
                     [&](OpBuilder &nested, Value, ValueRange inner) {
                       return buildNest(nested, loc, plan.aroundRows, extents,
                                        indices, inner, overRows);
                     });
  };
  return buildNest(builder, loc, plan.aroundColumns, extents, indices,
                   destination, overColumns);
}

//===----------------------------------------------------------------------===//
// A tile
//===----------------------------------------------------------------------===//

SmallVector<Value> Contraction::getRowPlaces(OpBuilder &builder, int64_t rows) {
  if (plan.m == kNone)
    return {Value()};
  SmallVector<Value> places;
  for (int64_t row = 0; row < rows; ++row) {
    Value offset = arith::ConstantIndexOp::create(builder, op.getLoc(), row);
    places.push_back(
        arith::AddIOp::create(builder, op.getLoc(), indices[plan.m], offset));
  }
  return places;
}

SmallVector<Value> Contraction::emitStart(OpBuilder &builder,
                                          ArrayRef<Value> rows,
                                          const Lanes &lanes) {
  SmallVector<Value> accumulators;
  for (Value row : rows) {
    if (plan.m != kNone)
      indices[plan.m] = row;
    Value first = start.scalar;
    if (!first)
      first = readLanes(builder, op.getLoc(), start.destination,
                        mapOf(op.getDpsInitOperand(0)), indices, lanes);
    accumulators.push_back(splat(builder, op.getLoc(), first, lanes.width));
  }
  return accumulators;
}

/// One k. Multiplication and addition may round once: that is how the peak is
/// counted.
SmallVector<Value> Contraction::emitStep(OpBuilder &builder,
                                         ArrayRef<Value> rows,
                                         const Lanes &lanes,
                                         ValueRange accumulators) {
  Location loc = op.getLoc();
  Value vector =
      readLanes(builder, loc, vectorTensor, vectorMap, indices, lanes);
  SmallVector<Value> next;
  for (auto [row, accumulator] : llvm::zip(rows, accumulators)) {
    if (plan.m != kNone)
      indices[plan.m] = row;
    Value scalar = readLanes(builder, loc, plan.scalarOperand->get(),
                             mapOf(plan.scalarOperand), indices, lanes);
    bool scalarFirst = plan.scalarOperand->getOperandNumber() == 0;
    next.push_back(emitPayload(builder, loc, op,
                               {scalarFirst ? scalar : vector,
                                scalarFirst ? vector : scalar, accumulator},
                               indices, lanes)
                       .front());
  }
  for (Value value : next)
    for (Value term : value.getDefiningOp()->getOperands())
      for (Operation *rounding : {value.getDefiningOp(), term.getDefiningOp()})
        if (isa_and_nonnull<arith::MulFOp, arith::AddFOp>(rounding))
          rounding->setAttr("fastmath", arith::FastMathFlagsAttr::get(
                                            builder.getContext(),
                                            arith::FastMathFlags::contract));
  return next;
}

/// One row of the tile, through the epilogue if there is one, written.
Value Contraction::emitRow(OpBuilder &builder, Value accumulator, Value tensor,
                           const Lanes &lanes) {
  Location loc = op.getLoc();
  AffineMap resultMap = mapOf(op.getDpsInitOperand(0));
  if (!epilogue)
    return writeLanes(builder, loc, accumulator, tensor, resultMap, indices,
                      lanes);
  AffineMap useMap = epilogue.getMatchingIndexingMap(epilogueUse);
  SmallVector<Value> places(epilogue.getNumLoops());
  for (auto [theirs, ours] :
       llvm::zip_equal(useMap.getResults(), resultMap.getResults())) {
    auto dim = dyn_cast<AffineDimExpr>(ours);
    places[cast<AffineDimExpr>(theirs).getPosition()] =
        dim ? indices[dim.getPosition()]
            : arith::ConstantIndexOp::create(builder, loc, 0).getResult();
  }
  Lanes theirLanes{*getLastLoop(useMap), lanes.width};
  SmallVector<Value> arguments;
  for (OpOperand *input : epilogue.getDpsInputOperands())
    arguments.push_back(input == epilogueUse
                            ? accumulator
                            : readLanes(builder, loc, input->get(),
                                        epilogue.getMatchingIndexingMap(input),
                                        places, theirLanes));
  arguments.push_back(nullptr);
  Value value =
      emitPayload(builder, loc, epilogue, arguments, places, theirLanes)
          .front();
  return writeLanes(
      builder, loc, value, tensor,
      epilogue.getMatchingIndexingMap(epilogue.getDpsInitOperand(0)), places,
      theirLanes);
}

SmallVector<Value> Contraction::emitTile(OpBuilder &builder, Tile tile,
                                         Value tensor) {
  Lanes lanes{plan.n, tile.columns};
  SmallVector<Value> rows = getRowPlaces(builder, tile.rows);
  SmallVector<Value> accumulators =
      buildNest(builder, op.getLoc(), plan.sums, extents, indices,
                emitStart(builder, rows, lanes),
                [&](OpBuilder &nested, ValueRange inner) {
                  return emitStep(nested, rows, lanes, inner);
                });
  for (auto [row, accumulator] : llvm::zip(rows, accumulators)) {
    if (plan.m != kNone)
      indices[plan.m] = row;
    tensor = emitRow(builder, accumulator, tensor, lanes);
  }
  return {tensor};
}

void Contraction::emit(RewriterBase &rewriter) {
  Location loc = op.getLoc();
  linalg::GenericOp last = epilogue ? epilogue : op;
  rewriter.setInsertionPoint(op);
  vectorTensor = packVectorOperand(rewriter);
  rewriter.setInsertionPoint(last);
  extents = getExtents(rewriter, op);
  indices.resize(extents.size());
  start = getStart(op.getDpsInits().front());
  // Places may be written twice, so what they start with is read elsewhere.
  if (epilogue)
    destination = epilogue.getDpsInits().front();
  else
    destination = tensor::EmptyOp::create(
        rewriter, loc, getSizes(rewriter, loc, op.getDpsInits().front()),
        cast<RankedTensorType>(op.getResult(0).getType()).getElementType());
  SmallVector<Value> results = chooseRows(rewriter, rowLadder());
  rewriter.replaceOp(last, results);
  if (epilogue)
    rewriter.eraseOp(op);
}
} // namespace

bool isContraction(linalg::LinalgOp op) { return makePlan(op).has_value(); }

LogicalResult emitContraction(RewriterBase &rewriter, linalg::GenericOp op,
                              const MachineModel &machine) {
  if (!op.hasPureTensorSemantics())
    return failure();
  std::optional<Plan> plan = makePlan(op);
  if (!plan || !isVectorizable(op, plan->n))
    return failure();
  Contraction contraction(op, *plan, machine);
  if (!contraction.isWorthTiles())
    return failure();
  contraction.takeEpilogue();
  contraction.emit(rewriter);
  return success();
}

} // namespace ag
