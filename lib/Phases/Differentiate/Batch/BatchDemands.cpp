//===- BatchDemands.cpp - checks for the elements of a batch --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchDemands.h"
#include "Batch/BatchMasks.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Interfaces/CheckableOp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Ops that only check
//===----------------------------------------------------------------------===//

bool isDemand(Operation *op) { return isa<RequireOp, cf::AssertOp>(op); }

namespace {
class DemandBatching {
public:
  DemandBatching(Operation *op, Batch &batch)
      : op(op), batch(batch), builder(batch.builder()), loc(op->getLoc()),
        condition(batch.lookup(op->getOperand(0))) {}

  void run() {
    SmallVector<Value> operands{makeHold()};
    for (Value value : op->getOperands().drop_front())
      operands.push_back(findOffender(batch.lookup(value)));
    Operation *demand = builder.clone(*op);
    demand->setOperands(operands);
  }

private:
  Value makeHold() {
    if (condition.axis) {
      offenders = narrow(invert(condition.value, op, batch), op, batch);
      Value any = makeMask(offenders, op, batch).any;
      return arith::XOrIOp::create(builder, loc, any, makeTrue());
    }
    if (Value any = findAny(batch, loc))
      return arith::OrIOp::create(
          builder, loc, condition.value,
          arith::XOrIOp::create(builder, loc, any, makeTrue()));
    return condition.value;
  }

  Value makeTrue() {
    return arith::ConstantOp::create(builder, loc, builder.getBoolAttr(true));
  }

  /// Returns the value that a message prints: that of the first offender.
  Value findOffender(BatchedValue value) {
    if (!value.axis)
      return value.value;
    if (!offenders)
      offenders = batch.mask
                      ? batch.mask->elements
                      : invert(batch.get(op->getOperand(0), 0, op), op, batch);
    ScalarProgram place;
    Expr isOne = place.input(ScalarType::I1), index = place.index(0);
    Expr none =
        place.intConstant(std::numeric_limits<int64_t>::max(), ScalarType::I64);
    place.yield(select(isOne, index, none));
    Value first =
        reduceElements(place, offenders, Primitive::Min,
                       std::numeric_limits<int64_t>::max(), op, batch);
    ScalarProgram take;
    Expr number = take.input(ScalarType::I64), at = take.input(ScalarType::I64);
    take.yield(select(compare(Primitive::Eq, take.index(0), at), number,
                      take.intConstant(0, ScalarType::I64)));
    Value offender = extract(reduceElements(take, {value.value, first},
                                            Primitive::Add, 0, op, batch));
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      offender);
  }

  Value extract(Value tensor) {
    return tensor::ExtractOp::create(builder, loc, tensor, ValueRange());
  }

  Operation *op;
  Batch &batch;
  OpBuilder &builder;
  Location loc;
  BatchedValue condition;
  /// The elements for which the condition does not hold.
  Value offenders;
};
} // namespace

LogicalResult batchDemand(Operation *op, Batch &batch) {
  DemandBatching(op, batch).run();
  return success();
}

//===----------------------------------------------------------------------===//
// Checks of other ops
//===----------------------------------------------------------------------===//

/// Returns true if ops in `own` compute `value` from a value that differs over
/// the batch. Sizes of tensors are taken to be the same for all elements.
static bool isMadeOfDiffering(Value value,
                              const llvm::DenseSet<Operation *> &own,
                              Batch &batch) {
  SmallVector<Value> pending{value};
  llvm::DenseSet<Value> seen;
  while (!pending.empty()) {
    Value next = pending.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    Operation *op = next.getDefiningOp();
    if (op && isa<ShapedDimOpInterface>(op))
      continue;
    if (op && own.contains(op))
      llvm::append_range(pending, op->getOperands());
    else if (batch.isBatched(next))
      return true;
  }
  return false;
}

/// Inserts the checks before a copy of the op, inspects them, and erases both.
OwnDemands findDemands(Operation *op, Batch &batch) {
  OwnDemands demands;
  if (!isa<CheckableOpInterface>(op))
    return demands;
  OpBuilder builder(op);
  Operation *before = op->getPrevNode();
  auto probe = cast<CheckableOpInterface>(builder.clone(*op));
  builder.setInsertionPoint(probe);
  SizeOrigins origins;
  ScopedDiagnosticHandler silence(op->getContext(),
                                  [](Diagnostic &) { return success(); });
  demands.ofAll = failed(probe.insertChecks(builder, origins));
  SmallVector<Operation *> made;
  llvm::DenseSet<Operation *> own;
  Operation *first = before ? before->getNextNode() : &op->getBlock()->front();
  for (Operation *each = first; each != op; each = each->getNextNode()) {
    made.push_back(each);
    own.insert(each);
  }
  for (Operation *each : made)
    if (auto require = dyn_cast<RequireOp>(each)) {
      bool differs = isMadeOfDiffering(require.getCondition(), own, batch);
      (differs ? demands.ofEach : demands.ofAll) = true;
    }
  for (Operation *each : llvm::reverse(made))
    each->erase();
  return demands;
}

} // namespace ag
