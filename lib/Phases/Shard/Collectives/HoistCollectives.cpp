//===- HoistCollectives.cpp - collectives out of loops --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Collectives/HoistCollectives.h"
#include "Partition/Speculatable.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
class Hoisting {
public:
  Hoisting(LoopLikeOpInterface loop, int64_t mostBytes, SizeEvaluator &sizes,
           const PassRemarks &remarks)
      : loop(loop), mostBytes(mostBytes), sizes(sizes), remarks(remarks) {}

  void run();

private:
  bool isInvariant(Operation *op);
  std::optional<int64_t> countGrowth(CollectiveOpInterface collective);
  bool isHeld(CollectiveOpInterface collective);
  void want(Operation *op);

  LoopLikeOpInterface loop;
  int64_t mostBytes;
  SizeEvaluator &sizes;
  const PassRemarks &remarks;
  /// Loop-invariant ops, each after the ops that it reads.
  SetVector<Operation *> invariant;
  llvm::DenseSet<Operation *> wanted;
  int64_t heldBytes = 0;
};
} // namespace

/// A collective is defined whenever its operands are.
bool Hoisting::isInvariant(Operation *op) {
  return isPureOp(op) && (isa<CollectiveOpInterface>(op) || canSpeculate(op)) &&
         llvm::all_of(getUsedValues(op), [&](Value value) {
           return loop.isDefinedOutsideOfLoop(value) ||
                  invariant.contains(value.getDefiningOp());
         });
}

/// Returns the bytes by which results are larger than their operands;
/// std::nullopt if they are unknown.
std::optional<int64_t> Hoisting::countGrowth(CollectiveOpInterface collective) {
  int64_t growth = 0;
  for (auto [operand, result] :
       llvm::zip_equal(collective->getOperands(), collective->getResults())) {
    if (operand.getType() == result.getType())
      continue;
    std::optional<int64_t> before = sizes.bytesOf(operand),
                           after = sizes.bytesOf(result);
    if (!before || !after)
      return std::nullopt;
    growth = plus(growth, std::max<int64_t>(0, *after - *before));
  }
  return growth;
}

bool Hoisting::isHeld(CollectiveOpInterface collective) {
  std::optional<int64_t> growth = countGrowth(collective);
  if (growth && plus(heldBytes, *growth) <= mostBytes) {
    heldBytes += *growth;
    return true;
  }
  auto remark = remarks.missed(collective, "hoist");
  remark << remark::add("is executed in each iteration of a loop");
  if (growth)
    remark << remark::reason("the loop would hold {0} bytes more",
                             plus(heldBytes, *growth));
  else
    remark << remark::reason("it is not known how much the loop would hold");
  return false;
}

void Hoisting::want(Operation *op) {
  SmallVector<Operation *> work = {op};
  while (!work.empty()) {
    Operation *next = work.pop_back_val();
    if (!invariant.contains(next) || !wanted.insert(next).second)
      continue;
    for (Value value : getUsedValues(next))
      if (Operation *source = value.getDefiningOp())
        work.push_back(source);
  }
}

void Hoisting::run() {
  for (Region *region : loop.getLoopRegions())
    for (Operation &op : region->getOps())
      if (isInvariant(&op))
        invariant.insert(&op);
  for (Operation *op : invariant) {
    auto collective = dyn_cast<CollectiveOpInterface>(op);
    if (!collective || !sends(collective.getMoveKind()) || !isHeld(collective))
      continue;
    want(collective);
    remarks.passed(collective, "hoist")
        << remark::add("is executed once, before the loop");
  }
  for (Operation *op : invariant)
    if (wanted.contains(op))
      loop.moveOutOfLoop(op);
}

void hoistCollectives(LoopLikeOpInterface loop, int64_t mostBytes,
                      SizeEvaluator &sizes, const PassRemarks &remarks) {
  Hoisting(loop, mostBytes, sizes, remarks).run();
}

} // namespace ag
