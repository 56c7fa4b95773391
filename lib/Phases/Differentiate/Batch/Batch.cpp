//===- Batch.cpp - ops on all elements of a batch -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/Batch.h"
#include "Batch/BatchDemands.h"
#include "Batch/BatchFunctions.h"
#include "Batch/BatchLoop.h"
#include "Batch/BatchMasks.h"
#include "Batch/BatchRegions.h"
#include "DerivativeWriter.h"
#include "Refusal.h"
#include "Regions/LoopStacks.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/Spec/SpecBatching.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

BatchedValue Batch::lookup(Value operand) {
  auto found = known.find(operand);
  assert(found != known.end() && "what an op uses was written before");
  return found->second;
}

/// Keeps the original type for a value that is the same for all elements.
void Batch::set(Value result, BatchedValue batched) {
  if (!batched.axis)
    batched.value = castTo(result.getType(), batched.value, opBuilder);
  known[result] = batched;
}

void Batch::measure(BatchedValue batched) {
  batchSize = tensor::getMixedSize(opBuilder, batched.value.getLoc(),
                                   batched.value, *batched.axis);
}

/// Converts scalar operands of a program in ag's vocabulary to tensors of rank
/// 0.
SmallVector<Value> Batch::write(const Spec &spec, ValueRange operands,
                                Operation *op) {
  bool isOfLinalg = isa_and_present<linalg::LinalgDialect>(op->getDialect());
  bool isOfAG = isa_and_present<AGDialect>(op->getDialect());
  Vocabulary own = isOfAG       ? Vocabulary::AG
                   : isOfLinalg ? Vocabulary::Upstream
                                : vocabulary;
  SmallVector<Value> tensors(operands);
  for (const SpecInput &input : spec.inputs) {
    Value &operand = tensors[input.operand];
    if (isa<RankedTensorType>(operand.getType()))
      continue;
    if (operand.getType().isIndex())
      operand = arith::IndexCastOp::create(opBuilder, op->getLoc(),
                                           opBuilder.getI64Type(), operand);
    if (own == Vocabulary::AG)
      operand = tensor::FromElementsOp::create(
          opBuilder, op->getLoc(), RankedTensorType::get({}, operand.getType()),
          operand);
  }
  return writeSpec(spec, tensors, own, opBuilder, op->getLoc());
}

LogicalResult Batch::refuse(Operation *op, const Twine &reason) {
  return refuseOp(op, "can't be batched: " + reason, values.findPath(op),
                  "which differs over the batch");
}

/// Returns a bound of `size`, which belongs to a value that `op` uses or
/// defines. It is computed from values that are the same for all elements and
/// from sizes of tensors. Returns null if no bound is known.
Value Batch::bound(presburger::BoundType type,
                   const ValueBoundsConstraintSet::Variable &size,
                   Operation *op) {
  auto isShared = [&](Value value, std::optional<int64_t> dim) {
    auto found = known.find(value);
    return found != known.end() &&
           value.getParentRegion()->isAncestor(op->getParentRegion()) &&
           (dim || !found->second.axis);
  };
  std::optional<SizeBound> bound = computeSizeBound(type, size, isShared);
  if (!bound)
    return nullptr;
  Operation *before = op->getPrevNode();
  OpBuilder original(op);
  Value found = getValueOrCreateConstantIndexOp(
      original, op->getLoc(),
      affine::materializeComputedBound(original, op->getLoc(), bound->map,
                                       bound->operands));
  if (failed(runBetween(before, op)))
    return nullptr;
  return lookup(found).value;
}

Value Batch::findSize(Value size, Operation *op) {
  BatchedValue batched = lookup(size);
  return batched.axis ? bound(presburger::BoundType::EQ, size, op)
                      : batched.value;
}

/// Computes the sizes from bounds, for ops that cannot reify their results'
/// shapes.
FailureOr<SmallVector<OpFoldResult>> Batch::boundSizes(OpResult result) {
  Operation *op = result.getOwner();
  SmallVector<OpFoldResult> sizes;
  auto type = cast<RankedTensorType>(result.getType());
  for (auto [dim, number] : llvm::enumerate(type.getShape())) {
    if (ShapedType::isStatic(number)) {
      sizes.push_back(opBuilder.getIndexAttr(number));
      continue;
    }
    Value size = bound(presburger::BoundType::EQ, {result, int64_t(dim)}, op);
    if (!size)
      return refuse(op, "the sizes of its results are unknown");
    sizes.push_back(size);
  }
  return sizes;
}

FailureOr<SmallVector<OpFoldResult>> Batch::findSizes(OpResult result) {
  auto type = dyn_cast<RankedTensorType>(result.getType());
  if (!type || type.hasStaticShape())
    return getAsIndexOpFoldResult(result.getContext(),
                                  type ? type.getShape() : ArrayRef<int64_t>());
  Operation *op = result.getOwner(), *before = op->getPrevNode();
  OpBuilder original(op);
  ReifiedRankedShapedTypeDims shapes;
  if (auto writes = dyn_cast<DestinationStyleOpInterface>(op))
    for (OpResult written : op->getResults())
      shapes.push_back(tensor::getMixedSizes(
          original, op->getLoc(), writes.getTiedOpOperand(written)->get()));
  else if (failed(reifyResultShapes(original, op, shapes)))
    return boundSizes(result);
  if (failed(runBetween(before, op)))
    return failure();
  SmallVector<OpFoldResult> sizes = shapes[result.getResultNumber()];
  for (OpFoldResult &size : sizes) {
    auto value = dyn_cast<Value>(size);
    if (!value)
      continue;
    Value shared = findSize(value, op);
    if (!shared)
      return refuse(op, "a size of its result differs over the batch");
    size = shared;
  }
  return sizes;
}

//===----------------------------------------------------------------------===//
// Values that control flow forwards
//===----------------------------------------------------------------------===//

Type Batch::getForwardedType(Value target) {
  if (!isInBatch(target))
    return target.getType();
  int64_t size = getConstantIntValue(batchSize).value_or(ShapedType::kDynamic);
  return getBatchedType(target.getType(), size, 0);
}

Value Batch::handOn(Value operand, Value target, Operation *op) {
  Value value = isInBatch(target) ? get(operand, 0, op) : lookup(operand).value;
  Type type = getForwardedType(target);
  if (value.getType().isIndex() && !type.isIndex())
    llvm_unreachable("an index in a batch is a tensor");
  return castTo(type, value, opBuilder);
}

void Batch::take(Value target, Value value) {
  std::optional<int64_t> axis;
  if (isInBatch(target))
    axis = 0;
  set(target, {value, axis});
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

LogicalResult Batch::run(Block &block) {
  for (Operation &op : block.without_terminator())
    if (failed(visit(&op)))
      return failure();
  return success();
}

LogicalResult Batch::runBetween(Operation *before, Operation *op) {
  for (Operation *made = before ? before->getNextNode()
                                : &op->getBlock()->front();
       made != op; made = made->getNextNode())
    if (failed(visit(made)))
      return failure();
  return success();
}

LogicalResult Batch::visit(Operation *op) {
  if (isControlFlow(op))
    return batchControlFlow(op, *this);
  if (auto call = dyn_cast<func::CallOp>(op))
    return functions.batchCall(call, *this);
  if (isDemand(op))
    return batchDemand(op, *this);
  if (!isMemoryEffectFree(op))
    return refuse(op, "it has effects, which it would have for each element");
  bool isBatchedOp = llvm::any_of(getUsedValues(op),
                                  [&](Value used) { return isBatched(used); });
  auto write = [&] { return isBatchedOp ? visitBatched(op) : share(op); };
  // A stack's size is a maximum over the elements, which is 0 if there are
  // none.
  if (doAllOfSome(*this) || op->hasAttr(stackAttrName))
    return write();
  OwnDemands demands = findDemands(op, *this);
  if (mask && demands.ofEach)
    return loop(op);
  Value any = demands.ofAll ? findAny(*this, op->getLoc()) : Value();
  return any ? doIfAny(op, any, *this, write) : write();
}

LogicalResult Batch::visitBatched(Operation *op) {
  if (op->hasAttr(stackAttrName))
    return visitStack(cast<tensor::EmptyOp>(op));
  if (auto batchable = dyn_cast<BatchableOpInterface>(op))
    return batchable.batch(*this);
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return batchSpec(structured, *this);
  if (isa<ShapedDimOpInterface>(op))
    return visitSize(op);
  if (auto program = op->getNumRegions() == 0 ? programOf(op) : std::nullopt)
    return batchElementwise(*program, op, *this);
  return loop(op);
}

/// Returns one size for all elements, as tensors of a batch have equal sizes.
LogicalResult Batch::visitSize(Operation *op) {
  auto sized = cast<ShapedDimOpInterface>(op);
  BatchedValue tensor = lookup(sized.getShapedValue());
  std::optional<int64_t> number = getConstantIntValue(sized.getDimension());
  if (!number)
    return loop(op);
  Value size = tensor::DimOp::create(opBuilder, op->getLoc(), tensor.value,
                                     besideAxis(*number, *tensor.axis));
  set(op->getResult(0), {size, std::nullopt});
  return success();
}

/// Allocates, for each element, as many slots as the element that needs the
/// most, but at most the known upper bound.
LogicalResult Batch::visitStack(tensor::EmptyOp op) {
  SmallVector<OpFoldResult> sizes = op.getMixedSizes();
  for (OpFoldResult &size : sizes) {
    auto value = dyn_cast<Value>(size);
    if (!value)
      continue;
    BatchedValue batched = lookup(value);
    size = batched.value;
    if (!batched.axis)
      continue;
    Value most = findMost(batched.value, op, *this);
    Value limit = bound(presburger::BoundType::UB, value, op);
    size = limit ? arith::MinSIOp::create(opBuilder, op.getLoc(), most, limit)
                       .getResult()
                 : most;
  }
  Type element = getBatchedType(op.getType(), 0, 0).getElementType();
  auto stack = tensor::EmptyOp::create(opBuilder, op.getLoc(),
                                       insertSize(sizes, 0), element);
  stack->setDiscardableAttr(stackAttrName, opBuilder.getUnitAttr());
  set(op.getResult(), {stack, 0});
  return success();
}

LogicalResult Batch::share(Operation *op) {
  IRMapping mapping;
  for (Value used : getUsedValues(op))
    mapping.map(used, lookup(used).value);
  Operation *shared = opBuilder.clone(*op, mapping);
  for (auto [result, own] :
       llvm::zip_equal(op->getResults(), shared->getResults())) {
    set(result, {own, std::nullopt});
    if (mask && isSource(op))
      set(result, cut(lookup(result), op, *this));
  }
  return success();
}

LogicalResult Batch::loop(Operation *op) { return loopOverElements(op, *this); }

} // namespace ag
