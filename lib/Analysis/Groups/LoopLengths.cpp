//===- LoopLengths.cpp - which loops are of one length --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Groups/LoopLengths.h"
#include "ag/Analysis/Sizes/SizeArithmetic.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

static LengthOrigin findLengthOrigin(Value index) {
  for (Value each : {index, getSame(index)})
    if (std::optional<int64_t> number = SizeTerm(each).getNumber())
      return {Value(), *number};
  SizeStep step = readStep(getSame(index));
  return step.kind == SizeStep::Dimension &&
                 isa<RankedTensorType>(step.shaped.getType())
             ? findLengthOrigin(step.shaped, step.number)
             : LengthOrigin{getSame(index), 0};
}

LengthOrigin findLengthOrigin(Value tensor, unsigned place) {
  Value same = getSame(tensor);
  for (Value each : {tensor, same})
    if (auto type = cast<RankedTensorType>(each.getType());
        !type.isDynamicDim(place))
      return {Value(), type.getDimSize(place)};
  if (auto empty = same.getDefiningOp<tensor::EmptyOp>())
    return findLengthOrigin(empty.getDynamicSize(place));
  return {same, place};
}

LoopLengths::LoopLengths(ArrayRef<const StatedOp *> ops) {
  for (const StatedOp *op : ops)
    read(*op);
}

/// Unites a measured loop with the dimensions of operands that it reads. Unites
/// a dimension of a result with its extent, and with the same dimension of the
/// value that the result starts from.
void LoopLengths::read(const StatedOp &op) {
  for (const SpecInput &input : op.spec.inputs)
    for (auto [place, expr] : llvm::enumerate(input.map.getResults()))
      if (auto loop = dyn_cast<AffineDimExpr>(expr);
          loop && op.spec.isMeasured(loop.getPosition()))
        unite(ofLoop(op, loop.getPosition()),
              ofPlace(op.getValue(input), place));
  for (auto [value, result] :
       llvm::zip_equal(op.op->getResults(), op.spec.results))
    for (unsigned place = 0; place < result.map.getNumResults(); ++place) {
      unsigned own = ofPlace(value, place);
      unite(own, ofExtent(op, op.spec.getExtent(result, place)));
      if (result.initOperand)
        unite(own, ofPlace(op.operands[*result.initOperand], place));
    }
}

unsigned LoopLengths::ofLoop(const StatedOp &op, unsigned loop) {
  return ofExtent(op, op.spec.loops[loop]);
}

unsigned LoopLengths::ofExtent(const StatedOp &op, const Extent &extent) {
  if (extent.kind() == Extent::Number)
    return ofOrigin({Value(), extent.value()});
  Value value = op.getNumbered(extent.operand());
  return extent.kind() == Extent::Dimension ? ofPlace(value, extent.value())
                                            : ofOrigin(findLengthOrigin(value));
}

unsigned LoopLengths::ofPlace(Value value, unsigned place) {
  return ofOrigin(findLengthOrigin(value, place));
}

unsigned LoopLengths::ofOrigin(LengthOrigin origin) {
  auto [found, isNew] = known.try_emplace(origin, parents.size());
  if (isNew) {
    parents.push_back(parents.size());
    numbers.emplace_back();
    if (!origin.first)
      numbers.back() = origin.second;
  }
  return find(found->second);
}

std::optional<int64_t> LoopLengths::getStatic(unsigned length) const {
  return numbers[find(length)];
}

unsigned LoopLengths::find(unsigned length) const {
  while (parents[length] != length)
    length = parents[length];
  return length;
}

/// Unites two lengths. Different numbers remain separate, as an op that
/// requires them to be equal fails when it runs.
void LoopLengths::unite(unsigned a, unsigned b) {
  a = find(a);
  b = find(b);
  if (a == b || (numbers[a] && numbers[b]))
    return;
  if (numbers[b])
    std::swap(a, b);
  parents[b] = a;
}

} // namespace ag
