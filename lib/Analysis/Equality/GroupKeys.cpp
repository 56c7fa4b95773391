//===- GroupKeys.cpp - what groups have in common -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Equality/GroupKeys.h"
#include "Groups/LoopLengths.h"
#include "ag/Analysis/Equality/OpEncoder.h"
#include "ag/Analysis/Groups/GroupValues.h"

using namespace mlir;

namespace ag {
namespace {
/// Writes the key of a sequence of ops.
class KeyWriter : public OpEncoder {
public:
  KeyWriter(GroupKeys::AttributeTable &attributes,
            const GroupKeys::SizeOf &sizeOf)
      : attributes(attributes), sizeOf(sizeOf) {}

  std::optional<GroupKey> write(ArrayRef<const StatedOp *> ops,
                                ValueRange marked);

private:
  void append(uint64_t word) override { key.push_back(word); }
  void append(const void *pointer) {
    append(reinterpret_cast<uintptr_t>(pointer));
  }
  void append(OperationName name) override {
    append(name.getAsOpaquePointer());
  }
  void appendAttributes(Operation *op) override;
  void appendType(Value value) override;
  void appendOutside(Value value) override;
  void add(Operation *op, ValueRange operands);

  GroupKeys::AttributeTable &attributes;
  const GroupKeys::SizeOf &sizeOf;
  GroupKey key;
  /// Numbers the lengths of dynamic dimensions in the order in which they first
  /// occur.
  llvm::DenseMap<LengthOrigin, unsigned> lengths;
  bool isWhole = true;
};
} // namespace

/// Caches the properties as an attribute, as building one takes longer than the
/// rest of the key.
void KeyWriter::appendAttributes(Operation *op) {
  auto [found, isNew] = attributes.try_emplace(op);
  if (isNew)
    found->second = {op->getPropertiesAsAttribute().getAsOpaquePointer(),
                     op->getDiscardableAttrDictionary().getAsOpaquePointer()};
  append(found->second.first);
  append(found->second.second);
}

void KeyWriter::appendType(Value value) {
  append(value.getType().getAsOpaquePointer());
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  isWhole &= tensor || !isa<ShapedType>(value.getType());
  for (int64_t dim = 0; tensor && dim < tensor.getRank(); ++dim) {
    if (!tensor.isDynamicDim(dim))
      continue;
    LengthOrigin origin = findLengthOrigin(value, dim);
    append(lengths.try_emplace(origin, lengths.size()).first->second);
    append(origin.first ? 0 : origin.second + 1);
    if (sizeOf)
      append(sizeOf(value, dim));
  }
}

/// Encodes the type, then the value that `value` equals, or the op that
/// computes it if that is free.
void KeyWriter::appendOutside(Value value) {
  appendType(value);
  Value same = getSame(value);
  Operation *op = value.getDefiningOp();
  bool isMade = op && isRematerializable(op);
  append(same != value ? 2 : isMade);
  if (same != value)
    encode(same);
  else if (isMade)
    add(op, op->getOperands());
}

void KeyWriter::add(Operation *op, ValueRange operands) {
  isWhole &= op->getNumRegions() == 0;
  if (isWhole)
    encode(op, operands);
}

std::optional<GroupKey> KeyWriter::write(ArrayRef<const StatedOp *> ops,
                                         ValueRange marked) {
  append(ops.size());
  for (const StatedOp *op : ops) {
    add(op->op, op->operands);
    if (!isWhole)
      return std::nullopt;
  }
  for (Value value : marked)
    encode(value);
  return isWhole ? std::optional(std::move(key)) : std::nullopt;
}

std::optional<GroupKey> GroupKeys::find(ArrayRef<const StatedOp *> ops,
                                        ValueRange marked) {
  return KeyWriter(attributes, sizeOf).write(ops, marked);
}

} // namespace ag
