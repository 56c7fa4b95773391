//===- GroupKeys.cpp - what groups have in common -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/GroupKeys.h"
#include "LoopLengths.h"
#include "ag/Analysis/GroupBorder.h"

using namespace mlir;

namespace ag {
namespace {
/// Writes the key of some ops.
class KeyWriter {
public:
  KeyWriter(llvm::DenseMap<Operation *, const void *> &attributes,
            const GroupKeys::SizeOf &sizeOf)
      : attributes(attributes), sizeOf(sizeOf) {}

  std::optional<GroupKey> write(ArrayRef<const StatedOp *> ops,
                                ValueRange marked);

private:
  void add(uintptr_t number) { key.push_back(number); }
  void add(const void *pointer) { add(reinterpret_cast<uintptr_t>(pointer)); }
  void addType(Value value);
  void addValue(Value value);
  void addOp(Operation *op, ValueRange operands);

  llvm::DenseMap<Operation *, const void *> &attributes;
  const GroupKeys::SizeOf &sizeOf;
  GroupKey key;
  /// Values, and what lengths are, by the order in which they are met.
  llvm::DenseMap<Value, unsigned> numbers;
  llvm::DenseMap<LengthOrigin, unsigned> lengths;
  bool isWhole = true;
};
} // namespace

void KeyWriter::addType(Value value) {
  add(value.getType().getAsOpaquePointer());
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  isWhole &= tensor || !isa<ShapedType>(value.getType());
  for (int64_t dim = 0; tensor && dim < tensor.getRank(); ++dim) {
    if (!tensor.isDynamicDim(dim))
      continue;
    LengthOrigin origin = findLengthOrigin(value, dim);
    add(lengths.try_emplace(origin, lengths.size()).first->second);
    add(origin.first ? 0 : origin.second + 1);
    if (sizeOf)
      add(sizeOf(value, dim));
  }
}

/// With what it is the same as, or of what it is made, if it is free.
void KeyWriter::addValue(Value value) {
  auto [found, isNew] = numbers.try_emplace(value, numbers.size());
  add(found->second);
  if (!isNew)
    return;
  addType(value);
  Value same = getSame(value);
  Operation *op = value.getDefiningOp();
  bool isMade = op && isFree(op);
  add(same != value ? 2 : isMade);
  if (same != value)
    addValue(same);
  else if (isMade)
    addOp(op, op->getOperands());
}

void KeyWriter::addOp(Operation *op, ValueRange operands) {
  isWhole &= op->getNumRegions() == 0;
  if (!isWhole)
    return;
  const void *&attributesOf = attributes[op];
  if (!attributesOf)
    attributesOf = op->getAttrDictionary().getAsOpaquePointer();
  add(op->getName().getAsOpaquePointer());
  add(attributesOf);
  add(operands.size());
  for (Value operand : operands)
    addValue(operand);
  for (Value result : op->getResults()) {
    numbers.try_emplace(result, numbers.size());
    addType(result);
  }
}

std::optional<GroupKey> KeyWriter::write(ArrayRef<const StatedOp *> ops,
                                         ValueRange marked) {
  add(ops.size());
  for (const StatedOp *op : ops) {
    addOp(op->op, op->operands);
    if (!isWhole)
      return std::nullopt;
  }
  for (Value value : marked)
    addValue(value);
  return isWhole ? std::optional(std::move(key)) : std::nullopt;
}

std::optional<GroupKey> GroupKeys::find(ArrayRef<const StatedOp *> ops,
                                        ValueRange marked) {
  return KeyWriter(attributes, sizeOf).write(ops, marked);
}

} // namespace ag
