//===- OwnResults.cpp - scattered results, computed one by one ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How can an op that adds to results at computed positions be computed result
// by result? For each such position, one loop follows from the position and the
// other loops:
//
//   (y, u) -> y[2 y + 3 u] += x[y] * w[u]
//
// becomes
//
//   (p, u) -> y[p] += 2 divides p - 3 u, and the quotient is in the range of y
//                       ? x[(p - 3 u) / 2] * w[u] : 0
//
// so that a thread can compute a result alone. A parallel loop that does not
// index a result writes each element in all of its iterations: it becomes a
// reduction.
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/Combiners.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_OWNRESULTSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks ownResultsRemarks("ag-own-results");

namespace {
/// Returns how much `expr`, which is linear, grows with each iteration of a
/// loop. Returns std::nullopt if that is not constant.
std::optional<int64_t> findFactor(AffineExpr expr, unsigned loop,
                                  unsigned loops) {
  MLIRContext *context = expr.getContext();
  auto at = [&](int64_t step) {
    SmallVector<AffineExpr> places;
    for (unsigned each = 0; each < loops; ++each)
      places.push_back(each == loop ? getAffineConstantExpr(step, context)
                                    : getAffineDimExpr(each, context));
    return expr.replaceDims(places);
  };
  auto factor = dyn_cast<AffineConstantExpr>(
      simplifyAffineExpr(at(1) - at(0), loops, /*numSymbols=*/0));
  auto next = dyn_cast<AffineConstantExpr>(
      simplifyAffineExpr(at(2) - at(1), loops, /*numSymbols=*/0));
  if (!factor || !next || factor.getValue() != next.getValue())
    return std::nullopt;
  return factor.getValue();
}

/// Rewrites one op.
class ResultLoops {
public:
  ResultLoops(RewriterBase &rewriter, linalg::GenericOp op)
      : rewriter(rewriter), op(op), loc(op.getLoc()), context(op.getContext()),
        map(op.getIndexingMapsArray().back()) {}

  /// Rewrites the op. Returns false, and leaves it, if it has no such loops.
  bool rewrite();

private:
  bool solve();
  bool solve(unsigned dim);
  bool isComputed(unsigned loop) const;
  void nameLoops();
  void splitInputs();
  Value emitBody(OpBuilder &builder, ValueRange elements);
  Value emitTerm(OpBuilder &builder, ValueRange elements);
  Value computeAt(OpBuilder &builder, AffineExpr expr);

  RewriterBase &rewriter;
  linalg::GenericOp op;
  Location loc;
  MLIRContext *context;
  AffineMap map;
  Operation *combiner = nullptr;
  SmallVector<OpFoldResult> extents;
  /// For each dimension of the result, the loop that follows from it, and the
  /// factor of that loop.
  SmallVector<unsigned> solved;
  SmallVector<int64_t> factors;
  /// Each old loop in terms of the new ones, which are the result's dimensions,
  /// followed by the loops in `left`. Solved loops are not divided by their
  /// factors.
  SmallVector<AffineExpr> places;
  SmallVector<unsigned> left;
  /// The inputs that the new op reads by maps, and their indices in the old op.
  SmallVector<unsigned> mapped;
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  /// The indices of the new loops, in the body.
  SmallVector<OpFoldResult> indices;
};
} // namespace

/// Chooses the longest loop that occurs in `dim` only, so that the remaining
/// loops are short.
bool ResultLoops::solve(unsigned dim) {
  AffineExpr expr = map.getResult(dim);
  std::optional<unsigned> best;
  for (unsigned loop = 0; loop < map.getNumDims(); ++loop) {
    bool isElsewhere =
        llvm::any_of(llvm::seq(map.getNumResults()), [&](auto o) {
          return o != dim && map.getResult(o).isFunctionOfDim(loop);
        });
    std::optional<int64_t> factor = findFactor(expr, loop, map.getNumDims());
    if (isElsewhere || !factor || *factor <= 0)
      continue;
    auto length = [&](unsigned each) {
      return getConstantIntValue(extents[each]).value_or(INT64_MAX);
    };
    if (!best || length(loop) > length(*best))
      best = loop;
  }
  if (!best)
    return false;
  solved.push_back(*best);
  factors.push_back(*findFactor(expr, *best, map.getNumDims()));
  return true;
}

/// Returns true if a solved loop is not one of the new loops itself.
bool ResultLoops::isComputed(unsigned loop) const {
  return !isa<AffineDimExpr>(places[loop]);
}

bool ResultLoops::solve() {
  if (op.getNumDpsInits() != 1 || !op.hasPureTensorSemantics() ||
      map.isProjectedPermutation())
    return false;
  combiner = getCombiner(op);
  if (!combiner)
    return false;
  rewriter.setInsertionPoint(op);
  for (const Range &range :
       cast<TilingInterface>(op.getOperation()).getIterationDomain(rewriter))
    extents.push_back(range.size);
  return llvm::all_of(llvm::seq(map.getNumResults()),
                      [&](unsigned dim) { return solve(dim); });
}

void ResultLoops::nameLoops() {
  unsigned results = map.getNumResults();
  places.resize(map.getNumDims());
  for (unsigned loop = 0; loop < map.getNumDims(); ++loop)
    if (!llvm::is_contained(solved, loop)) {
      places[loop] = getAffineDimExpr(results + left.size(), context);
      left.push_back(loop);
    }
  for (auto [dim, loop] : llvm::enumerate(solved)) {
    SmallVector<AffineExpr> others(places);
    others[loop] = getAffineConstantExpr(0, context);
    for (AffineExpr &other : others)
      if (!other)
        other = getAffineConstantExpr(0, context);
    places[loop] =
        getAffineDimExpr(dim, context) - map.getResult(dim).replaceDims(others);
  }
}

/// Finds the inputs that can be read by maps. Others depend on computed loops,
/// and are read in the body if these loops are in range.
void ResultLoops::splitInputs() {
  unsigned loops = map.getNumResults() + left.size();
  llvm::SmallBitVector known(map.getNumDims());
  for (auto [number, input] : llvm::enumerate(op.getInputs())) {
    AffineMap own = op.getIndexingMapsArray()[number];
    if (llvm::any_of(solved, [&](unsigned loop) {
          return isComputed(loop) && own.isFunctionOfDim(loop);
        }))
      continue;
    mapped.push_back(number);
    inputs.push_back(input);
    SmallVector<AffineExpr> exprs;
    for (AffineExpr expr : own.getResults()) {
      exprs.push_back(expr.replaceDims(places));
      if (auto loop = dyn_cast<AffineDimExpr>(expr))
        known.set(loop.getPosition());
    }
    maps.push_back(AffineMap::get(loops, 0, exprs, context));
  }
  // An empty tensor determines the extents of the other loops.
  SmallVector<OpFoldResult> sizes;
  SmallVector<AffineExpr> exprs;
  for (unsigned loop : left)
    if (!known[loop]) {
      sizes.push_back(extents[loop]);
      exprs.push_back(places[loop]);
    }
  if (sizes.empty())
    return;
  inputs.push_back(
      tensor::EmptyOp::create(rewriter, loc, sizes, rewriter.getI8Type()));
  maps.push_back(AffineMap::get(loops, 0, exprs, context));
}

Value ResultLoops::computeAt(OpBuilder &builder, AffineExpr expr) {
  return getValueOrCreateConstantIndexOp(
      builder, loc,
      affine::makeComposedFoldedAffineApply(builder, loc, expr, indices));
}

/// Returns the value that is combined with the accumulator, for iterations in
/// the range of all loops.
Value ResultLoops::emitTerm(OpBuilder &builder, ValueRange elements) {
  SmallVector<AffineExpr> steps(places);
  for (auto [loop, factor] : llvm::zip_equal(solved, factors))
    steps[loop] = places[loop].floorDiv(factor);
  IRMapping mapping;
  for (auto [number, input] : llvm::enumerate(op.getInputs())) {
    const auto *found = llvm::find(mapped, number);
    if (found != mapped.end()) {
      mapping.map(op.getBody()->getArgument(number),
                  elements[found - mapped.begin()]);
      continue;
    }
    SmallVector<Value> at;
    for (AffineExpr expr : op.getIndexingMapsArray()[number].getResults())
      at.push_back(computeAt(builder, expr.replaceDims(steps)));
    mapping.map(op.getBody()->getArgument(number),
                tensor::ExtractOp::create(builder, loc, input, at));
  }
  for (Operation &each : op.getBody()->without_terminator()) {
    if (&each == combiner)
      continue;
    if (auto index = dyn_cast<linalg::IndexOp>(each))
      mapping.map(index.getResult(), computeAt(builder, steps[index.getDim()]));
    else
      builder.clone(each, mapping);
  }
  Value accumulator = op.getRegionOutputArgs().front();
  bool isFirst = combiner->getOperand(0) == accumulator;
  return mapping.lookupOrDefault(combiner->getOperand(isFirst ? 1 : 0));
}

Value ResultLoops::emitBody(OpBuilder &builder, ValueRange elements) {
  for (unsigned loop = 0; loop < map.getNumResults() + left.size(); ++loop)
    indices.push_back(linalg::IndexOp::create(builder, loc, loop).getResult());
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0), isStep;
  auto demand = [&](Value condition) {
    isStep = isStep ? arith::AndIOp::create(builder, loc, isStep, condition)
                    : condition;
  };
  for (auto [loop, factor] : llvm::zip_equal(solved, factors)) {
    if (!isComputed(loop))
      continue;
    if (factor > 1)
      demand(arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                   computeAt(builder, places[loop] % factor),
                                   zero));
    // In an unsigned comparison, a negative number is large, too.
    demand(arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::ult,
        computeAt(builder, places[loop].floorDiv(factor)),
        getValueOrCreateConstantIndexOp(builder, loc, extents[loop])));
  }
  auto term = scf::IfOp::create(
      builder, loc, isStep,
      [&](OpBuilder &nested, Location) {
        scf::YieldOp::create(nested, loc, emitTerm(nested, elements));
      },
      [&](OpBuilder &nested, Location) {
        Value none = arith::ConstantOp::create(
            nested, loc, *arith::getNeutralElement(combiner));
        scf::YieldOp::create(nested, loc, none);
      });
  return emitCombiner(builder, loc, combiner, elements.back(),
                      term.getResult(0));
}

bool ResultLoops::rewrite() {
  if (!solve())
    return false;
  nameLoops();
  splitInputs();
  unsigned results = map.getNumResults(), loops = results + left.size();
  SmallVector<utils::IteratorType> iterators(results,
                                             utils::IteratorType::parallel);
  iterators.resize(loops, utils::IteratorType::reduction);
  AffineMap all = rewriter.getMultiDimIdentityMap(loops);
  maps.push_back(AffineMap::get(loops, /*symbolCount=*/0,
                                all.getResults().take_front(results),
                                rewriter.getContext()));
  auto rewritten = linalg::GenericOp::create(
      rewriter, loc, op.getResultTypes(), inputs, op.getOutputs(), maps,
      iterators, [&](OpBuilder &nested, Location, ValueRange elements) {
        linalg::YieldOp::create(nested, loc, emitBody(nested, elements));
      });
  ownResultsRemarks.passed(rewritten, "reduction")
      << remark::add("is computed result by result, from the steps of {0} "
                     "loops that may add to it",
                     left.size());
  rewriter.replaceOp(op, rewritten.getResults());
  return true;
}

/// Makes parallel loops that do not index a result reductions. Returns true if
/// there are any.
static bool markReductions(linalg::GenericOp op) {
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  bool isChanged = false;
  for (unsigned loop = 0; loop < kinds.size(); ++loop) {
    bool isOverwritten =
        llvm::any_of(op.getDpsInitsMutable(), [&](OpOperand &init) {
          return !op.getMatchingIndexingMap(&init).isFunctionOfDim(loop);
        });
    if (kinds[loop] != utils::IteratorType::parallel || !isOverwritten)
      continue;
    kinds[loop] = utils::IteratorType::reduction;
    isChanged = true;
  }
  if (isChanged)
    op.setIteratorTypesAttr(ArrayAttr::get(
        op.getContext(),
        llvm::map_to_vector(kinds, [&](utils::IteratorType kind) -> Attribute {
          return linalg::IteratorTypeAttr::get(op.getContext(), kind);
        })));
  return isChanged;
}

namespace {
struct OwnResultsPass : WithModels<impl::OwnResultsPassBase<OwnResultsPass>> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<linalg::GenericOp> ops;
    getOperation().walk([&](linalg::GenericOp op) { ops.push_back(op); });
    bool isChanged = false;
    for (linalg::GenericOp op : ops) {
      isChanged |= markReductions(op);
      isChanged |= ResultLoops(rewriter, op).rewrite();
    }
    if (!isChanged)
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
