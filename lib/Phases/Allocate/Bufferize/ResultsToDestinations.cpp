//===- ResultsToDestinations.cpp - results into their callers' buffers ----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "OneBlock.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Core/BoundaryAttributes.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Interfaces/Flow/WrittenOperands.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/InPlace.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/BitVector.h"

using namespace mlir;
using bufferization::BufferizationDialect;
using bufferization::MaterializeInDestinationOp;

namespace ag {
#define GEN_PASS_DEF_RESULTSTODESTINATIONSPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks
    resultsToDestinationsRemarks("ag-results-to-destinations");

namespace {
/// Marks tensor arguments as not writable, because callers own them, except for
/// those whose buffers results take over.
void protectArguments(func::FuncOp entry, ArrayRef<int64_t> aliases) {
  llvm::DenseSet<int64_t> owned(aliases.begin(), aliases.end());
  editArgAttrs(entry, [&](unsigned number, NamedAttrList &attributes) {
    if (isa<TensorType>(entry.getArgumentTypes()[number]) &&
        !owned.contains(number))
      attributes.set(BufferizationDialect::kWritableAttrName,
                     BoolAttr::get(entry.getContext(), false));
  });
}

/// Returns the sizes of the source of `op`, taken from the destination of its
/// result. Returns std::nullopt if these do not determine them.
std::optional<SmallVector<OpFoldResult>>
getSourceSizes(OpBuilder &builder, tensor::CollapseShapeOp op,
               Value destination) {
  // A scalar is collapsed from dimensions of size 1, which are in no group.
  if (op.getReassociationIndices().empty())
    return SmallVector<OpFoldResult>(op.getSrcType().getRank(),
                                     builder.getIndexAttr(1));
  SmallVector<OpFoldResult> sizes;
  for (auto [number, group] : llvm::enumerate(op.getReassociationIndices()))
    for (int64_t dim : group) {
      int64_t fixed = op.getSrcType().getDimSize(dim);
      if (!ShapedType::isDynamic(fixed))
        sizes.push_back(builder.getIndexAttr(fixed));
      else if (group.size() == 1)
        sizes.push_back(
            tensor::getMixedSize(builder, op.getLoc(), destination, number));
      else
        return std::nullopt;
    }
  return sizes;
}

/// Returns `destination` reshaped to the source of the reshape `op`, so that
/// the source can be computed there; null if there is no such view.
Value viewAsSource(Operation *op, Value destination) {
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfterValue(destination);
  if (auto expand = dyn_cast_or_null<tensor::ExpandShapeOp>(op))
    return tensor::CollapseShapeOp::create(builder, op->getLoc(),
                                           expand.getSrcType(), destination,
                                           expand.getReassociationIndices());
  auto collapse = dyn_cast_or_null<tensor::CollapseShapeOp>(op);
  auto sizes =
      collapse ? getSourceSizes(builder, collapse, destination) : std::nullopt;
  if (!sizes)
    return nullptr;
  return tensor::ExpandShapeOp::create(
      builder, op->getLoc(), collapse.getSrcType(), destination,
      collapse.getReassociationIndices(), *sizes);
}

/// Returns the first operand in the chain of ops that write `value`, if it is
/// an argument that must not be written; null otherwise.
OpOperand *findWrittenArgument(Value value) {
  OpOperand *first = getFirstWrittenOperand(value);
  auto argument = first ? dyn_cast<BlockArgument>(first->get()) : nullptr;
  auto entry = argument
                   ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp())
                   : nullptr;
  bool isProtected =
      entry && entry.getArgAttr(argument.getArgNumber(),
                                BufferizationDialect::kWritableAttrName);
  return isProtected ? first : nullptr;
}

/// Returns `value`, computed in the buffer of `destination` before `user`. A
/// protected argument at the start of the chain of writes is copied there
/// first. Values are materialized inside of the branches that yield them, and
/// before reshapes. Upstream's elimination of empty tensors follows only one
/// branch, and no reshape.
Value materialize(Value value, Value destination, Operation *user) {
  Operation *producer = value.getDefiningOp();
  SmallVector<OpOperand *> chosen = getChosen(value);
  for (OpOperand *each : chosen)
    each->set(materialize(each->get(), destination, each->getOwner()));
  if (!chosen.empty())
    return value;
  OpBuilder builder(user);
  if (Value view = value.hasOneUse() && producer
                       ? viewAsSource(producer, destination)
                       : nullptr) {
    Operation *reshape = builder.clone(*producer);
    reshape->setOperand(0, materialize(producer->getOperand(0), view, reshape));
    return reshape->getResult(0);
  }
  if (OpOperand *written = findWrittenArgument(value)) {
    // Copy early, so that later writes can be computed there, but not before
    // branches that may write another value to the destination.
    OpBuilder before(written->getOwner());
    Block *block = written->getOwner()->getBlock();
    if (isa<func::FuncOp>(block->getParentOp()) &&
        destination.getParentBlock() == block && user->getBlock() == block)
      before.setInsertionPointAfterValue(destination);
    written->set(MaterializeInDestinationOp::create(before, user->getLoc(),
                                                    written->get(), destination)
                     .getResult());
  }
  return MaterializeInDestinationOp::create(builder, user->getLoc(), value,
                                            destination)
      .getResult();
}

/// Makes `entry` return only `values`, in the buffers of `arguments`, which
/// they take over. All reads of the arguments come before. ag-bufferize drops
/// these results. Fails, with an error, if sizes differ.
LogicalResult keepAliases(func::FuncOp entry, ArrayRef<Value> values,
                          ArrayRef<BlockArgument> arguments) {
  Operation *terminator = entry.getBody().front().getTerminator();
  terminator->setOperands(values);
  bool isSettled = llvm::all_of(llvm::zip(values, arguments), [](auto pair) {
    return isWrittenOnto(std::get<0>(pair), std::get<1>(pair));
  });
  return isSettled ? success()
                   : InPlace(resultsToDestinationsRemarks)
                         .materialize({terminator->getOpOperands(), arguments});
}

/// Fails, with an error, unless `entry` is as the phases create it: one block,
/// which takes tensors, buffers or numbers, and returns ranked tensors.
LogicalResult checkForm(func::FuncOp entry) {
  if (failed(checkOneBlock(entry)))
    return failure();
  if (!llvm::all_of(entry.getResultTypes(), llvm::IsaPred<RankedTensorType>))
    return entry.emitError("is a ")
           << entry.getFunctionType()
           << ", expected results that are tensors of known rank";
  if (!llvm::all_of(
          entry.getArgumentTypes(),
          llvm::IsaPred<ShapedType, IntegerType, IndexType, FloatType>))
    return entry.emitError("is a ")
           << entry.getFunctionType()
           << ", expected tensors and numbers: run ag-results-to-destinations "
              "before passes that add arguments, such as ag-launch-kernels";
  return success();
}

/// Adds a memref argument for each result. Fails if that is impossible.
LogicalResult addMemory(func::FuncOp entry) {
  unsigned count = entry.getNumResults();
  SmallVector<Type> types;
  for (Type result : entry.getResultTypes()) {
    auto type = cast<RankedTensorType>(result);
    types.push_back(MemRefType::get(type.getShape(), type.getElementType()));
  }
  SmallVector<unsigned> numbers(count, entry.getNumArguments());
  SmallVector<DictionaryAttr> attributes(count);
  SmallVector<Location> locations(
      count, entry.getBody().front().getTerminator()->getLoc());
  return entry.insertArguments(numbers, types, attributes, locations);
}

/// Adds a memref argument for each result and materializes the result in it. It
/// is materialized as a tensor first, so that the in-place analysis sees it. A
/// result that takes over an argument's buffer has a memref argument, too,
/// which is unused.
LogicalResult moveResults(func::FuncOp entry, ArrayRef<int64_t> aliases) {
  unsigned given = entry.getNumArguments();
  if (failed(addMemory(entry)))
    return failure();
  SmallVector<Value> keptValues;
  SmallVector<BlockArgument> keptArguments;
  llvm::BitVector moved(entry.getNumResults());
  Block &body = entry.getBody().front();
  auto terminator = cast<func::ReturnOp>(body.getTerminator());
  for (OpOperand &result : terminator->getOpOperands()) {
    unsigned number = result.getOperandNumber();
    int64_t alias = aliases.empty() ? -1 : aliases[number];
    if (alias >= 0) {
      keptValues.push_back(result.get());
      keptArguments.push_back(entry.getArgument(alias));
      continue;
    }
    moved.set(number);
    auto builder = OpBuilder::atBlockBegin(&body);
    Value memory = entry.getArgument(given + number);
    Location loc = terminator.getLoc();
    Value destination = bufferization::ToTensorOp::create(
        builder, loc, result.get().getType(), memory, /*restrict=*/true,
        /*writable=*/true);
    Value value = materialize(result.get(), destination, terminator);
    builder.setInsertionPoint(terminator);
    MaterializeInDestinationOp::create(builder, loc, /*result=*/Type(), value,
                                       memory, /*restrict=*/true,
                                       /*writable=*/true);
  }
  if (failed(entry.eraseResults(moved)))
    return failure();
  return keepAliases(entry, keptValues, keptArguments);
}

struct ResultsToDestinationsPass
    : WithModels<
          impl::ResultsToDestinationsPassBase<ResultsToDestinationsPass>> {
  void runOnOperation() override {
    for (auto entry : getOperation().getOps<func::FuncOp>()) {
      if (!isEntryOrLoad(entry))
        continue;
      if (failed(checkForm(entry)))
        return signalPassFailure();
      SmallVector<int64_t> aliases = getAliases(entry);
      protectArguments(entry, aliases);
      if (failed(moveResults(entry, aliases)))
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace ag
