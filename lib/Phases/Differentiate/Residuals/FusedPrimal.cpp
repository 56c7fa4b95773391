//===- FusedPrimal.cpp - contractions that groups recompute ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals/FusedPrimal.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Groups/GroupTraffic.h"
#include "ag/Analysis/Groups/GroupValues.h"
#include "ag/Analysis/Groups/Nest.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
using IsForward = llvm::function_ref<bool(Operation *)>;

/// A contraction, the ops that read its result up to the next contractions, and
/// ops that expand smaller tensors to operands of these, as for a mask.
struct ProductGroup {
  SmallVector<Operation *> ops;
  SmallVector<Value> given, results;
  /// Whether the contraction is better recomputed than saved.
  bool isRedone = false;
};

class ProductGroupFinder {
public:
  ProductGroupFinder(Block &block, const GroupCosts &costs, IsForward isForward)
      : block(block), costs(costs), isForward(isForward) {}

  /// Returns true if the op is a contraction: a reduction with one result and
  /// at least two inputs whose maps are no permutations.
  bool isProduct(Operation *op);
  /// Returns the group of a contraction. Returns std::nullopt if the ops are
  /// too many, are not computed in one pass over tiles, or are not faster in a
  /// group.
  std::optional<ProductGroup> find(Operation *product);

private:
  const StatedOp *getStated(Operation *op);
  bool collect(Operation *product);
  int64_t countSources(Value value);
  bool collectExpanded();
  ProductGroup findGroupValues();
  int64_t countBatches(Operation *product);
  bool isLast(const ProductGroup &group);
  std::optional<int64_t> timeTraffic(const ProductGroup &group);
  int64_t countBytes(ValueRange values) const;

  Block &block;
  const GroupCosts &costs;
  IsForward isForward;
  LargestSizes largest;
  llvm::DenseMap<Operation *, std::unique_ptr<StatedOp>> stated;
  llvm::SetVector<Operation *> members;
  /// The bytes from which each value can be computed.
  llvm::DenseMap<Value, int64_t> sources;
};
} // namespace

const StatedOp *ProductGroupFinder::getStated(Operation *op) {
  auto [found, isNew] = stated.try_emplace(op);
  if (!isNew || op->getBlock() != &block || !isForward(op) || !isPureOp(op))
    return found->second.get();
  if (std::optional<StatedOp> own = StatedOp::read(op))
    found->second = std::make_unique<StatedOp>(std::move(*own));
  return found->second.get();
}

bool ProductGroupFinder::isProduct(Operation *op) {
  const StatedOp *own = getStated(op);
  return own && op->getNumResults() == 1 && own->spec.combiner &&
         llvm::count_if(own->spec.inputs, [](const SpecInput &input) {
           return !input.map.isPermutation();
         }) > 1;
}

int64_t ProductGroupFinder::countBytes(ValueRange values) const {
  int64_t bytes = 0;
  for (Value value : values)
    bytes += costs.countBytes(value);
  return bytes;
}

/// The largest number of ops in a group.
static constexpr size_t maxGroupOps = 48;

/// Collects the forward ops that depend on the contraction, up to and including
/// other contractions. Returns false if there are too many.
bool ProductGroupFinder::collect(Operation *product) {
  members.clear();
  members.insert(product);
  for (size_t next = 0; next < members.size(); ++next) {
    if (members.size() > maxGroupOps)
      return false;
    Operation *op = members[next];
    if (next > 0 && isProduct(op))
      continue;
    for (Operation *user : op->getUsers())
      if (getStated(user))
        members.insert(user);
  }
  return true;
}

/// Returns the bytes that have to be available to compute the value elementwise
/// wherever it is read: its own, or those of its sources.
int64_t ProductGroupFinder::countSources(Value value) {
  auto [found, isNew] = sources.try_emplace(value, costs.countBytes(value));
  Operation *op = value.getDefiningOp();
  if (!isNew || !op)
    return found->second;
  if (isRematerializable(op))
    return found->second = 0;
  const StatedOp *own = getStated(op);
  if (!own || own->spec.combiner)
    return found->second;
  int64_t bytes = 0;
  for (Value operand :
       llvm::SetVector<Value>(own->operands.begin(), own->operands.end()))
    bytes += countSources(operand);
  int64_t &known = sources[value];
  return known = std::min(known, bytes);
}

/// Collects ops that expand smaller tensors to operands of members. Returns
/// false if there are too many.
bool ProductGroupFinder::collectExpanded() {
  for (size_t next = 0; next < members.size(); ++next) {
    if (members.size() > maxGroupOps)
      return false;
    for (Value value : getStated(members[next])->operands) {
      Operation *by = value.getDefiningOp();
      if (by && !isRematerializable(by) &&
          countSources(value) < costs.countBytes(value))
        members.insert(by);
    }
  }
  return true;
}

ProductGroup ProductGroupFinder::findGroupValues() {
  ProductGroup group;
  group.ops = llvm::to_vector(members);
  llvm::sort(group.ops,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  llvm::SetVector<Value> given;
  for (Operation *op : group.ops) {
    for (Value value : getUsedValues(op)) {
      Operation *by = value.getDefiningOp();
      if (!by || !(isRematerializable(by) || members.contains(by)))
        given.insert(value);
    }
    for (Value result : op->getResults())
      if (llvm::any_of(result.getUsers(), [&](Operation *user) {
            Operation *outer = block.findAncestorOpInBlock(*user);
            return !members.contains(outer) && isForward(outer);
          }))
        group.results.push_back(result);
  }
  group.given = given.takeVector();
  return group;
}

/// Returns how long the group's moves take; std::nullopt if the ops are no
/// group, or are computed one by one by their plan.
std::optional<int64_t>
ProductGroupFinder::timeTraffic(const ProductGroup &group) {
  SmallVector<const StatedOp *> ops;
  for (Operation *op : group.ops)
    ops.push_back(getStated(op));
  GroupSummary study(ops, group.given, group.results);
  if (!study.getRefusal().isNone() || study.countPasses() > 1)
    return std::nullopt;
  GroupTraffic traffic =
      estimateTraffic(study, ops, group.given, group.results, costs);
  bool isMade =
      traffic.refusal.isNone() &&
      whyUnplanned(ops, group.given, group.results, costs.speed, largest)
          .isNone();
  return isMade ? std::optional(traffic.picoseconds) : std::nullopt;
}

/// Returns the number of batches: the extent of the loops that index the result
/// and all operands.
int64_t ProductGroupFinder::countBatches(Operation *product) {
  const Spec &spec = getStated(product)->spec;
  int64_t batches = 1;
  for (auto [place, expr] :
       llvm::enumerate(spec.results.front().map.getResults()))
    if (llvm::all_of(spec.inputs, [&, expr = expr](const SpecInput &input) {
          return llvm::is_contained(input.map.getResults(), expr);
        }))
      batches = times(batches, costs.sizeOf(product->getResult(0), place));
  return std::max<int64_t>(1, batches);
}

/// Returns true if an operand is a parameter, or a few unary ops compute it
/// from one.
static bool hasWeights(Operation *product) {
  constexpr unsigned mostSteps = 8;
  return llvm::any_of(product->getOperands(), [](Value value) {
    for (unsigned step = 0; step < mostSteps; ++step) {
      Operation *by = value.getDefiningOp();
      if (!by || by->getNumOperands() != 1)
        break;
      value = by->getOperand(0);
    }
    return isLoadSource(value);
  });
}

/// Returns true if only a few forward ops depend on the group's results, and no
/// contraction does. These ops may be fused into one group with the reverse.
bool ProductGroupFinder::isLast(const ProductGroup &group) {
  llvm::SetVector<Operation *> behind;
  auto addReaders = [&](ValueRange values) {
    for (Value value : values)
      for (Operation *user : value.getUsers())
        if (Operation *outer = block.findAncestorOpInBlock(*user);
            outer && isForward(outer) && !members.contains(outer))
          behind.insert(outer);
  };
  addReaders(group.results);
  for (size_t next = 0; next < behind.size(); ++next) {
    if (behind.size() > maxGroupOps || isProduct(behind[next]))
      return false;
    addReaders(behind[next]->getResults());
  }
  return true;
}

std::optional<ProductGroup> ProductGroupFinder::find(Operation *product) {
  int64_t bytes = costs.countBytes(product->getResult(0));
  // Operands that are free, such as an initial value or a tensor.empty, are not
  // read.
  int64_t read = 0;
  for (Value operand : getStated(product)->operands)
    if (Operation *by = operand.getDefiningOp(); !by || !isRematerializable(by))
      read += costs.countBytes(operand);
  int64_t near = costs.countNearBytes(), batches = countBatches(product);
  bool isNear = bytes / batches <= near && read / batches < near;
  // The product of activations and weights grows with the number of rows. The
  // product of two values that depend on the input grows with its square.
  bool growsFast = !hasWeights(product);
  if ((bytes < read && !(growsFast && isNear)) || !collect(product) ||
      !collectExpanded())
    return std::nullopt;
  ProductGroup group = findGroupValues();
  int64_t border = countBytes(group.given) + countBytes(group.results);
  // A saved result is written and read, unless it stays in the core's memory.
  bool isKeptNear = isNear && isLast(group);
  group.isRedone =
      bytes >= read && (bytes > border || (growsFast && !isKeptNear));
  if (group.results.empty() || !(group.isRedone || growsFast))
    return std::nullopt;
  int64_t apart = costs.timeMoves(product->getResult(0), /*times=*/2);
  for (ValueRange values : {ValueRange(group.given), ValueRange(group.results)})
    for (Value value : values)
      apart = plus(apart, costs.timeMoves(value));
  std::optional<int64_t> together = timeTraffic(group);
  return together && *together < apart ? std::optional(std::move(group))
                                       : std::nullopt;
}

FusedPrimal::FusedPrimal(Block &block, const Machine &machine,
                         IsForward isForward) {
  auto function = dyn_cast<FunctionOpInterface>(block.getParentOp());
  if (!function)
    function = block.getParentOp()->getParentOfType<FunctionOpInterface>();
  Speed speed = getSpeed(machine);
  SizeEvaluator sizes(function, getPlannedSizes(function));
  GroupCosts costs{speed, sizes};
  ProductGroupFinder finder(block, costs, isForward);
  for (Operation &op : block) {
    if (!finder.isProduct(&op))
      continue;
    std::optional<ProductGroup> group = finder.find(&op);
    if (!group)
      continue;
    int64_t bytes = costs.countBytes(op.getResult(0));
    if (group->isRedone)
      products.insert(&op);
    else
      near.insert_range(llvm::make_filter_range(group->given, [&](Value value) {
        return costs.countBytes(value) < bytes;
      }));
    for (Operation *member : group->ops)
      for (Value value : member->getResults())
        if (costs.countBytes(value) >= bytes && !group->isRedone)
          near.insert(value);
        else if (costs.countBytes(value) >= bytes &&
                 !llvm::is_contained(group->results, value))
          ends.try_emplace(value, group->results.back());
  }
}

} // namespace ag
