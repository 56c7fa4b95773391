//===- SizeOrigins.cpp - where sizes come from ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Interfaces/BodyOp.h"

using namespace mlir;

namespace ag {

ValueBoundsConstraintSet::Variable
SizeOrigin::getVariable(MLIRContext *context) const {
  if (!value)
    return OpFoldResult(Builder(context).getIndexAttr(number));
  return isa<ShapedType>(value.getType())
             ? getSizeVariable(value, number)
             : ValueBoundsConstraintSet::Variable(value);
}

std::optional<SizeOrigin> findSource(Value tensor, int64_t dim) {
  auto op = tensor.getDefiningOp<StructuredOpInterface>();
  if (!op || !cast<ShapedType>(tensor.getType()).isDynamicDim(dim))
    return std::nullopt;
  Spec spec = op.getSpec();
  unsigned number = cast<OpResult>(tensor).getResultNumber();
  Extent extent = spec.getExtent(spec.results[number], dim);
  if (extent.kind() == Extent::Number)
    return SizeOrigin{Value(), extent.value()};
  Value operand = op->getOperand(extent.operand());
  return extent.kind() == Extent::Dimension
             ? SizeOrigin{operand, extent.value()}
             : SizeOrigin{operand};
}

/// Follows a size with `findNext` as far as possible.
SizeOrigin SizeOrigins::find(
    SizeOrigin origin, Known &known,
    llvm::function_ref<std::optional<SizeOrigin>(Value, int64_t)> findNext) {
  SmallVector<std::pair<Value, int64_t>> passed;
  while (origin.value && isa<ShapedType>(origin.value.getType())) {
    std::pair<Value, int64_t> place(origin.value, origin.number);
    auto remembered = known.find(place);
    std::optional<SizeOrigin> source =
        remembered != known.end() ? remembered->second
                                  : findNext(place.first, place.second);
    if (!source)
      break;
    passed.push_back(place);
    origin = *source;
  }
  for (const std::pair<Value, int64_t> &place : passed)
    known[place] = origin;
  return origin;
}

SizeOrigin SizeOrigins::find(Value tensor, int64_t dim) {
  return find({tensor, dim}, known, findSource);
}

SizeOrigin SizeOrigins::findThroughBodies(Value tensor, int64_t dim) {
  return find({tensor, dim}, knownThroughBodies,
              [](Value value, int64_t number) -> std::optional<SizeOrigin> {
                if (Value same = lookThroughBody(value))
                  return SizeOrigin{same, number};
                return findSource(value, number);
              });
}

} // namespace ag
