//===- FirstSizes.cpp - sizes of where tensors begin ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/Flow/WrittenOperands.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {

/// Returns the values of which `value` is one, because control flow forwards
/// them to it or an op selects one. Empty if an op computes it.
static SmallVector<Value> listSources(Value value) {
  if (auto select = value.getDefiningOp<SelectLikeOpInterface>())
    return {select.getTrueValue(), select.getFalseValue()};
  return llvm::map_to_vector(getSources(value),
                             [](OpOperand *each) { return each->get(); });
}

/// Returns true if `expr` is operand `number` of the map.
static bool isOperand(AffineMap map, AffineExpr expr, unsigned number) {
  MLIRContext *context = map.getContext();
  return expr ==
         (number < map.getNumDims()
              ? getAffineDimExpr(number, context)
              : getAffineSymbolExpr(number - map.getNumDims(), context));
}

/// Returns the only size in the bounds of `size`, as its op states them, if it
/// is equal to it; otherwise std::nullopt.
static std::optional<SizeOrigin> findOnlyBound(const SizeOrigin &size) {
  std::optional<int64_t> dim;
  if (isa<ShapedType>(size.value.getType()))
    dim = size.number;
  std::optional<SizeBound> bound = findStatedSize(size.value, dim);
  if (!bound)
    return std::nullopt;
  AffineExpr expr = bound->map.getResult(0);
  if (auto number = dyn_cast<AffineConstantExpr>(expr))
    return SizeOrigin{Value(), number.getValue()};
  for (auto [number, operand] : llvm::enumerate(bound->operands))
    if (isOperand(bound->map, expr, number))
      return SizeOrigin{operand.first, operand.second.value_or(0)};
  return std::nullopt;
}

SmallVector<FirstSizes::Place, 2> FirstSizes::findSources(const Place &place) {
  auto [value, dim] = place;
  if (!value)
    return {};
  auto type = dyn_cast<ShapedType>(value.getType());
  if (type && !type.isDynamicDim(dim))
    return {Place(Value(), type.getDimSize(dim))};
  if (Value inner = lookThroughBody(value))
    return {Place(inner, dim)};
  if (SmallVector<Value> sources = listSources(value); !sources.empty())
    return SmallVector<Place, 2>(llvm::map_range(
        sources, [&, dim = dim](Value source) { return Place(source, dim); }));
  if (OpOperand *written = type ? getWrittenOperand(value) : nullptr)
    return {Place(written->get(), dim)};
  std::optional<SizeOrigin> source =
      type ? findSource(value, dim) : std::nullopt;
  if (!source)
    source = findOnlyBound({value, dim});
  return source ? SmallVector<Place, 2>{getPlace(*source)}
                : SmallVector<Place, 2>();
}

/// Returns one of two equal first sizes. The dimensions of a function's
/// arguments are equal if they have one name; that of the first argument is
/// returned. Returns std::nullopt if the sizes may differ.
std::optional<FirstSizes::Place> FirstSizes::findEqual(const Place &a,
                                                       const Place &b) {
  if (a == b)
    return a;
  auto first = dyn_cast_or_null<BlockArgument>(a.first);
  auto second = dyn_cast_or_null<BlockArgument>(b.first);
  if (!first || !second || first.getOwner() != second.getOwner() ||
      !first.getOwner()->isEntryBlock())
    return std::nullopt;
  auto function =
      dyn_cast<FunctionOpInterface>(first.getOwner()->getParentOp());
  if (!function)
    return std::nullopt;
  StringRef name = getDimName(function, first.getArgNumber(), a.second);
  if (name.empty() ||
      name != getDimName(function, second.getArgNumber(), b.second))
    return std::nullopt;
  return std::make_pair(first.getArgNumber(), a.second) <
                 std::make_pair(second.getArgNumber(), b.second)
             ? a
             : b;
}

/// Returns the common first size of all sources, as far as they are known, if
/// there is one and it is available before the op that forwards them. Otherwise
/// returns the place itself.
std::optional<FirstSizes::Place> FirstSizes::findFirst(const Place &place,
                                                       const Node &node) const {
  if (node.sources.empty())
    return place;
  std::optional<Place> common;
  for (const Place &source : node.sources) {
    std::optional<Place> first = nodes.at(source).first;
    if (!first)
      continue;
    common = common ? findEqual(*first, *common) : first;
    if (!common)
      return place;
  }
  if (node.sources.size() == 1 || !common || !common->first)
    return common;
  Value value = place.first, begin = common->first;
  Operation *owner = value.getDefiningOp();
  if (!owner)
    owner = value.getParentBlock()->getParentOp();
  Operation *around = begin.getParentRegion()->getParentOp();
  return owner->isAncestor(around) ? place : *common;
}

/// Adds a size that is not there yet, and those from which it may originate.
/// Returns them, each behind one that it is an origin of.
SmallVector<FirstSizes::Place> FirstSizes::addSources(const Place &place) {
  SmallVector<Place> places = {place};
  nodes[place];
  for (size_t next = 0; next < places.size(); ++next) {
    Place user = places[next];
    SmallVector<Place, 2> sources = findSources(user);
    nodes[user].sources = sources;
    for (const Place &source : sources) {
      if (!nodes.contains(source))
        places.push_back(source);
      nodes[source].users.push_back(user);
    }
  }
  return places;
}

/// Assumes equality until it is contradicted, so that the result also holds for
/// values that loops forward to themselves. Sizes that were there before keep
/// their first sizes, because these follow from their own origins only.
SizeOrigin FirstSizes::get(const SizeOrigin &size) {
  Place asked = getPlace(size);
  SmallVector<Place> places;
  if (!nodes.contains(asked))
    places = addSources(asked);
  while (!places.empty()) {
    Place place = places.pop_back_val();
    Node &node = nodes[place];
    // A place that is its own origin remains so.
    if (node.first == place)
      continue;
    std::optional<Place> first = findFirst(place, node);
    if (first == node.first)
      continue;
    node.first = first;
    llvm::append_range(places, node.users);
  }
  auto [value, number] = *nodes.at(asked).first;
  return {value, number};
}

SizeOrigin getFirstSize(const SizeOrigin &size) {
  return FirstSizes().get(size);
}

//===----------------------------------------------------------------------===//
// Uses
//===----------------------------------------------------------------------===//

/// Returns true if `op` may use the value: it is defined in a region around the
/// op, and no op between them, such as a group, is isolated from above.
static bool isVisible(Value value, Operation *op) {
  Region *home = value.getParentRegion();
  Region *region = op->getParentRegion();
  while (region && region != home &&
         !region->getParentOp()->hasTrait<OpTrait::IsIsolatedFromAbove>())
    region = region->getParentRegion();
  return region == home;
}

/// Replaces the op by the size's origin. Returns false if that is the op itself
/// or is not available here.
static bool replaceDim(tensor::DimOp op, const SizeOrigin &first) {
  bool isTensor = first.value && isa<RankedTensorType>(first.value.getType());
  if (isTensor && first.value == op.getSource() &&
      first.number == op.getConstantIndex())
    return false;
  if (first.value && !isVisible(first.value, op))
    return false;
  IRRewriter rewriter(op);
  if (isTensor)
    rewriter.replaceOpWithNewOp<tensor::DimOp>(op, first.value, first.number);
  else if (first.value)
    rewriter.replaceOp(op, first.value);
  else
    rewriter.replaceOpWithNewOp<arith::ConstantIndexOp>(op, first.number);
  return true;
}

/// Ops only change when all origins are known.
bool useFirstSizes(Operation *root) {
  FirstSizes origins;
  SmallVector<std::pair<tensor::DimOp, SizeOrigin>> found;
  root->walk([&](tensor::DimOp op) {
    if (std::optional<int64_t> dim = op.getConstantIndex())
      found.emplace_back(op, origins.get({op.getSource(), *dim}));
  });
  bool changed = false;
  for (auto &[op, first] : found)
    changed |= replaceDim(op, first);
  return changed;
}

} // namespace ag
