//===- ReadFirst.cpp - reads before writes --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Bufferization keeps the order of ops: an op that writes to a tensor gets a
// copy of all of it if a later op reads the tensor. For tensors, any order is
// right that defines values before their uses.
//
//===----------------------------------------------------------------------===//
#include "Order/ReadFirst.h"
#include "Bufferize/Destinations.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Phases/Common/InPlace.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SubsetOpInterface.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {
namespace {
/// A tensor of a block, or from outside, the op of the block that writes to it,
/// and the ops that read it.
class Overwritten {
public:
  Overwritten(Value tensor, Block *block, const AnalysisState &state)
      : block(block), state(state) {
    findUsers(tensor);
  }

  void readFirst();

private:
  void findUsers(Value tensor);
  bool sinkWriter();
  void hoistPart(Operation *part);
  bool isDependent(Operation *op, const llvm::DenseSet<Value> &values) const;
  bool writesAny(Operation *op, const SetVector<Value> &values) const;

  Block *block;
  const AnalysisState &state;
  /// Null if no op writes to the tensor, or several do.
  Operation *writer = nullptr;
  /// Ops after the writer that read the tensor or define a value in its buffer.
  SmallVector<Operation *> readers;
};

void Overwritten::findUsers(Value tensor) {
  llvm::SetVector<Operation *> writers, users;
  for (OpOperand &use : tensor.getUses())
    if (!isPutInEnd(use) && state.bufferizesToMemoryWrite(use))
      if (Operation *user = block->findAncestorOpInBlock(*use.getOwner()))
        writers.insert(user);
  if (writers.size() != 1)
    return;
  writer = writers.front();
  llvm::SetVector<Value> sharing;
  sharing.insert(tensor);
  for (size_t k = 0; k < sharing.size(); ++k)
    for (OpOperand &use : sharing[k].getUses()) {
      Operation *user = block->findAncestorOpInBlock(*use.getOwner());
      if (!user || user == writer || isPutInEnd(use))
        continue;
      if (writer->isBeforeInBlock(user) && state.bufferizesToMemoryRead(use))
        users.insert(user);
      for (const AliasingValue &alias : state.getAliasingValues(use)) {
        sharing.insert(alias.value);
        if (writer->isBeforeInBlock(user))
          users.insert(user);
      }
    }
  readers = users.takeVector();
}

/// Returns true if `op` may write a tensor to memory of the program's callers.
/// That memory must not be written afterwards, which no use of a tensor shows.
static bool isForGood(Operation *op) {
  return llvm::any_of(op->getOperandTypes(), llvm::IsaPred<BaseMemRefType>) &&
         !isMemoryEffectFree(op);
}

bool Overwritten::isDependent(Operation *op,
                              const llvm::DenseSet<Value> &values) const {
  bool found = llvm::any_of(op->getOperands(), [&](Value operand) {
    return values.contains(operand);
  });
  visitUsedValuesDefinedAbove(op->getRegions(), [&](OpOperand *used) {
    found |= values.contains(used->get());
  });
  return found;
}

/// Returns true if `op` writes to a tensor of `values`, or to a view of one,
/// before the end of the block.
bool Overwritten::writesAny(Operation *op,
                            const SetVector<Value> &values) const {
  WalkResult result = op->walk([&](Operation *inner) {
    bool writes = llvm::any_of(inner->getOpOperands(), [&](OpOperand &use) {
      return isa<TensorType>(use.get().getType()) &&
             values.contains(skipTensorViews(use.get())) && !isPutInEnd(use) &&
             state.bufferizesToMemoryWrite(use);
    });
    return writes ? WalkResult::interrupt() : WalkResult::advance();
  });
  return result.wasInterrupted();
}

/// Moves the writer, and all ops that depend on it, after the last reader.
/// Returns false, and moves none, if that is impossible. It is also refused if
/// an op in between writes to a tensor that a moved op uses, which would then
/// be copied.
bool Overwritten::sinkWriter() {
  Operation *last = *llvm::max_element(readers, [](Operation *a, Operation *b) {
    return a->isBeforeInBlock(b);
  });
  if (last->hasTrait<OpTrait::IsTerminator>())
    return false;
  llvm::DenseSet<Value> made;
  SetVector<Value> used;
  SmallVector<Operation *> moved;
  for (Operation *op = writer; op != last->getNextNode();
       op = op->getNextNode()) {
    if (isForGood(op))
      return false;
    if (op != writer && !isDependent(op, made)) {
      if (writesAny(op, used))
        return false;
      continue;
    }
    if (llvm::is_contained(readers, op) || !isMemoryEffectFree(op))
      return false;
    moved.push_back(op);
    made.insert_range(op->getResults());
    for (Value value : getUsedValues(op))
      used.insert(skipTensorViews(value));
  }
  for (Operation *op : moved) {
    op->moveAfter(last);
    last = op;
  }
  return true;
}

/// Adds the numbers that `values` are computed from by ops on numbers alone.
/// Constants are left out.
static void addNumbers(ValueRange values, SetVector<Value> &numbers) {
  SetVector<Value> found;
  auto add = [&](ValueRange more) {
    for (Value value : more)
      if (!isa<ShapedType>(value.getType()) &&
          !matchPattern(value, m_Constant()))
        found.insert(value);
  };
  add(values);
  size_t next = 0;
  while (next < found.size()) {
    Value value = found[next++];
    Operation *op = value.getDefiningOp();
    bool isComputed =
        op && op->getNumRegions() == 0 &&
        llvm::none_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>);
    if (isComputed)
      add(op->getOperands());
    else
      numbers.insert(value);
  }
}

/// Returns true if `value` is read from a tensor.
static bool isRead(Value value) {
  Operation *op = value.getDefiningOp();
  return op && llvm::any_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>);
}

/// Returns true if `value` is read from a tensor of one element that other ops
/// compute, as the greatest of many numbers is. A demand of it may demand
/// something of all these numbers.
static bool isOfMany(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<tensor::ExtractOp>(op) && !isTensorView(op))
      break;
    value = op->getOperand(0);
  }
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && value.getDefiningOp() && type.hasStaticShape() &&
         type.getNumElements() == 1;
}

/// Returns true if two numbers may be equal because the same ops compute them
/// from the same values. Numbers that are read from tensors in different ways
/// may be.
static bool areAlike(Value a, Value b) {
  llvm::SetVector<std::pair<Value, Value>> pairs;
  pairs.insert({a, b});
  for (size_t k = 0; k < pairs.size(); ++k) {
    auto [first, other] = pairs[k];
    if (first == other)
      continue;
    Operation *x = first.getDefiningOp(), *y = other.getDefiningOp();
    if (!x || !y)
      return false;
    if (x->getName() != y->getName()) {
      if (!isRead(first) || !isRead(other))
        return false;
      continue;
    }
    if (x->getAttrDictionary() != y->getAttrDictionary() ||
        x->getNumOperands() != y->getNumOperands() || x->getNumRegions() != 0)
      return false;
    for (auto [from, like] : llvm::zip(x->getOperands(), y->getOperands()))
      pairs.insert({from, like});
  }
  return true;
}

/// Returns true if `require` may guard a position that is computed from
/// `ofPart`: it demands something of one of these numbers. In a loop, a require
/// of an element that is read from a tensor may check every element.
static bool mayCheck(RequireOp require, const SetVector<Value> &ofPart,
                     bool isNested) {
  SetVector<Value> ofDemand;
  addNumbers(require.getCondition(), ofDemand);
  return llvm::any_of(ofPart, [&](Value value) {
    return llvm::any_of(ofDemand, [&](Value demanded) {
      bool mayCheckOthers =
          isOfMany(demanded) || (isNested && isRead(demanded));
      return areAlike(value, demanded) || (mayCheckOthers && isRead(value));
    });
  });
}

/// Returns true if `op`, or an op in it, may guard a position that is computed
/// from `ofPart`: it has an effect and is no demand, or it demands something of
/// one of these numbers.
static bool mayGuard(Operation *op, const SetVector<Value> &ofPart) {
  if (isMemoryEffectFree(op))
    return false;
  WalkResult result = op->walk([&](Operation *inner) {
    if (auto require = dyn_cast<RequireOp>(inner))
      return mayCheck(require, ofPart, inner != op) ? WalkResult::interrupt()
                                                    : WalkResult::advance();
    // A new tensor has an unknown effect for MLIR, and guards nothing.
    bool isHarmless = isa<AllocTensorOp>(inner) || !hasOwnEffects(inner);
    return isHarmless ? WalkResult::advance() : WalkResult::interrupt();
  });
  return result.wasInterrupted();
}

/// Moves an op that extracts a slice before the writer. Its operands must be
/// available there, and no op in between may guard it.
void Overwritten::hoistPart(Operation *part) {
  SetVector<Value> ofPart;
  addNumbers(part->getOperands(), ofPart);
  auto isThere = [&](Value value) {
    Operation *op = value.getDefiningOp();
    return !op || op->getBlock() != block || op->isBeforeInBlock(writer);
  };
  if (isa<SubsetExtractionOpInterface>(part) && part->getNumRegions() == 0 &&
      llvm::all_of(part->getOperands(), isThere) &&
      llvm::none_of(
          llvm::make_range(writer->getIterator(), part->getIterator()),
          [&](Operation &op) { return mayGuard(&op, ofPart); }))
    part->moveBefore(writer);
}

void Overwritten::readFirst() {
  if (!writer || readers.empty() || sinkWriter())
    return;
  for (Operation *reader : readers)
    hoistPart(reader);
}
} // namespace

/// Returns the blocks several of whose ops use the tensor or contain ops that
/// do: its own block, and blocks in it, such as those of branches. Each use is
/// visited once for each block around it.
static SmallVector<Block *> findBlocks(Value tensor) {
  llvm::MapVector<Block *, llvm::SmallPtrSet<Operation *, 2>> users;
  for (Operation *user : tensor.getUsers())
    while (true) {
      users[user->getBlock()].insert(user);
      if (user->getBlock() == tensor.getParentBlock())
        break;
      user = user->getParentOp();
    }
  SmallVector<Block *> blocks;
  for (auto &[block, own] : users)
    if (own.size() > 1)
      blocks.push_back(block);
  return blocks;
}

void readFirst(ModuleOp module, const BufferizationOptions &options) {
  AnalysisState state(options);
  SmallVector<Value> tensors;
  auto add = [&](Value value) {
    if (isa<RankedTensorType>(value.getType()) &&
        llvm::hasNItemsOrMore(value.getUses(), 2))
      tensors.push_back(value);
  };
  module.walk([&](Operation *op) {
    llvm::for_each(op->getResults(), add);
    for (Region &region : op->getRegions())
      llvm::for_each(region.getArguments(), add);
  });
  for (Value tensor : tensors)
    for (Block *block : findBlocks(tensor))
      Overwritten(tensor, block, state).readFirst();
}

} // namespace ag
