//===- SizeMultiples.cpp - which numbers divide dynamic sizes -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Sizes/SizeMultiples.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "llvm/ADT/StringMap.h"
#include <numeric>

using namespace mlir;

namespace ag {

static constexpr int64_t ofIndex = -1;

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

/// Returns a divisor of the product of multiples of `a` and `b`: their product,
/// or `a` if that overflows.
static int64_t multiply(int64_t a, int64_t b) {
  int64_t product;
  return llvm::MulOverflow(a, b, product) ? a : product;
}

/// Returns a divisor of a number that `a` and `b` divide: their least common
/// multiple, or `a` if that overflows.
static int64_t join(int64_t a, int64_t b) {
  return a == 0 || b == 0 ? 0 : multiply(a, b / std::gcd(a, b));
}

/// Returns a divisor of the map's result if `divisors` divide its dimensions,
/// then its symbols.
static int64_t divide(AffineMap map, ArrayRef<int64_t> divisors) {
  SmallVector<AffineExpr> multiples;
  for (auto [number, divisor] : llvm::enumerate(divisors)) {
    unsigned dims = map.getNumDims();
    AffineExpr own = number < dims
                         ? getAffineDimExpr(number, map.getContext())
                         : getAffineSymbolExpr(number - dims, map.getContext());
    multiples.push_back(own * divisor);
  }
  ArrayRef<AffineExpr> all = multiples;
  AffineExpr expr = map.getResult(0).replaceDimsAndSymbols(
      all.take_front(map.getNumDims()), all.drop_front(map.getNumDims()));
  if (auto number = dyn_cast<AffineConstantExpr>(expr))
    return std::abs(number.getValue());
  return std::max<int64_t>(expr.getLargestKnownDivisor(), 1);
}

//===----------------------------------------------------------------------===//
// Dimensions and indices
//===----------------------------------------------------------------------===//

/// Returns 0 for a place that was not visited yet, which may be any multiple.
int64_t SizeMultiples::get(Place place) const {
  auto [value, dim] = place;
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (type && dim != ofIndex && !type.isDynamicDim(dim))
    return type.getDimSize(dim);
  bool isKnown = type ? dim != ofIndex : value.getType().isIndex();
  return isKnown ? divisors.lookup(place) : 1;
}

int64_t SizeMultiples::getDivisor(Value tensor, int64_t dim) const {
  return get({tensor, dim});
}

/// Returns the dynamic dimensions of a value, or `ofIndex` if it is an index.
static SmallVector<int64_t> listPlaces(Value value) {
  SmallVector<int64_t> places;
  if (value.getType().isIndex())
    places.push_back(ofIndex);
  auto type = dyn_cast<RankedTensorType>(value.getType());
  for (int64_t dim = 0; type && dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      places.push_back(dim);
  return places;
}

/// Returns a divisor according to upstream's bounds of the place, which follow
/// from its op; 1 if there are none.
int64_t SizeMultiples::findBound(Place place) const {
  using Variable = ValueBoundsConstraintSet::Variable;
  Value value = place.first;
  std::optional<int64_t> asked;
  if (place.second != ofIndex)
    asked = place.second;
  AffineMap bound;
  ValueDimList operands;
  LogicalResult isBound = ValueBoundsConstraintSet::computeBound(
      bound, operands, presburger::BoundType::EQ,
      asked ? getSizeVariable(value, *asked) : Variable(value),
      [&](Value other, std::optional<int64_t> otherDim,
          ValueBoundsConstraintSet &) {
        return other != value || otherDim != asked;
      });
  if (failed(isBound))
    return 1;
  return divide(bound, llvm::map_to_vector(operands, [&](const auto &operand) {
                  return get({operand.first, operand.second.value_or(ofIndex)});
                }));
}

/// Returns a divisor of an index that arithmetic computes. Returns std::nullopt
/// if bounds give as good a divisor, as for a sum of two indices.
std::optional<int64_t>
SizeMultiples::findComputed(const SizeTerm &index) const {
  SizeStep step = readStep(index);
  SmallVector<int64_t> given =
      llvm::map_to_vector(step.parts, [&](const SizeTerm &part) {
        return part.getValue() ? get({part.getValue(), ofIndex})
                               : findComputed(part).value_or(1);
      });
  switch (step.kind) {
  case SizeStep::Number:
    return std::abs(step.number);
  case SizeStep::Product:
    return multiply(given[0], given[1]);
  case SizeStep::Quotient: {
    std::optional<int64_t> by = step.parts[1].getNumber();
    return by && *by > 0 && given[0] % *by == 0 ? given[0] / *by : 1;
  }
  case SizeStep::Sum:
    return step.expr ? std::optional(std::gcd(given[0], given[1]))
                     : std::nullopt;
  case SizeStep::Remainder:
    return given[1] != 0 && given[0] % given[1] == 0 &&
                   step.parts[1].getNumber()
               ? 0
               : std::gcd(given[0], given[1]);
  case SizeStep::Least:
  case SizeStep::Greatest:
  case SizeStep::Choice:
    return std::accumulate(given.begin(), given.end(), int64_t(0),
                           std::gcd<int64_t, int64_t>);
  default:
    return std::nullopt;
  }
}

int64_t SizeMultiples::find(Place place) const {
  auto [value, dim] = place;
  if (dim == ofIndex) {
    std::optional<int64_t> divisor = findComputed(value);
    return divisor ? *divisor : findBound(place);
  }
  // Bounds would follow a chain of such ops again from each of them.
  std::optional<SizeOrigin> source = findSource(value, dim);
  if (!source)
    return findBound(place);
  if (!source->value)
    return source->number;
  bool isIndex = source->value.getType().isIndex();
  return get({source->value, isIndex ? ofIndex : source->number});
}

//===----------------------------------------------------------------------===//
// Loops of ops
//===----------------------------------------------------------------------===//

using SeenPlace = llvm::function_ref<void(Value, int64_t, ArrayRef<unsigned>)>;

/// Visits the dimensions of operands and results, with the loops that index
/// them.
static void walkPlaces(Operation *op, const ShardRule &rule, SeenPlace see) {
  auto walk = [&](Value value, const ShardRule::Places &places) {
    for (auto [dim, loops] : llvm::enumerate(places))
      see(value, dim, loops);
  };
  for (auto [operand, places] :
       llvm::zip_equal(op->getOperands(), rule.operands))
    if (places && isa<RankedTensorType>(operand.getType()))
      walk(operand, *places);
  for (auto [result, own] : llvm::zip_equal(op->getResults(), rule.results))
    walk(result, own.places);
}

/// Improves the divisors of an op's results by its rule. All dimensions that a
/// loop alone indexes are equal. A dimension that several loops index has as
/// many elements as these together.
void SizeMultiples::readLoops(Operation *op) {
  std::optional<OpShardRule> own = findShardRule(op);
  if (!own)
    return;
  const ShardRule &rule = own->rule;
  SmallVector<int64_t> ofLoops(rule.loops.size(), 1);
  walkPlaces(op, rule, [&](Value value, int64_t dim, ArrayRef<unsigned> loops) {
    if (loops.size() == 1)
      ofLoops[loops.front()] =
          join(ofLoops[loops.front()], getDivisor(value, dim));
  });
  for (auto [result, own] : llvm::zip_equal(op->getResults(), rule.results))
    for (int64_t dim : listPlaces(result)) {
      int64_t product = 1;
      for (unsigned loop : own.places[dim])
        product = multiply(product, ofLoops[loop]);
      int64_t &divisor = divisors[{result, dim}];
      divisor = join(divisor, product);
    }
}

void SizeMultiples::tell(Operation *op, OpShardRule &own) const {
  ShardRule &rule = own.rule;
  // Divisors of a dimension that the loop alone indexes, and of all dimensions
  // that it indexes.
  SmallVector<std::optional<int64_t>> alone(rule.loops.size());
  SmallVector<int64_t> all(rule.loops.size(), 0);
  walkPlaces(op, rule, [&](Value value, int64_t dim, ArrayRef<unsigned> loops) {
    int64_t divisor = getDivisor(value, dim);
    for (unsigned loop : loops)
      all[loop] = std::gcd(all[loop], divisor);
    if (loops.size() == 1)
      alone[loops.front()] = divisor;
  });
  for (auto [number, loop] : llvm::enumerate(rule.loops)) {
    const Extent &extent = own.extents[number];
    int64_t known = extent.kind() == Extent::Number ? extent.value() : 1;
    loop.divisor = std::gcd(all[number], alone[number].value_or(known));
  }
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

void SizeMultiples::readResult(OpResult result) {
  for (int64_t dim : listPlaces(result))
    divisors[{result, dim}] = find({result, dim});
}

/// Sets the divisors of a value that edges forward. Returns true if they have
/// changed.
bool SizeMultiples::takeForwarded(Value value) {
  SmallVector<Value> sources;
  for (OpOperand *source : getSources(value))
    sources.push_back(source->get());
  if (Value same = lookThroughBody(value))
    sources = {same};
  bool isNew = false;
  for (int64_t dim : listPlaces(value)) {
    int64_t divisor = sources.empty() ? 1 : 0;
    for (Value source : sources)
      divisor = std::gcd(divisor, get({source, dim}));
    auto [known, isFirst] = divisors.try_emplace({value, dim}, divisor);
    isNew |= isFirst || known->second != divisor;
    known->second = divisor;
  }
  return isNew;
}

void SizeMultiples::visitRegions(Operation *op) {
  bool isNew = true;
  while (isNew) {
    for (Region &region : op->getRegions())
      for (Block &block : region) {
        for (Value argument : block.getArguments())
          takeForwarded(argument);
        for (Operation &nested : block)
          visit(&nested);
      }
    isNew = false;
    for (Region &region : op->getRegions())
      for (Value argument : region.getArguments())
        isNew |= takeForwarded(argument);
  }
}

void SizeMultiples::visit(Operation *op) {
  bool hasBody = op->getNumRegions() > 0 && !isa<StructuredOpInterface>(op);
  if (hasBody)
    visitRegions(op);
  bool isUnknown = false;
  for (OpResult result : op->getResults()) {
    bool isForwarded =
        hasBody && (isa<BodyOpInterface>(op) || !getSources(result).empty());
    if (isForwarded) {
      takeForwarded(result);
      continue;
    }
    readResult(result);
    if (isa<RankedTensorType>(result.getType()))
      isUnknown |= llvm::any_of(listPlaces(result), [&](int64_t dim) {
        return get({result, dim}) == 1;
      });
  }
  if (isUnknown)
    readLoops(op);
}

void SizeMultiples::takeArguments(
    FunctionOpInterface function,
    llvm::function_ref<int64_t(unsigned, unsigned)> given) {
  llvm::StringMap<int64_t> named;
  auto walk = [&](llvm::function_ref<void(BlockArgument, int64_t)> see) {
    for (BlockArgument argument : function.getArguments())
      for (int64_t dim : listPlaces(argument))
        see(argument, dim);
  };
  walk([&](BlockArgument argument, int64_t dim) {
    if (dim == ofIndex) {
      divisors[{argument, dim}] = 1;
      return;
    }
    unsigned number = argument.getArgNumber();
    int64_t own = given(number, dim);
    divisors[{argument, dim}] = own;
    StringRef name = getDimName(function, number, dim);
    int64_t &all = named.try_emplace(name, 1).first->second;
    all = join(all, own);
  });
  walk([&](BlockArgument argument, int64_t dim) {
    if (dim == ofIndex)
      return;
    StringRef name = getDimName(function, argument.getArgNumber(), dim);
    if (!name.empty())
      divisors[{argument, dim}] = named[name];
  });
}

SizeMultiples::SizeMultiples(
    FunctionOpInterface function,
    llvm::function_ref<int64_t(unsigned, unsigned)> given) {
  takeArguments(function, given);
  for (Block &block : function.getFunctionBody()) {
    if (!block.isEntryBlock())
      for (Value argument : block.getArguments())
        for (int64_t dim : listPlaces(argument))
          divisors[{argument, dim}] = 1;
    for (Operation &op : block)
      visit(&op);
  }
}

} // namespace ag
