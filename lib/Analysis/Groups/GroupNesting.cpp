//===- GroupNesting.cpp - the loops that a group is computed in -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/GroupNesting.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace ag {

namespace {
class NestFinder {
public:
  NestFinder(ArrayRef<const StatedOp *> ops, const GroupDimensions &loops);

  std::optional<GroupNesting> find(Operation *&lone);

private:
  void findEarly(bool isAny);
  llvm::SmallBitVector findCommon() const;
  bool hasIterations(const llvm::SmallBitVector &common) const;
  void findShared();
  void sortShared();
  void addInner();
  bool fits(unsigned dimension);

  ArrayRef<const StatedOp *> ops;
  const GroupDimensions &loops;
  GroupNesting nest;
  /// For each op, the dimensions that it does not reduce.
  SmallVector<llvm::SmallBitVector> parallel;
  /// Ops that compute element by element from inputs only, and that may be
  /// recomputed.
  llvm::SmallBitVector isEarly;
  /// The dimensions of the nest so far.
  llvm::SmallBitVector isIn;
  /// Dimensions that some op needs unsplit. They are not in the nest.
  llvm::SmallBitVector whole;
};
} // namespace

NestFinder::NestFinder(ArrayRef<const StatedOp *> ops,
                       const GroupDimensions &loops)
    : ops(ops), loops(loops), isEarly(ops.size()), isIn(loops.size()),
      whole(loops.size()) {
  nest.reduced.resize(loops.size());
  nest.isRepeated.resize(ops.size());
  for (auto [number, op] : llvm::enumerate(ops)) {
    llvm::SmallBitVector &has = nest.has.emplace_back(loops.size());
    llvm::SmallBitVector &along = parallel.emplace_back(loops.size());
    for (auto [loop, dimension] : llvm::enumerate(loops.dimensionsOf(number))) {
      // A dimension of size 1 needs no loop.
      if (loops.extentOf(dimension) == 1)
        continue;
      has.set(dimension);
      if (op->isWhole(loop))
        whole.set(dimension);
      if (op->isParallel(loop))
        along.set(dimension);
      else
        nest.reduced.set(dimension);
    }
  }
}

/// Finds the ops that may be recomputed in each iteration of loops that they
/// lack. All of their users are in the group. Unless `isAny`, they are quick.
void NestFinder::findEarly(bool isAny) {
  isEarly.reset();
  llvm::DenseSet<Value> late;
  llvm::DenseSet<Operation *> members;
  for (const StatedOp *op : ops)
    members.insert(op->op);
  for (auto [number, op] : llvm::enumerate(ops)) {
    bool readsLate =
        llvm::any_of(op->operands, [&](Value v) { return late.contains(v); });
    auto users = op->op->getUsers();
    bool isInner = !users.empty() && llvm::all_of(users, [&](Operation *user) {
      return members.contains(user);
    });
    bool mayRepeat = isAny || isQuick(*op);
    if (!readsLate && !op->spec.combiner && isInner && mayRepeat)
      isEarly.set(number);
    else
      late.insert_range(op->op->getResults());
  }
}

/// Sorts the shared dimensions. A dimension that indexes more tensors is
/// further out, such as batches before rows, as its iterations do not re-read
/// these tensors.
void NestFinder::sortShared() {
  SmallVector<unsigned> count(loops.size());
  auto look = [&](Value value) {
    auto tensor = dyn_cast<RankedTensorType>(value.getType());
    for (int64_t place = 0; tensor && place < tensor.getRank(); ++place)
      if (auto dimension = loops.dimensionOf(value, place))
        ++count[*dimension];
  };
  for (auto [number, op] : llvm::enumerate(ops))
    if (!isEarly.test(number)) {
      llvm::for_each(op->operands, look);
      llvm::for_each(op->op->getResults(), look);
    }
  llvm::sort(nest.dimensions, [&](unsigned a, unsigned b) {
    return std::make_pair(count[a], b) > std::make_pair(count[b], a);
  });
}

llvm::SmallBitVector NestFinder::findCommon() const {
  llvm::SmallBitVector common(loops.size(), true);
  for (unsigned number = 0; number < ops.size(); ++number)
    if (!isEarly.test(number))
      common &= parallel[number];
  return common.reset(nest.reduced);
}

/// Returns true if the loops have enough iterations for threads to share.
bool NestFinder::hasIterations(const llvm::SmallBitVector &common) const {
  constexpr int64_t enough = 64;
  int64_t iterations = 1;
  for (unsigned dimension : common.set_bits())
    iterations = times(iterations, sizeOrAssumed(loops.extentOf(dimension)));
  return iterations >= enough;
}

void NestFinder::findShared() {
  findEarly(/*isAny=*/false);
  llvm::SmallBitVector common = findCommon();
  if (!hasIterations(common)) {
    findEarly(/*isAny=*/true);
    common = findCommon();
  }
  for (unsigned dimension : common.set_bits())
    nest.dimensions.push_back(dimension);
  sortShared();
  nest.shared = nest.dimensions.size();
  isIn = common;
  for (unsigned number = 0; number < ops.size(); ++number)
    nest.isRepeated[number] =
        isEarly.test(number) && common.test(nest.has[number]);
}

/// Returns true if the dimension can be the next loop of the nest. Each op that
/// has it must have all loops that are in the nest so far.
bool NestFinder::fits(unsigned dimension) {
  for (unsigned number = 0; number < ops.size(); ++number)
    if (!nest.isRepeated.test(number) && nest.has[number].test(dimension) &&
        isIn.test(nest.has[number]))
      return false;
  return true;
}

/// Adds the dimensions that only some ops have. Those that more ops have are
/// further out; among equals, longer ones are.
void NestFinder::addInner() {
  SmallVector<unsigned> count(loops.size());
  for (unsigned number = 0; number < ops.size(); ++number)
    if (!nest.isRepeated.test(number))
      for (unsigned dimension : nest.has[number].set_bits())
        ++count[dimension];
  SmallVector<unsigned> others;
  for (unsigned dimension = 0; dimension < loops.size(); ++dimension)
    if (!isIn.test(dimension) && !whole.test(dimension) && count[dimension] > 0)
      others.push_back(dimension);
  auto lengthOf = [&](unsigned dimension) {
    return loops.extentOf(dimension).value_or(INT64_MAX);
  };
  llvm::sort(others, [&](unsigned a, unsigned b) {
    return std::make_tuple(count[a], lengthOf(a), b) >
           std::make_tuple(count[b], lengthOf(b), a);
  });
  for (unsigned dimension : others)
    if (fits(dimension)) {
      nest.dimensions.push_back(dimension);
      isIn.set(dimension);
    }
}

std::optional<GroupNesting> NestFinder::find(Operation *&lone) {
  findShared();
  addInner();
  bool hasLoops = llvm::any_of(nest.has, [](auto &has) { return has.any(); });
  for (unsigned number = 0; number < ops.size() && hasLoops; ++number) {
    bool isIncluded = !nest.dimensions.empty() &&
                      nest.has[number].test(nest.dimensions.front());
    if (!isIncluded && !nest.isRepeated.test(number) &&
        nest.has[number].any()) {
      lone = ops[number]->op;
      return std::nullopt;
    }
  }
  return std::move(nest);
}

/// No node is a function of math, and all nodes together take no longer than
/// one.
bool isQuick(const StatedOp &op) {
  constexpr int64_t mostOfOne = 4, mostOfAll = 12;
  int64_t steps = 0;
  for (const ScalarNode &node : op.spec.body.nodes()) {
    PrimitiveCost cost = op.spec.body.costOf(node);
    if (cost.kind != PrimitiveCost::Steps || cost.count > mostOfOne)
      return false;
    steps += cost.count;
  }
  return steps <= mostOfAll;
}

std::optional<GroupNesting> findNest(ArrayRef<const StatedOp *> ops,
                                     const GroupDimensions &loops,
                                     Operation *&lone) {
  return NestFinder(ops, loops).find(lone);
}

} // namespace ag
