//===- NestBounds.cpp - what a mask leaves out in a nest ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/NestBounds.h"
#include "ag/Analysis/Groups/GroupForms.h"
#include "ag/Support/Forms/FormBounds.h"
#include "ag/Support/Forms/FormPrograms.h"

using namespace mlir;

namespace ag {

namespace {
/// A loop of an op that adds to a sum, and its limits.
struct BoundedLoop {
  NestedOp *op;
  unsigned loop;
  SmallVector<NestLimit> limits;
};

class NestBounder {
public:
  NestBounder(NestPlan &plan, ArrayRef<const StatedOp *> ops)
      : plan(plan), ops(ops), read(ops) {
    for (NestedOp &op : plan.ops)
      nested[op.getOp()] = &op;
    for (auto [number, op] : llvm::enumerate(ops))
      numbers[op->op] = number;
  }

  void bound();

private:
  std::optional<NestSize> findSize(unsigned dimension) const;
  std::optional<NestLimit> readLimit(const FormBound &bound,
                                     const NestedOp &op) const;
  unsigned findDimension(const NestedOp &op, unsigned loop) const {
    return read.loops.dimensionsOf(numbers.at(op.getOp()))[loop];
  }
  SmallVector<NestLimit> findLimits(const NestedOp &op, unsigned loop);
  void boundLoop(unsigned level);
  void boundSums(NestedOp &op);
  std::optional<unsigned> addRange(unsigned dimension,
                                   ArrayRef<BoundedLoop> loops);
  std::optional<unsigned> findRange(const NestedOp &op, unsigned loop) const;
  void boundReadAlone(NestedOp &op);

  NestPlan &plan;
  ArrayRef<const StatedOp *> ops;
  ReadForms read;
  llvm::DenseMap<Operation *, NestedOp *> nested;
  llvm::DenseMap<Operation *, unsigned> numbers;
  /// The limited loops of sums, by dimension.
  std::map<unsigned, SmallVector<BoundedLoop>> bounded;
};
} // namespace

/// Returns the number of outermost loops among which are all loops whose
/// indices the limit depends on.
static unsigned countLimiting(const NestLimit &limit) {
  unsigned loops = 0;
  for (auto [loop, factor] : llvm::enumerate(limit.factors))
    if (factor != 0)
      loops = loop + 1;
  return loops;
}

/// Returns true if the loop shares no dimension of the op's tensors with other
/// loops.
static bool isPlain(const NestedOp &op, unsigned loop) {
  auto isPlainIn = [&](AffineMap map) {
    return llvm::all_of(map.getResults(), [&](AffineExpr place) {
      return !place.isFunctionOfDim(loop) || isa<AffineDimExpr>(place);
    });
  };
  const StatedOp &stated = *op.stated;
  return !stated.rule &&
         llvm::all_of(stated.spec.inputs,
                      [&](const SpecInput &in) { return isPlainIn(in.map); }) &&
         llvm::all_of(stated.spec.results, [&](const SpecResult &out) {
           return isPlainIn(out.map);
         });
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

/// Returns the size of the dimension, as that of an operand that is computed
/// before the nest. Returns std::nullopt if no op of the nest has such an
/// operand.
std::optional<NestSize> NestBounder::findSize(unsigned dimension) const {
  for (auto [number, stated] : llvm::enumerate(ops))
    for (auto [loop, own] : llvm::enumerate(read.loops.dimensionsOf(number))) {
      if (own != dimension || !nested.contains(stated->op))
        continue;
      for (const SpecInput &input : stated->spec.inputs)
        for (auto [dim, place] : llvm::enumerate(input.map.getResults()))
          for (OpOperand &operand : stated->op->getOpOperands())
            if (place == getAffineDimExpr(loop, input.map.getContext()) &&
                operand.get() == stated->getValue(input) &&
                !nested.contains(operand.get().getDefiningOp()))
              return NestSize{&operand, int64_t(dim)};
    }
  return std::nullopt;
}

/// Returns the limit in terms of the nest's loops around the op. Returns
/// std::nullopt if it depends on another index or on a size that is not
/// available.
std::optional<NestLimit> NestBounder::readLimit(const FormBound &bound,
                                                const NestedOp &op) const {
  std::optional<LinearLimit> linear =
      readLinear(read.forms.getTable(), bound.limit);
  if (!linear)
    return std::nullopt;
  NestLimit limit{bound.isLast,
                  linear->constant,
                  SmallVector<int64_t>(plan.tiles.size()),
                  {}};
  ArrayRef<unsigned> own = read.loops.dimensionsOf(numbers.at(op.getOp()));
  for (auto [dimension, factor] : linear->indices) {
    const auto *loop = llvm::find(own, dimension);
    std::optional<unsigned> around =
        loop == own.end() ? std::nullopt : op.loops[loop - own.begin()];
    if (!around || *around >= op.depth)
      return std::nullopt;
    limit.factors[*around] += factor;
  }
  for (auto [dimension, factor] : linear->sizes) {
    std::optional<NestSize> size = findSize(dimension);
    if (!size)
      return std::nullopt;
    limit.sizes.push_back({*size, factor});
  }
  return limit;
}

/// Returns true if the op may skip positions along the loop that change
/// nothing. These are terms of a sum, or rows of a sum that iterations of the
/// nest add to.
static bool mayLeaveOut(const NestedOp &op, unsigned loop) {
  const Spec &spec = op.stated->spec;
  return isPlain(op, loop) &&
         (!spec.isParallel(loop) ||
          llvm::any_of(llvm::enumerate(op.loops), [&](auto own) {
            return own.value() && *own.value() < op.depth &&
                   !spec.isParallel(own.index());
          }));
}

/// Returns the limits of a loop of an op that combines elements; empty if it
/// has none. Elements outside of the limits do not change the result.
SmallVector<NestLimit> NestBounder::findLimits(const NestedOp &op,
                                               unsigned loop) {
  SmallVector<NestLimit> limits;
  auto number = numbers.find(op.getOp());
  const Spec &spec = op.stated->spec;
  std::optional<Primitive> combiner =
      number != numbers.end() && spec.combiner && mayLeaveOut(op, loop)
          ? findCombiner(*spec.combiner)
          : std::nullopt;
  std::optional<SmallVector<Form>> body =
      combiner ? read.forms.readBody(number->second) : std::nullopt;
  if (!body || body->size() != 1)
    return limits;
  FormAccumulator added{};
  added.combiner = *combiner;
  added.body = body->front();
  for (const FormBound &bound :
       findBounds(read.forms.getTable(), {added},
                  read.forms.getLoop(findDimension(op, loop))))
    if (std::optional<NestLimit> limit = readLimit(bound, op))
      limits.push_back(std::move(*limit));
  return limits;
}

/// Adds a range of the limits that the loops over the dimension have in common,
/// and returns its number. Returns std::nullopt if they have none in common, or
/// if the dimension's size is not available.
std::optional<unsigned> NestBounder::addRange(unsigned dimension,
                                              ArrayRef<BoundedLoop> loops) {
  NestRange range;
  for (const NestLimit &limit : loops.front().limits)
    if (llvm::all_of(loops, [&](const BoundedLoop &loop) {
          return llvm::is_contained(loop.limits, limit);
        }))
      range.limits.push_back(limit);
  std::optional<NestSize> size = findSize(dimension);
  if (range.limits.empty() || !size)
    return std::nullopt;
  range.size = *size;
  for (const NestLimit &limit : range.limits)
    range.depth = std::max(range.depth, countLimiting(limit));
  plan.ranges.push_back(std::move(range));
  return plan.ranges.size() - 1;
}

/// Finds the limits of an op's loops that are not loops of the nest.
void NestBounder::boundSums(NestedOp &op) {
  for (unsigned loop = 0; loop < op.loops.size(); ++loop) {
    if (op.loops[loop])
      continue;
    SmallVector<NestLimit> limits = findLimits(op, loop);
    if (!limits.empty())
      bounded[findDimension(op, loop)].push_back({&op, loop, limits});
  }
}

//===----------------------------------------------------------------------===//
// Loops of the nest
//===----------------------------------------------------------------------===//

/// Limits a loop of the nest if all ops in it whose results are used outside
/// have limits in common.
void NestBounder::boundLoop(unsigned level) {
  SmallVector<BoundedLoop> loops;
  for (NestedOp &op : plan.ops) {
    if (op.depth <= level ||
        llvm::all_of(op.getOp()->getUsers(),
                     [&](Operation *user) { return nested.contains(user); }))
      continue;
    const auto *own = llvm::find(op.loops, std::optional(level));
    if (own == op.loops.end())
      return;
    unsigned loop = own - op.loops.begin();
    SmallVector<NestLimit> limits = findLimits(op, loop);
    llvm::erase_if(limits, [&](const NestLimit &limit) {
      return countLimiting(limit) > level;
    });
    if (limits.empty())
      return;
    loops.push_back({&op, loop, std::move(limits)});
  }
  if (loops.empty())
    return;
  unsigned dimension = findDimension(*loops.front().op, loops.front().loop);
  if (std::optional<unsigned> range = addRange(dimension, loops)) {
    plan.loopRanges.resize(plan.tiles.size());
    plan.loopRanges[level] = range;
  }
}

//===----------------------------------------------------------------------===//
// Operands of sums
//===----------------------------------------------------------------------===//

/// Returns the range of a loop that all readers of the op's results need.
/// Returns std::nullopt if a reader needs more, or if the range depends on
/// loops that are not around the op.
std::optional<unsigned> NestBounder::findRange(const NestedOp &op,
                                               unsigned loop) const {
  std::optional<unsigned> range;
  for (auto [result, made] :
       llvm::zip_equal(op.getOp()->getResults(), op.stated->spec.results)) {
    for (OpOperand &use : result.getUses()) {
      const NestedOp *reader = nested.lookup(use.getOwner());
      AffineMap map =
          reader ? reader->stated->getMap(use.getOperandNumber()) : AffineMap();
      std::optional<unsigned> own;
      if (map)
        for (auto [place, from] :
             llvm::zip_equal(map.getResults(), made.map.getResults()))
          if (from == getAffineDimExpr(loop, map.getContext()))
            own = reader->getRange(place);
      if (!own || (range && range != own))
        return std::nullopt;
      range = own;
    }
  }
  return range && plan.ranges[*range].depth <= op.depth ? range : std::nullopt;
}

/// Limits the loops of an op to what its readers need.
void NestBounder::boundReadAlone(NestedOp &op) {
  for (unsigned loop = 0; loop < op.loops.size(); ++loop)
    if (op.stated->spec.isParallel(loop) && !op.loops[loop] &&
        isPlain(op, loop))
      if (std::optional<unsigned> range = findRange(op, loop)) {
        op.ranges.resize(op.loops.size());
        op.ranges[loop] = range;
      }
}

void NestBounder::bound() {
  if (read.forms.getRefused())
    return;
  for (unsigned level = 1; level < plan.tiles.size(); ++level)
    boundLoop(level);
  for (NestedOp &op : plan.ops)
    boundSums(op);
  for (const auto &[dimension, loops] : bounded)
    if (std::optional<unsigned> range = addRange(dimension, loops))
      for (const BoundedLoop &loop : loops) {
        loop.op->ranges.resize(loop.op->loops.size());
        loop.op->ranges[loop.loop] = range;
      }
  for (NestedOp &op : llvm::reverse(plan.ops))
    boundReadAlone(op);
}

void boundNest(NestPlan &plan, ArrayRef<const StatedOp *> ops) {
  if (!ops.empty() && !plan.tiles.empty())
    NestBounder(plan, ops).bound();
}

} // namespace ag
