//===- GroupDimensions.cpp - which loops of a group's ops are one ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/GroupDimensions.h"
#include "Groups/LoopLengths.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/IndexingOp.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/DenseSet.h"
#include <numeric>

using namespace mlir;

namespace ag {

std::optional<StatedOp> StatedOp::read(Operation *op) {
  if (auto stated = dyn_cast<StructuredOpInterface>(op))
    return StatedOp{op, stated.getSpec(), stated.getSpecOperands()};
  auto indexing = dyn_cast<IndexingOpInterface>(op);
  std::optional<Spec> spec = indexing ? indexing.getIndexing() : std::nullopt;
  if (!spec)
    return std::nullopt;
  return StatedOp{op, std::move(*spec), llvm::to_vector(op->getOperands())};
}

/// Returns true if each dynamic dimension of a reshape is proved to be as long
/// as the dimension of the operand that its loop has. A single one is, as both
/// have equally many elements.
static bool hasProvedSizes(const StatedOp &op) {
  Value result = op.op->getResult(0);
  auto type = dyn_cast<RankedTensorType>(result.getType());
  if (!type || type.getNumDynamicDims() < 2)
    return true;
  SizeOrigins origins;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim))
      continue;
    Extent extent = op.spec.getExtent(op.spec.results.front(), dim);
    FailureOr<bool> isEqual = origins.areEqual(
        result, dim, op.operands[extent.operand()], extent.value());
    if (failed(isEqual) || !*isEqual)
      return false;
  }
  return true;
}

std::optional<StatedOp> StatedOp::readExact(Operation *op) {
  std::optional<StatedOp> stated = read(op);
  return stated && isReshape(op) && !hasProvedSizes(*stated) ? std::nullopt
                                                             : stated;
}

/// Returns the position that the loop `place` has in a tensor. If values pick
/// the position, it is a symbol plus the loops along which it varies.
static AffineExpr writePlace(const DimensionRule &rule, unsigned place,
                             MLIRContext *context) {
  const auto &picked = rule.loops[place].pickedAlong;
  if (!picked)
    return getAffineDimExpr(place, context);
  AffineExpr anywhere = getAffineSymbolExpr(0, context);
  for (unsigned loop : *picked)
    anywhere = anywhere + getAffineDimExpr(loop, context);
  return anywhere;
}

static AffineMap writeMap(const DimensionRule &rule,
                          const DimensionRule::Places &places,
                          MLIRContext *context) {
  auto exprs =
      llvm::map_to_vector(places, [&](const DimensionRule::Place &place) {
        return writePlace(rule, place.front(), context);
      });
  return AffineMap::get(rule.loops.size(), /*symbolCount=*/1, exprs, context);
}

static std::optional<StatedOp> readPlainRule(Operation *op,
                                             DimensionRule rule) {
  MLIRContext *context = op->getContext();
  StatedOp stated{op, {}, llvm::to_vector(op->getOperands())};
  Spec &spec = stated.spec;
  for (const DimensionRule::Loop &loop : rule.loops)
    spec.loops.push_back(loop.extent);
  SmallVector<Expr> read;
  for (auto [number, places] : llvm::enumerate(rule.operands)) {
    Value operand = op->getOperand(number);
    auto type = getScalarType(getElementTypeOrSelf(operand.getType()));
    if (!type)
      return std::nullopt;
    if (!isa<RankedTensorType>(operand.getType()))
      continue;
    spec.inputs.push_back({unsigned(number), writeMap(rule, places, context)});
    read.push_back(spec.body.input(*type));
  }
  for (auto [result, places] :
       llvm::zip_equal(op->getResults(), rule.results)) {
    ScalarType type = *getScalarType(getElementTypeOrSelf(result.getType()));
    spec.results.push_back({writeMap(rule, places, context), type, type});
    spec.body.yield(read.front());
  }
  stated.rule = std::move(rule);
  return stated;
}

std::optional<StatedOp> StatedOp::readMember(Operation *op) {
  std::optional<StatedOp> stated = read(op);
  return stated ? stated : readRule(op);
}

std::optional<StatedOp> StatedOp::readRule(Operation *op) {
  auto ruled = dyn_cast<DimensionRuleOpInterface>(op);
  if (!ruled)
    return std::nullopt;
  DimensionRule rule = ruled.getDimensionRule();
  return rule.isPlain() ? readPlainRule(op, std::move(rule)) : std::nullopt;
}

std::optional<StatedOp> StatedOp::readReshape(Operation *op) {
  auto ruled = dyn_cast<DimensionRuleOpInterface>(op);
  if (!ruled || !isReshape(op) ||
      !isa<RankedTensorType>(op->getResult(0).getType()) ||
      !isa<RankedTensorType>(op->getOperand(0).getType()))
    return std::nullopt;
  DimensionRule rule = ruled.getDimensionRule();
  auto makeWhole = [&](DimensionRule::Places &places, unsigned number) {
    for (auto [dim, place] : llvm::enumerate(places)) {
      if (place.size() == 1)
        continue;
      for (unsigned loop : place)
        rule.loops[loop].isWhole = true;
      place = {rule.addLoop(Extent::dimension(number, dim), /*isWhole=*/true)};
    }
  };
  makeWhole(rule.operands.front(), 0);
  makeWhole(rule.results.front(), op->getNumOperands());
  return readPlainRule(op, std::move(rule));
}

AffineMap StatedOp::getMap(unsigned operand) const {
  for (const SpecInput &input : spec.inputs)
    if (input.operand == operand)
      return input.map;
  for (const SpecResult &result : spec.results)
    if (result.initOperand == operand)
      return result.map;
  return {};
}

bool StatedOp::computes() const {
  return llvm::any_of(spec.body.nodes(), [](const ScalarNode &node) {
    return node.kind == ScalarNode::Apply;
  });
}

bool StatedOp::isProduct() const {
  bool coversAll = llvm::any_of(spec.inputs, [](const SpecInput &input) {
    return llvm::all_of(llvm::seq(input.map.getNumDims()), [&](unsigned loop) {
      return input.map.isFunctionOfDim(loop);
    });
  });
  return spec.combiner && spec.inputs.size() > 1 && !coversAll;
}

Value getSameOperand(Operation *op) {
  bool mayBe = op->hasTrait<KeptTrait>() && op->getNumResults() == 1;
  std::optional<StatedOp> stated = mayBe ? StatedOp::read(op) : std::nullopt;
  if (!stated || stated->spec.combiner || stated->spec.inputs.size() != 1)
    return nullptr;
  const SpecInput &input = stated->spec.inputs.front();
  bool isSame = stated->spec.body.nodes().size() == 1 &&
                input.map == stated->spec.results.front().map;
  Value value = stated->getValue(input);
  return isSame && value.getType() == op->getResult(0).getType() ? value
                                                                 : nullptr;
}

Value getSame(Value value) {
  while (true) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      auto body = dyn_cast<BodyOpInterface>(argument.getOwner()->getParentOp());
      if (!body)
        return value;
      value = body.lookThrough(argument);
      continue;
    }
    Operation *by = value.getDefiningOp();
    Value same = by ? getSameOperand(by) : nullptr;
    if (!same)
      return value;
    value = same;
  }
}

namespace {
using Place = std::pair<Value, unsigned>;

/// The loops of all ops, in sets of loops over the same dimension.
class LoopSets {
public:
  explicit LoopSets(ArrayRef<const StatedOp *> ops) {
    for (auto [number, op] : llvm::enumerate(ops)) {
      first.push_back(parents.size());
      for (unsigned loop = 0; loop < op->spec.loops.size(); ++loop) {
        parents.push_back(parents.size());
        owners.emplace_back().insert(number);
      }
    }
  }

  unsigned idOf(unsigned op, unsigned loop) const { return first[op] + loop; }

  unsigned find(unsigned loop) {
    while (parents[loop] != loop)
      loop = parents[loop] = parents[parents[loop]];
    return loop;
  }

  /// Joins two sets. Returns false, and joins nothing, if that would make two
  /// loops of one op the same.
  bool join(unsigned a, unsigned b) {
    a = find(a);
    b = find(b);
    if (a == b)
      return true;
    if (owners[a].size() < owners[b].size())
      std::swap(a, b);
    if (llvm::any_of(owners[b],
                     [&](unsigned op) { return owners[a].contains(op); }))
      return false;
    owners[a].insert_range(owners[b]);
    owners[b].clear();
    parents[b] = a;
    return true;
  }

private:
  SmallVector<unsigned> first, parents;
  std::vector<llvm::SmallDenseSet<unsigned, 4>> owners;
};

/// Joins loops that index the same dimension of a value. A loop counts if it
/// alone indexes the dimension, over its full length.
class LoopJoiner {
public:
  explicit LoopJoiner(ArrayRef<const StatedOp *> ops)
      : ops(ops), sets(ops), lengths(ops) {
    for (auto [number, op] : llvm::enumerate(ops)) {
      joinReads(number, /*ofGroup=*/true);
      noteResults(number);
    }
    for (unsigned number = 0; number < ops.size(); ++number)
      joinReads(number, /*ofGroup=*/false);
  }

  LoopSets &getSets() { return sets; }
  LoopLengths &getLengths() { return lengths; }
  ArrayRef<std::pair<Place, unsigned>> getPlaces() const { return noted; }

private:
  void visit(unsigned number, Value value, AffineMap map,
             function_ref<void(unsigned place, unsigned loop)> visit) {
    for (auto [place, expr] : llvm::enumerate(map.getResults()))
      if (auto dim = dyn_cast<AffineDimExpr>(expr);
          dim && lengths.ofLoop(*ops[number], dim.getPosition()) ==
                     lengths.ofPlace(value, place))
        visit(place, sets.idOf(number, dim.getPosition()));
  }

  void noteResults(unsigned number) {
    const StatedOp &op = *ops[number];
    for (auto [value, result] :
         llvm::zip_equal(op.op->getResults(), op.spec.results)) {
      made.insert(value);
      visit(number, value, result.map,
            [&, value = value](unsigned at, unsigned loop) {
              places[{value, at}].push_back(loop);
              noted.push_back({{value, at}, loop});
            });
    }
  }

  void joinReads(unsigned number, bool ofGroup) {
    const StatedOp &op = *ops[number];
    for (const SpecInput &input : op.spec.inputs)
      joinRead(number, op.getValue(input), input.map, ofGroup);
    for (const SpecResult &result : op.spec.results)
      if (result.initOperand)
        joinRead(number, op.operands[*result.initOperand], result.map, ofGroup);
  }

  /// Joins the loop that reads a dimension of a value with those that write or
  /// read it. Loops over one dimension of an input may remain separate.
  void joinRead(unsigned number, Value value, AffineMap map, bool ofGroup) {
    if (made.contains(value) != ofGroup)
      return;
    visit(number, value, map, [&](unsigned at, unsigned loop) {
      SmallVector<unsigned, 1> &known = places[{value, at}];
      bool isJoined = llvm::any_of(
          known, [&](unsigned other) { return sets.join(other, loop); });
      if (isJoined || ofGroup)
        return;
      if (known.empty())
        noted.push_back({{value, at}, loop});
      known.push_back(loop);
    });
  }

  ArrayRef<const StatedOp *> ops;
  LoopSets sets;
  LoopLengths lengths;
  llvm::DenseSet<Value> made;
  llvm::DenseMap<Place, SmallVector<unsigned, 1>> places;
  SmallVector<std::pair<Place, unsigned>> noted;
};
} // namespace

GroupDimensions::GroupDimensions(ArrayRef<const StatedOp *> ops) {
  LoopJoiner joiner(ops);
  LoopSets &sets = joiner.getSets();
  LoopLengths &known = joiner.getLengths();
  llvm::DenseMap<unsigned, unsigned> numbers;
  for (auto [number, op] : llvm::enumerate(ops)) {
    SmallVector<unsigned> &own = dimensions.emplace_back();
    for (unsigned loop = 0; loop < op->spec.loops.size(); ++loop) {
      unsigned set = sets.find(sets.idOf(number, loop));
      auto [found, isNew] = numbers.try_emplace(set, extents.size());
      own.push_back(found->second);
      if (!isNew)
        continue;
      lengths.push_back(known.ofLoop(*op, loop));
      extents.push_back(known.getStatic(lengths.back()));
    }
  }
  for (auto [place, loop] : joiner.getPlaces())
    places[place] = numbers.lookup(sets.find(loop));
  auto addPlaces = [&](Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    for (unsigned place = 0; type && place < type.getRank(); ++place)
      placeLengths[{value, place}] = known.ofPlace(value, place);
  };
  for (const StatedOp *op : ops) {
    llvm::for_each(op->operands, addPlaces);
    llvm::for_each(op->op->getResults(), addPlaces);
  }
}

std::optional<unsigned> GroupDimensions::dimensionOf(Value value,
                                                     unsigned place) const {
  auto found = places.find({value, place});
  return found == places.end() ? std::nullopt : std::optional(found->second);
}

bool GroupDimensions::isAsLong(unsigned dimension, Value value,
                               unsigned place) const {
  auto found = placeLengths.find({value, place});
  return found != placeLengths.end() && found->second == lengths[dimension];
}

} // namespace ag
