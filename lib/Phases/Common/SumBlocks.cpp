//===- SumBlocks.cpp - loops that add in blocks ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/SumBlocks.h"
#include "ag/Phases/Common/ApplyExpr.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

namespace {
/// The greatest number of terms that are added directly to the sum of other
/// loops.
constexpr int64_t mostOnto = 4;

class SumNest {
public:
  SumNest(Location loc, SumLoops given, const Lanes &whole, LastLanes last,
          LanesBody body);

  SmallVector<Value> build(OpBuilder &builder);

private:
  std::optional<int64_t> countSteps(unsigned level);
  std::optional<int64_t> countTotal();
  void chooseBlocks();
  void chooseSteps(int64_t inside);
  bool isInnermost() const { return split + 1 == all.size(); }
  /// Returns the step of the split loop.
  int64_t getWidth() const { return isInnermost() ? whole.width : 1; }
  SmallVector<Value> buildAround(OpBuilder &builder, unsigned level,
                                 ValueRange carried);
  SmallVector<Value> buildSplit(OpBuilder &builder, ValueRange carried);
  SmallVector<Value> buildGroups(OpBuilder &builder, OpFoldResult end,
                                 ValueRange carried);
  SmallVector<Value> buildBlocks(OpBuilder &builder, Value first,
                                 OpFoldResult length, ValueRange carried);
  SmallVector<Value> buildBlock(OpBuilder &builder, Value first,
                                OpFoldResult length, ValueRange carried);
  SmallVector<Value> buildInside(OpBuilder &builder, unsigned level,
                                 ValueRange carried);
  OpFoldResult findLength(OpBuilder &builder, Value first, OpFoldResult end,
                          int64_t most);
  void appendExcess(OpBuilder &builder, SmallVector<Value> &carried);
  SmallVector<Value> begin(OpBuilder &builder, ValueRange carried);
  SmallVector<Value> join(OpBuilder &builder, ValueRange carried,
                          ValueRange block);

  Location loc;
  SumLoops sums;
  Lanes whole;
  LastLanes last;
  LanesBody body;
  SmallVector<unsigned> all;
  /// The loop that is split into blocks of `steps` iterations; `all.size()` if
  /// there is one block.
  unsigned split;
  int64_t steps = 1;
  /// True if plain sums join all blocks, false if Kahan's sum joins groups of
  /// them; and true if all blocks have the same number of iterations.
  bool isPlain = false, areWhole = false;
};
} // namespace

SumNest::SumNest(Location loc, SumLoops given, const Lanes &whole,
                 LastLanes last, LanesBody body)
    : loc(loc), sums(std::move(given)), whole(whole), last(last), body(body),
      all(sums.loops) {
  all.push_back(whole.loop);
  split = all.size();
  if (sums.results.isSum.size() == 1)
    sums.results.isSum.resize(sums.starts.size(), sums.results.isSum.test(0));
  if (sums.results.isSum.any())
    chooseBlocks();
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

std::optional<int64_t> SumNest::countSteps(unsigned level) {
  std::optional<int64_t> extent = getConstantIntValue(sums.extents[all[level]]);
  if (!extent || level + 1 != all.size())
    return extent;
  if (last == LastLanes::Masked)
    return llvm::divideCeil(*extent, whole.width);
  return *extent / whole.width + *extent % whole.width;
}

/// Returns the number of terms, or std::nullopt if it is not static.
std::optional<int64_t> SumNest::countTotal() {
  int64_t total = sums.results.terms;
  for (unsigned level = 0; level < all.size(); ++level) {
    std::optional<int64_t> count = countSteps(level);
    if (!count || llvm::MulOverflow(total, *count, total))
      return std::nullopt;
  }
  return total;
}

/// Splits the outermost loop whose iterations do not all fit into a block.
void SumNest::chooseBlocks() {
  int64_t inside = sums.results.terms;
  for (unsigned level = all.size(); level > 0; --level) {
    std::optional<int64_t> count = countSteps(level - 1);
    if (!count || *count > sums.block / inside) {
      split = level - 1;
      return chooseSteps(inside);
    }
    inside *= std::max<int64_t>(1, *count);
  }
}

/// Chooses the greatest number of iterations for a block. Each has `inside`
/// terms.
void SumNest::chooseSteps(int64_t inside) {
  std::optional<int64_t> count = countSteps(split), total = countTotal();
  int64_t most = std::max<int64_t>(1, sums.block / inside);
  // Prefers a slightly smaller block that divides the trip count, if one does.
  int64_t least = std::max<int64_t>(1, sums.block * 3 / 4 / inside);
  steps = most;
  if (count)
    while (steps > least && *count % steps != 0)
      --steps;
  if (count && *count % steps != 0)
    steps = most;
  if (!total)
    return;
  int64_t blocks = *total / (*count * inside) * llvm::divideCeil(*count, steps);
  isPlain = blocks <= llvm::Log2_64(std::max<int64_t>(1, *total));
}

/// Returns the initial values of a block's accumulators: -0 for sums.
SmallVector<Value> SumNest::begin(OpBuilder &builder, ValueRange carried) {
  SmallVector<Value> values(carried.take_front(sums.starts.size()));
  for (unsigned sum : sums.results.isSum.set_bits()) {
    Type type = values[sum].getType();
    TypedAttr none = builder.getFloatAttr(getElementTypeOrSelf(type), -0.0);
    if (auto vector = dyn_cast<VectorType>(type))
      none = DenseElementsAttr::get(vector, none);
    values[sum] = arith::ConstantOp::create(builder, loc, none);
  }
  return values;
}

/// Adds a block to accumulators, and updates the excess of each sum if
/// `carried` has them after the accumulators.
SmallVector<Value> SumNest::join(OpBuilder &builder, ValueRange carried,
                                 ValueRange block) {
  SmallVector<Value> joined(block);
  unsigned excess = joined.size();
  joined.append(carried.begin() + excess, carried.end());
  for (unsigned sum : sums.results.isSum.set_bits()) {
    if (joined.size() == block.size()) {
      joined[sum] =
          arith::AddFOp::create(builder, loc, carried[sum], block[sum]);
      continue;
    }
    LongSum next =
        addKahan(builder, loc, {carried[sum], carried[excess]}, block[sum]);
    joined[sum] = next.sum;
    joined[excess++] = next.excess;
  }
  return joined;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Returns true if all sums start from constants instead of sums of other
/// loops.
static bool areNumbers(ValueRange starts) {
  return llvm::all_of(starts, [](Value start) {
    if (auto repeated = start.getDefiningOp<vector::BroadcastOp>())
      start = repeated.getSource();
    return matchPattern(start, m_Constant());
  });
}

/// Appends the excess of each sum to the accumulators. It starts at 0.
void SumNest::appendExcess(OpBuilder &builder, SmallVector<Value> &carried) {
  for (unsigned sum : sums.results.isSum.set_bits())
    carried.push_back(arith::ConstantOp::create(
        builder, loc,
        cast<TypedAttr>(builder.getZeroAttr(carried[sum].getType()))));
}

SmallVector<Value> SumNest::build(OpBuilder &builder) {
  SmallVector<Value> carried(sums.starts);
  if (split == all.size()) {
    bool isApart = !areNumbers(carried) && countTotal() > mostOnto;
    return isApart ? join(builder, carried,
                          buildInside(builder, 0, begin(builder, carried)))
                   : buildInside(builder, 0, carried);
  }
  if (!isPlain)
    appendExcess(builder, carried);
  carried = buildAround(builder, 0, carried);
  carried.truncate(sums.starts.size());
  return carried;
}

SmallVector<Value> SumNest::buildAround(OpBuilder &builder, unsigned level,
                                        ValueRange carried) {
  if (level == split && (split == 0 || isPlain))
    return buildSplit(builder, carried);
  if (level == split) {
    // The rest of a row after its groups would be added to the sum of all rows.
    SmallVector<Value> row = begin(builder, carried);
    appendExcess(builder, row);
    row = buildSplit(builder, row);
    row.truncate(sums.starts.size());
    return join(builder, carried, row);
  }
  return buildNest(builder, loc, LoopKind::Sequential, all[level], sums.extents,
                   sums.indices, carried,
                   [&](OpBuilder &nested, ValueRange inner) {
                     return buildAround(nested, level + 1, inner);
                   });
}

/// Returns min(end - first, most), as a number if possible.
OpFoldResult SumNest::findLength(OpBuilder &builder, Value first,
                                 OpFoldResult end, int64_t most) {
  std::optional<int64_t> begin = getConstantIntValue(first),
                         fixed = getConstantIntValue(end);
  if (fixed && (*fixed % most == 0 || begin))
    return builder.getIndexAttr(begin ? std::min(most, *fixed - *begin) : most);
  return applyRest(builder, loc, first, end, most);
}

/// Adds the last lanes in one step with a mask, or as a block of single lanes.
SmallVector<Value> SumNest::buildSplit(OpBuilder &builder, ValueRange carried) {
  OpFoldResult extent = sums.extents[all[split]];
  OpFoldResult end =
      isInnermost() ? findWholeEnd(builder, loc, whole, sums.extents) : extent;
  std::optional<int64_t> fixed = getConstantIntValue(end);
  areWhole = fixed && *fixed % (steps * getWidth()) == 0;
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  SmallVector<Value> values = isPlain ? buildBlocks(builder, zero, end, carried)
                                      : buildGroups(builder, end, carried);
  if (isEqualConstantIntOrValue(end, extent))
    return values;
  auto onto = [&](ValueRange from) {
    return buildLastLanes(builder, loc, whole, last, end, sums.extents,
                          sums.indices, from, body);
  };
  ValueRange added = ValueRange(values).take_front(sums.starts.size());
  SmallVector<Value> all =
      last == LastLanes::Masked
          ? onto(added)
          : join(builder, added, onto(begin(builder, added)));
  llvm::copy(all, values.begin());
  return values;
}

/// If the trip count is not static, the first block starts from the initial
/// values, so that a short sum costs nothing more.
SmallVector<Value> SumNest::buildGroups(OpBuilder &builder, OpFoldResult end,
                                        ValueRange carried) {
  int64_t block = steps * getWidth(), group = groupBlocks * block;
  SmallVector<Value> values(carried);
  OpFoldResult from = builder.getIndexAttr(0);
  ValueRange starts = carried.take_front(sums.starts.size());
  if (!getConstantIntValue(end) && areNumbers(starts)) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    llvm::copy(buildBlock(builder, zero, findLength(builder, zero, end, block),
                          carried.take_front(sums.starts.size())),
               values.begin());
    from = builder.getIndexAttr(block);
  }
  return buildLoop(
      builder, loc, LoopKind::Sequential, from, end, group, values,
      [&](OpBuilder &nested, Value first, ValueRange inner) {
        OpFoldResult length = findLength(nested, first, end, group);
        return join(nested, inner,
                    buildBlocks(nested, first, length, begin(nested, inner)));
      });
}

SmallVector<Value> SumNest::buildBlocks(OpBuilder &builder, Value first,
                                        OpFoldResult length,
                                        ValueRange carried) {
  int64_t block = steps * getWidth();
  return buildLoop(
      builder, loc, LoopKind::Sequential, builder.getIndexAttr(0), length,
      block, carried, [&](OpBuilder &nested, Value offset, ValueRange inner) {
        Value from = nested.createOrFold<arith::AddIOp>(loc, first, offset);
        OpFoldResult size = areWhole
                                ? OpFoldResult(nested.getIndexAttr(block))
                                : findLength(nested, offset, length, block);
        return join(nested, inner,
                    buildBlock(nested, from, size, begin(nested, inner)));
      });
}

SmallVector<Value> SumNest::buildBlock(OpBuilder &builder, Value first,
                                       OpFoldResult length,
                                       ValueRange carried) {
  return buildLoop(builder, loc, LoopKind::Sequential, builder.getIndexAttr(0),
                   length, getWidth(), carried,
                   [&](OpBuilder &nested, Value offset, ValueRange inner) {
                     sums.indices[all[split]] =
                         nested.createOrFold<arith::AddIOp>(loc, first, offset);
                     return isInnermost()
                                ? body(nested, whole, inner)
                                : buildInside(nested, split + 1, inner);
                   });
}

SmallVector<Value> SumNest::buildInside(OpBuilder &builder, unsigned level,
                                        ValueRange carried) {
  return buildNest(
      builder, loc, LoopKind::Sequential,
      ArrayRef(all).drop_front(level).drop_back(), sums.extents, sums.indices,
      carried, [&](OpBuilder &nested, ValueRange inner) {
        return buildLanes(nested, loc, LoopKind::Sequential, whole, last,
                          sums.extents, sums.indices, inner, body);
      });
}

SmallVector<Value> buildSums(OpBuilder &builder, Location loc, SumLoops sums,
                             SumBody body) {
  if (sums.loops.empty())
    return body(builder, sums.starts);
  Lanes single{sums.loops.back(), 1};
  sums.loops = sums.loops.drop_back();
  return SumNest(loc, std::move(sums), single, LastLanes::OneByOne,
                 [&](OpBuilder &nested, const Lanes &, ValueRange inner) {
                   return body(nested, inner);
                 })
      .build(builder);
}

SmallVector<Value> buildLaneSums(OpBuilder &builder, Location loc,
                                 SumLoops sums, const Lanes &whole,
                                 LastLanes last, LanesBody body) {
  return SumNest(loc, std::move(sums), whole, last, body).build(builder);
}

} // namespace ag
