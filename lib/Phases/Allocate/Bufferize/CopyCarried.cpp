//===- CopyCarried.cpp - loops that copy what they yield ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A value that a loop carries stays in one buffer. At the end of an iteration,
// only the yielded values are still needed, so they can be written to the
// carried buffers. Yielded values that may be in a buffer which is overwritten
// this way are copied first.
//
//===----------------------------------------------------------------------===//
#include "CopyCarried.h"
#include "ag/Phases/Common/InPlace.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {

/// Marks an insertion that replaces all elements; dynamic sizes would not show
/// this.
static constexpr StringLiteral replacesAllAttrName = "ag.replaces_all";

Value insertAll(OpBuilder &builder, Location loc, Value source,
                Value destination) {
  auto type = cast<RankedTensorType>(destination.getType());
  if (llvm::is_contained(type.getShape(), 0))
    return destination;
  SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(type.getRank(), builder.getIndexAttr(1));
  auto op = tensor::InsertSliceOp::create(
      builder, loc, source, destination, offsets,
      tensor::getMixedSizes(builder, loc, source), strides);
  op->setAttr(replacesAllAttrName, builder.getUnitAttr());
  return op;
}

bool replacesAll(Operation *op) { return op->hasAttr(replacesAllAttrName); }

/// Returns the source of `value` if insertAll inserted it into `argument`, and
/// otherwise `value` itself.
static Value getPut(Value value, BlockArgument argument) {
  auto op = value.getDefiningOp<tensor::InsertSliceOp>();
  bool isPut = op && replacesAll(op) && op.getDest() == argument;
  return isPut ? op.getSource() : value;
}

namespace {
/// A yielded value that is in another buffer than its iter_arg.
struct Elsewhere {
  OpOperand *forwarded;
  BlockArgument argument;
  Value source;
};
} // namespace

static SmallVector<Elsewhere> findElsewhere(const Forwarded &all,
                                            const OneShotAnalysisState &state) {
  SmallVector<Elsewhere> found;
  for (auto [operand, argument] : llvm::zip(all.values, all.arguments)) {
    Value value = operand.get();
    if (isa<RankedTensorType>(value.getType()) &&
        !state.areEquivalentBufferizedValues(value, argument))
      found.push_back({&operand, argument, getPut(value, argument)});
  }
  return found;
}

/// Returns true if `value` is a copy in a buffer of its own that is only
/// inserted into other tensors or queried for its size.
static bool isCopied(Value value) {
  auto alloc = value.getDefiningOp<AllocTensorOp>();
  return alloc && alloc.getCopy() &&
         llvm::all_of(alloc->getUsers(), [](Operation *user) {
           return isa<ShapedDimOpInterface>(user) || replacesAll(user);
         });
}

/// Returns the first op that inserts a value into an argument; the terminator
/// if there is none. Copies before this op read the values with which the
/// iteration began, even if an earlier round has inserted others.
static Operation *findFirstPut(const Forwarded &all) {
  Operation *first = all.values.front().getOwner();
  for (BlockArgument argument : all.arguments)
    for (Operation *user : argument.getUsers())
      if (replacesAll(user) && user->getBlock() == first->getBlock() &&
          user->isBeforeInBlock(first))
        first = user;
  return first;
}

static bool copyCarried(const Forwarded &all, const OneShotAnalysisState &state,
                        bool isCareful) {
  SmallVector<Elsewhere> found = findElsewhere(all, state);
  if (found.empty())
    return false;
  bool changes = false;
  Operation *firstPut = findFirstPut(all);
  for (Elsewhere &each : found) {
    changes |= !isCareful || !isCopied(each.source);
    bool mayBeOverwritten =
        llvm::any_of(all.arguments, [&](BlockArgument argument) {
          return isa<TensorType>(argument.getType()) &&
                 state.areAliasingBufferizedValues(each.source, argument);
        });
    if (!(isCareful || mayBeOverwritten) || isCopied(each.source))
      continue;
    Operation *defining = each.source.getDefiningOp();
    bool isBefore = !defining || defining->getBlock() != firstPut->getBlock() ||
                    defining->isBeforeInBlock(firstPut);
    OpBuilder builder(isBefore ? firstPut : each.forwarded->getOwner());
    each.source =
        AllocTensorOp::create(builder, each.forwarded->getOwner()->getLoc(),
                              cast<RankedTensorType>(each.source.getType()),
                              ValueRange(), each.source);
  }
  for (Elsewhere &each : found) {
    Operation *terminator = each.forwarded->getOwner();
    OpBuilder builder(terminator);
    Operation *before = each.forwarded->get().getDefiningOp();
    each.forwarded->set(
        insertAll(builder, terminator->getLoc(), each.source, each.argument));
    if (before && isOpTriviallyDead(before))
      before->erase();
  }
  return changes;
}

bool copyCarried(ModuleOp module, const OneShotAnalysisState &state,
                 bool isCareful) {
  bool any = false;
  module.walk([&](Operation *op) {
    for (const Forwarded &all : getForwarded(op))
      any |= copyCarried(all, state, isCareful);
  });
  return any;
}

} // namespace ag
