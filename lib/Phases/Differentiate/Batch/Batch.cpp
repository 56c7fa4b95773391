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
#include "Batch/BatchSizes.h"
#include "DerivativeWriter.h"
#include "Refusal.h"
#include "Regions/LoopStacks.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "ag/Interfaces/Spec/SpecBatching.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
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

Value Batch::findSize(Value size, Operation *op) {
  BatchedValue batched = lookup(size);
  return batched.axis ? findBound(presburger::BoundType::EQ, size, op, *this)
                      : batched.value;
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
  auto batchable = dyn_cast<BatchableOpInterface>(op);
  if (mask && isBatchedOp && batchable && batchable.heedsMask(*this))
    return batchable.batch(*this);
  OwnDemands demands = findDemands(op, *this);
  if (mask && demands.ofEach)
    return loop(op);
  Value any = demands.ofAll ? findAny(*this, op->getLoc()) : Value();
  return any ? doIfAny(op, any, *this, write) : write();
}

LogicalResult Batch::visitBatched(Operation *op) {
  if (op->hasAttr(stackAttrName))
    return batchStack(cast<tensor::EmptyOp>(op), *this);
  if (auto batchable = dyn_cast<BatchableOpInterface>(op))
    return batchable.batch(*this);
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return batchSpec(structured, *this);
  if (auto sized = dyn_cast<ShapedDimOpInterface>(op))
    return batchDim(sized, *this);
  if (auto program = op->getNumRegions() == 0 ? programOf(op) : std::nullopt)
    return batchElementwise(*program, op, *this);
  return loop(op);
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

void Batch::changeEach(Operation *op, Value operand,
                       function_ref<Value(const BatchElement &)> change) {
  changeElements(op, operand, *this, change);
}

} // namespace ag
