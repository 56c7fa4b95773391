//===- LoadValues.cpp - what load can know --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Regions/LiveValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {

/// The fewest bytes of a constant that load computes with. Values of smaller
/// constants are recomputed in about a microsecond.
constexpr int64_t largeConstant = 4096;

std::optional<int64_t> countBytes(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape() ||
      !tensor.getElementType().isIntOrFloat())
    return std::nullopt;
  return llvm::accumulate(tensor.getShape(), countElementBytes(tensor), times);
}

bool isLoadSource(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return getParameterName(argument) != nullptr;
  if (value.getDefiningOp<ParameterOp>())
    return true;
  ElementsAttr elements;
  return matchPattern(value, m_Constant(&elements)) && !elements.isSplat() &&
         countBytes(value.getType()).value_or(0) >= largeConstant;
}

bool isLoadValue(Value value) {
  SetVector<Value> needed;
  needed.insert(value);
  bool hasSource = false;
  for (unsigned number = 0; number < needed.size(); ++number) {
    Value each = needed[number];
    if (isLoadSource(each)) {
      hasSource = true;
      continue;
    }
    Operation *op = each.getDefiningOp();
    if (!op || !isMemoryEffectFree(op))
      return false;
    needed.insert_range(getUsedValues(op));
  }
  return hasSource;
}

bool isOfConstants(Value value) {
  constexpr size_t most = 32;
  SetVector<Value> needed;
  needed.insert(value);
  for (size_t number = 0; number < needed.size(); ++number) {
    if (needed[number].getType().isIntOrIndex())
      continue;
    Operation *op = needed[number].getDefiningOp();
    if (!op || number >= most || isLoadSource(needed[number]) ||
        op->getNumRegions() > 0 || !isPureOp(op))
      return false;
    needed.insert_range(op->getOperands());
  }
  return true;
}

bool isWorthPreparing(Type type, ValueRange sources) {
  int64_t sourceBytes = 0;
  for (Value source : sources)
    sourceBytes += countBytes(source.getType()).value_or(0);
  std::optional<int64_t> bytes = countBytes(type);
  return bytes && *bytes <= mostGrowth * sourceBytes;
}

} // namespace ag
