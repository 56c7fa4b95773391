//===- StreamRange.cpp - which part of a stream rows need -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "StreamRange.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include <cmath>

using namespace mlir;

namespace ag {

namespace {
class Ranges {
public:
  Ranges(OpBuilder &builder, Location loc, const FormTable &table,
         const StreamPlan &plan, const std::map<unsigned, FormTurn> &turns,
         const std::map<unsigned, OpFoldResult> &sizes)
      : builder(builder), loc(loc), table(table), plan(plan), turns(turns),
        sizes(sizes), size(sizes.at(plan.streamed.dimension)),
        tile(plan.streamed.tile) {}

  SmallVector<StreamRange> find();

private:
  OpFoldResult apply(AffineExpr expr, ArrayRef<OpFoldResult> dims) {
    return affine::makeComposedFoldedAffineApply(
        builder, loc, AffineMap::get(dims.size(), 0, expr), dims);
  }
  OpFoldResult smaller(OpFoldResult x, OpFoldResult y) {
    return affine::makeComposedFoldedAffineMin(builder, loc, both(), {x, y});
  }
  OpFoldResult larger(OpFoldResult x, OpFoldResult y) {
    return affine::makeComposedFoldedAffineMax(builder, loc, both(), {x, y});
  }
  AffineMap both() {
    return AffineMap::get(2, 0, {a, b}, builder.getContext());
  }
  OpFoldResult roundDown(OpFoldResult x) {
    return apply(a.floorDiv(tile) * tile, {x});
  }
  OpFoldResult roundUp(OpFoldResult x) {
    return apply(a.ceilDiv(tile) * tile, {x});
  }
  OpFoldResult findLimit(Form limit, bool isLargest);
  std::optional<int64_t> findExtreme(Form limit, bool isLargest);
  OpFoldResult findEnd(bool isLargest);
  OpFoldResult findBegin(bool isLargest);

  OpBuilder &builder;
  Location loc;
  const FormTable &table;
  const StreamPlan &plan;
  const std::map<unsigned, FormTurn> &turns;
  const std::map<unsigned, OpFoldResult> &sizes;
  OpFoldResult size;
  int64_t tile;
  AffineExpr a = builder.getAffineDimExpr(0), b = builder.getAffineDimExpr(1);
};
} // namespace

/// Of the rows of a turn.
OpFoldResult Ranges::findLimit(Form limit, bool isLargest) {
  SmallVector<OpFoldResult> dims;
  AffineExpr sum = builder.getAffineConstantExpr(0);
  auto dim = [&](OpFoldResult value) {
    dims.push_back(value);
    return builder.getAffineDimExpr(dims.size() - 1);
  };
  for (const FormTerm &term : table.terms(limit)) {
    auto factor = static_cast<int64_t>(term.coefficient);
    if (term.product.empty()) {
      sum = sum + factor;
      continue;
    }
    const FormAtom &atom = table.atom(term.product.front().atom);
    if (atom.kind == FormAtom::Symbol) {
      sum = sum + dim(sizes.at(atom.number)) * factor;
      continue;
    }
    const FormTurn &turn = turns.at(table.dimensionOf(atom.number));
    AffineExpr place = dim(turn.tile.offset);
    if (!turn.isSingle && (factor > 0) == isLargest)
      place = place + dim(turn.tile.size) - 1;
    sum = sum + place * factor;
  }
  return apply(sum, dims);
}

/// Of all turns, where sizes are known.
std::optional<int64_t> Ranges::findExtreme(Form limit, bool isLargest) {
  int64_t sum = 0;
  for (const FormTerm &term : table.terms(limit)) {
    auto factor = static_cast<int64_t>(term.coefficient);
    if (term.product.empty()) {
      sum += factor;
      continue;
    }
    const FormAtom &atom = table.atom(term.product.front().atom);
    if (atom.kind == FormAtom::Symbol)
      return std::nullopt;
    std::optional<int64_t> length =
        table.sizeOf(table.dimensionOf(atom.number));
    if (!length)
      return std::nullopt;
    if ((factor > 0) == isLargest)
      sum += factor * (*length - 1);
  }
  return sum;
}

/// Behind the last place that some rows need, or that all do.
OpFoldResult Ranges::findEnd(bool isLargest) {
  OpFoldResult end = size;
  std::optional<int64_t> length = getConstantIntValue(size);
  for (const FormBound &bound : plan.bounds) {
    if (!bound.isLast)
      continue;
    OpFoldResult limit = apply(a + 1, {findLimit(bound.limit, isLargest)});
    std::optional<int64_t> most = findExtreme(bound.limit, true);
    std::optional<int64_t> least = findExtreme(bound.limit, false);
    if (!least || *least < -1)
      limit = larger(limit, builder.getIndexAttr(0));
    bool isFirst = end == size;
    end = isFirst && most && length && *most < *length ? limit
                                                       : smaller(end, limit);
  }
  return end;
}

/// The first place that some rows need, or that all do.
OpFoldResult Ranges::findBegin(bool isLargest) {
  OpFoldResult begin = builder.getIndexAttr(0);
  for (const FormBound &bound : plan.bounds)
    if (!bound.isLast)
      begin = larger(begin, findLimit(bound.limit, isLargest));
  return begin;
}

SmallVector<StreamRange> Ranges::find() {
  OpFoldResult zero = builder.getIndexAttr(0);
  if (plan.bounds.empty())
    return {{zero, size}};
  auto has = [&](bool isLast) {
    return llvm::any_of(plan.bounds, [&](const FormBound &bound) {
      return bound.isLast == isLast;
    });
  };
  OpFoldResult end = findEnd(/*isLargest=*/true);
  OpFoldResult begin = zero, within = zero, behind = roundDown(end);
  if (has(/*isLast=*/false)) {
    begin = smaller(roundDown(findBegin(/*isLargest=*/false)), roundDown(end));
    within = smaller(roundUp(findBegin(/*isLargest=*/true)), roundDown(end));
  }
  if (has(/*isLast=*/true))
    behind = roundDown(findEnd(/*isLargest=*/false));
  if (has(/*isLast=*/false))
    behind = larger(within, behind);
  SmallVector<StreamRange> ranges;
  if (has(/*isLast=*/false))
    ranges.push_back({begin, within, /*isWithin=*/false, /*isWhole=*/true});
  ranges.push_back({within, behind, /*isWithin=*/true, /*isWhole=*/true});
  ranges.push_back({behind, end, /*isWithin=*/false});
  return ranges;
}

SmallVector<StreamRange>
findRanges(OpBuilder &builder, Location loc, const FormTable &table,
           const StreamPlan &plan, const std::map<unsigned, FormTurn> &turns,
           const std::map<unsigned, OpFoldResult> &sizes) {
  return Ranges(builder, loc, table, plan, turns, sizes).find();
}

} // namespace ag
