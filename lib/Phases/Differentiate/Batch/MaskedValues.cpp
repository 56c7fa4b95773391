//===- MaskedValues.cpp - values of elements outside of a mask ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/MaskedValues.h"
#include "Batch/BatchMasks.h"
#include "Batch/BatchedValues.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Interfaces/CheckableOp.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

void MaskedChanges::add(Value changed, Value original, Value elements) {
  if (changed != original)
    changes[changed] = {original, elements};
}

void MaskedChanges::addSubset(Value elements, Value others) {
  if (elements != others)
    subsets[elements].push_back(others);
}

bool MaskedChanges::areWithin(Value elements, Value others) const {
  if (elements == others)
    return true;
  auto found = subsets.find(elements);
  return found != subsets.end() &&
         llvm::any_of(found->second,
                      [&](Value outer) { return areWithin(outer, others); });
}

SmallVector<Value> MaskedChanges::getOriginals(Value value,
                                               Accepts accepts) const {
  SmallVector<Value> originals;
  while (value) {
    originals.push_back(value);
    auto found = changes.find(value);
    if (found != changes.end() && accepts(found->second.elements))
      value = found->second.original;
    else if (auto cast = value.getDefiningOp<tensor::CastOp>())
      value = cast.getSource();
    else
      value = nullptr;
  }
  return originals;
}

bool MaskedChanges::agree(Value a, Value b, Accepts accepts) const {
  SmallVector<Value> ofA = getOriginals(a, accepts);
  return llvm::any_of(getOriginals(b, accepts), [&](Value original) {
    return llvm::is_contained(ofA, original);
  });
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value MaskedValues::elements() { return batch.mask->elements; }

std::optional<MaskedValues::Cut> MaskedValues::findLastCut(Value value) const {
  std::optional<Cut> cut;
  for (auto found = ofCuts.find(value); found != ofCuts.end();
       found = ofCuts.find(cut->uncut.value))
    cut = found->second;
  return cut;
}

BatchedValue MaskedValues::lookup(Value operand) {
  BatchedValue value = batch.lookup(operand);
  std::optional<Cut> cut = findLastCut(value.value);
  return cut ? cut->uncut : value;
}

BatchedValue MaskedValues::lookupAll(Value operand) {
  BatchedValue value = batch.lookup(operand);
  std::optional<Cut> cut = findLastCut(value.value);
  return cut ? BatchedValue{cut->all, 0} : value;
}

void MaskedValues::set(Value result, BatchedValue batched, Operation *op) {
  batch.set(result, batched);
  if (batch.mask && isCut(result))
    batch.set(result, cut(batched, op, batch));
}

void MaskedValues::addChange(Value changed, Value original) {
  changes.add(changed, original, elements());
}

/// The checks are inserted before a copy of the op, because they may change the
/// op.
LogicalResult MaskedValues::check(Operation *op) {
  if (!isa<CheckableOpInterface>(op))
    return success();
  OpBuilder builder(op);
  Operation *before = op->getPrevNode();
  auto checked = cast<CheckableOpInterface>(builder.clone(*op));
  builder.setInsertionPoint(checked);
  SizeOrigins origins;
  LogicalResult result = checked.insertChecks(builder, origins);
  checked.erase();
  return failed(result) ? failure() : batch.runBetween(before, op);
}

} // namespace ag
