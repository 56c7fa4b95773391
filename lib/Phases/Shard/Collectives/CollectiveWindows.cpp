//===- CollectiveWindows.cpp - where a collective may be executed ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Collectives/CollectiveWindows.h"
#include "Partition/Speculatable.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

CollectiveWindows::CollectiveWindows(Block &block) : block(block) {
  for (Operation &op : block)
    add(&op);
  isMoved.resize(ops.size());
  sinks.resize(ops.size());
  for (size_t number = ops.size() - 1; number-- > 0;)
    sinks[number] = maySink(ops[number]);
}

//===----------------------------------------------------------------------===//
// Ops that collectives take along
//===----------------------------------------------------------------------===//

bool CollectiveWindows::mayMove(Value value) const {
  auto collective = value.getDefiningOp<CollectiveOpInterface>();
  return collective && collective->getBlock() == &block &&
         sends(collective.getMoveKind());
}

/// Returns true if the op may be moved, regardless of its operands and users.
static bool isLoose(Operation *op) {
  return op->getNumRegions() == 0 && !isa<CollectiveOpInterface>(op) &&
         isPureOp(op);
}

bool CollectiveWindows::mayBeCarried(Operation *op) const {
  return isLoose(op) && llvm::none_of(op->getOperands(), [&](Value operand) {
           return mayMove(operand);
         });
}

/// `sinks` must be set for all later ops.
bool CollectiveWindows::maySink(Operation *op) const {
  return isLoose(op) && llvm::all_of(op->getUsers(), [&](Operation *user) {
           return user->getBlock() == &block &&
                  (user == ops.back() || sinks[getNumber(user)]);
         });
}

void CollectiveWindows::add(Operation *op) {
  size_t number = ops.size();
  ops.push_back(op);
  numbers[op] = number;
  carried.push_back(mayBeCarried(op));
  ready.push_back(2 * number + 1);
  if (!isMemoryEffectFree(op))
    checked = ready.back();
  if (!carried.back())
    return;
  ready.back() = canSpeculate(op) ? 0 : checked;
  for (Value operand : op->getOperands())
    ready.back() = std::max(ready.back(), getReady(operand));
  equal.add(op);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

size_t CollectiveWindows::getReady(Value value) const {
  auto number = numbers.find(value.getDefiningOp());
  return number == numbers.end() ? 0 : ready[number->second];
}

size_t CollectiveWindows::findReady(CollectiveOpInterface collective) const {
  size_t first = 0;
  for (Value operand : collective->getOperands())
    first = std::max(first, mayMove(operand) ? 2 * getNumber(collective) + 1
                                             : getReady(operand));
  return first;
}

/// Results that other blocks read have to be available at the end of this one.
size_t CollectiveWindows::findNeeded(CollectiveOpInterface collective) const {
  size_t last = ops.size() - 1;
  for (Operation *user : collective->getUsers())
    if (Operation *own = block.findAncestorOpInBlock(*user);
        own && !sinks[getNumber(own)])
      last = std::min(last, getNumber(own));
  return 2 * last;
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

/// Returns the numbers of the ops that have to move to `place`, in increasing
/// order.
std::vector<size_t> CollectiveWindows::findCarried(
    size_t place, ArrayRef<CollectiveOpInterface> collectives) const {
  std::vector<size_t> found;
  llvm::DenseSet<size_t> seen;
  SmallVector<Operation *> work(collectives.begin(), collectives.end());
  while (!work.empty())
    for (Value operand : work.pop_back_val()->getOperands()) {
      auto number = numbers.find(operand.getDefiningOp());
      if (number == numbers.end() || 2 * number->second + 1 <= place ||
          isMoved[number->second] || !seen.insert(number->second).second)
        continue;
      found.push_back(number->second);
      work.push_back(ops[number->second]);
    }
  llvm::sort(found);
  return found;
}

Operation *
CollectiveWindows::open(size_t place,
                        ArrayRef<CollectiveOpInterface> collectives) {
  std::vector<size_t> found = findCarried(place, collectives);
  for (size_t number : found)
    isMoved.set(number);
  opened = std::max(opened, (place + 1) / 2);
  while (isMoved[opened])
    ++opened;
  for (size_t number : found)
    ops[number]->moveBefore(ops[opened]);
  return ops[opened];
}

void CollectiveWindows::fill(size_t place, Operation *op) {
  filled.emplace_back(place, op);
}

/// An op that sinks reads others that sink, or recorded ops. It moves after the
/// last of these.
void CollectiveWindows::close() {
  // For each op, the number of recorded ops up to the last one that it follows.
  llvm::DenseMap<Operation *, size_t> behind;
  std::vector<Operation *> ends;
  for (auto [place, op] : filled) {
    ends.push_back(op);
    behind[op] = ends.size();
  }
  for (size_t number : sinks.set_bits()) {
    size_t last = 0;
    for (Value operand : ops[number]->getOperands())
      last = std::max(last, behind.lookup(operand.getDefiningOp()));
    if (last == 0 || filled[last - 1].first <= 2 * number)
      continue;
    ops[number]->moveAfter(ends[last - 1]);
    ends[last - 1] = ops[number];
    behind[ops[number]] = last;
  }
}

} // namespace ag
