//===- PartialReads.cpp - reads of few elements in the reverse ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals/PartialReads.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/OperationSupport.h"

using namespace mlir;

namespace ag {
namespace {
/// Ops by their hashes, which are equal for equal ops.
using OpsByHash = llvm::DenseMap<size_t, Operation *>;

/// The ops that read a few elements of a tensor, by tensor.
using Readers = llvm::MapVector<Value, SmallVector<Operation *>>;

/// All reads of a few elements of a tensor.
struct PartialReads {
  SmallVector<Operation *> readers;
  /// The bytes that are saved for them, and those that the tensor takes.
  int64_t bytes = 0, ofTensor = 0;
};
} // namespace

/// Returns true if the reverse reads the tensor by `readers` only. It also
/// reads sizes, for which no tensor is saved.
static bool isReadBy(ArrayRef<Operation *> readers, Value tensor) {
  llvm::SmallPtrSet<Operation *, 8> known(readers.begin(), readers.end());
  return llvm::all_of(tensor.getUsers(), [&](Operation *user) {
    bool isForward = tensor.getParentBlock()->findAncestorOpInBlock(*user);
    return isForward || isa<tensor::DimOp>(user) || known.contains(user);
  });
}

/// Finds an op of `ops` that is equal to `op`. If there is none, adds `op` and
/// returns it.
static Operation *findEqualOrAdd(OpsByHash &ops, Operation *op) {
  size_t hash = OperationEquivalence::computeHash(
      op, OperationEquivalence::directHashValue,
      OperationEquivalence::ignoreHashValue,
      OperationEquivalence::IgnoreLocations);
  Operation *known = ops.try_emplace(hash >> 1, op).first->second;
  bool areEqual = OperationEquivalence::isEquivalentTo(
      op, known, OperationEquivalence::IgnoreLocations);
  return areEqual ? known : op;
}

/// Returns the bytes that ops read. Equal ops count once.
static int64_t countBytesRead(ArrayRef<Operation *> readers,
                              SizeEvaluator &sizes) {
  OpsByHash known;
  int64_t bytes = 0;
  for (Operation *reader : readers)
    if (findEqualOrAdd(known, reader) == reader)
      bytes = plus(bytes, countBytes(reader->getResult(0), sizes));
  return bytes;
}

/// Returns true if all operands of an op of the reverse are known in the
/// forward block.
static bool isAvailable(Operation *op, Block *forward) {
  return llvm::all_of(op->getOperands(), [&](Value value) {
    if (value.getParentBlock() == forward)
      return true;
    Operation *source = value.getDefiningOp();
    Operation *here =
        value.getParentBlock()->findAncestorOpInBlock(forward->front());
    return here && (!source || source->isBeforeInBlock(here));
  });
}

static Readers findReaders(const ReversedBlock &block, SizeEvaluator &sizes) {
  Readers readers;
  for (Operation &op : *block.reverse)
    if (isAvailable(&op, block.forward))
      if (Value tensor = findReadTensor(&op, sizes))
        readers[tensor].push_back(&op);
  return readers;
}

SmallVector<SmallVector<Operation *>>
findPartialReads(ArrayRef<ReversedBlock> blocks,
                 ArrayRef<EnclosingBlocks> enclosing) {
  SmallVector<SmallVector<Operation *>> moved(blocks.size());
  if (blocks.empty())
    return moved;
  SizeEvaluator sizes =
      getPlannedSizesOf(blocks.front().reverse->getParentOp());
  SmallVector<Readers> readersOf;
  llvm::MapVector<Value, PartialReads> readsOf;
  for (auto [block, around] : llvm::zip_equal(blocks, enclosing)) {
    readersOf.push_back(findReaders(block, sizes));
    for (auto &[tensor, readers] : readersOf.back()) {
      PartialReads &reads = readsOf[tensor];
      llvm::append_range(reads.readers, readers);
      reads.bytes = plus(reads.bytes, times(countBytesRead(readers, sizes),
                                            around.countRuns(block.forward)));
      reads.ofTensor = times(countBytes(tensor, sizes),
                             around.countRuns(tensor.getParentBlock()));
    }
  }
  readsOf.remove_if([](auto &each) {
    auto &[tensor, reads] = each;
    return reads.bytes >= reads.ofTensor || !isReadBy(reads.readers, tensor);
  });
  for (auto [own, readers] : llvm::zip_equal(moved, readersOf))
    for (auto &[tensor, ofTensor] : readers)
      if (readsOf.contains(tensor))
        llvm::append_range(own, ofTensor);
  return moved;
}

/// Returns the last op of the forward block that computes an operand; null if
/// there is none.
static Operation *findLastSource(Operation *op, Block *forward) {
  Operation *last = nullptr;
  for (Value operand : op->getOperands())
    if (Operation *source = operand.getDefiningOp();
        source && source->getBlock() == forward &&
        (!last || last->isBeforeInBlock(source)))
      last = source;
  return last;
}

void moveToForward(ArrayRef<Operation *> readers, Block *forward) {
  OpsByHash known;
  llvm::DenseSet<Value> visited;
  for (Operation *reader : readers)
    for (Value operand : reader->getOperands())
      if (isa<RankedTensorType>(operand.getType()) &&
          visited.insert(operand).second)
        for (Operation *user : operand.getUsers())
          if (user->getBlock() == forward)
            findEqualOrAdd(known, user);
  for (Operation *reader : readers) {
    Operation *same = findEqualOrAdd(known, reader);
    if (same != reader) {
      reader->replaceAllUsesWith(same);
      reader->erase();
      continue;
    }
    Operation *last = findLastSource(reader, forward);
    if (last)
      reader->moveAfter(last);
    else
      reader->moveBefore(forward, forward->begin());
    reader->setLoc((last ? last : forward->getParentOp())->getLoc());
  }
}

} // namespace ag
