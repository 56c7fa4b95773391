//===- ResultMaps.cpp - what results are written to -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ResultMaps.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;

namespace ag {

bool isPlaced(AffineMap map, bool isAlone) {
  llvm::SmallBitVector isUsed(map.getNumDims());
  for (unsigned dim = 0; dim < map.getNumResults(); ++dim) {
    std::optional<LinearOffset> place = matchLinear(map, dim);
    if (!place)
      return false;
    auto moves = [](int64_t stride) { return stride != 0; };
    std::optional<unsigned> loop = place->getOnlyLoop();
    if (!loop && llvm::any_of(place->strides, moves))
      return false;
    if (loop && (place->strides[*loop] < 0 || (isAlone && isUsed[*loop])))
      return false;
    if (loop)
      isUsed.set(*loop);
  }
  return true;
}

/// Returns the size that `origin` is directly equal to; nullopt if there is
/// none.
static std::optional<SizeOrigin> findNext(const SizeOrigin &origin) {
  if (!origin.value)
    return std::nullopt;
  if (isa<ShapedType>(origin.value.getType()))
    return findSource(origin.value, origin.number);
  auto dim = origin.value.getDefiningOp<tensor::DimOp>();
  if (!dim || !dim.getConstantIndex())
    return std::nullopt;
  return SizeOrigin{dim.getSource(), *dim.getConstantIndex()};
}

/// Returns the origin of an extent, so that a slice that is as long as the
/// whole has the whole's size. Only a few ops are looked through, because each
/// op of a long chain would walk all of it.
static SizeOrigin findOrigin(const Extent &extent, ValueRange operands) {
  constexpr unsigned mostOps = 32;
  SizeOrigin origin{Value(), extent.value()};
  if (extent.kind() != Extent::Number)
    origin.value = operands[extent.operand()];
  for (unsigned steps = 0; steps < mostOps; ++steps)
    if (auto next = findNext(origin))
      origin = *next;
  return origin;
}

bool fillsDim(const Spec &spec, const SpecResult &result, unsigned dim,
              ValueRange operands) {
  auto loop = dyn_cast<AffineDimExpr>(result.map.getResult(dim));
  if (!loop || result.shape.empty())
    return static_cast<bool>(loop);
  const Extent &a = result.shape[dim], &b = spec.loops[loop.getPosition()];
  int64_t size = a.getStatic(operands.getTypes());
  if (ShapedType::isStatic(size) && size == b.getStatic(operands.getTypes()))
    return true;
  SizeOrigin from = findOrigin(a, operands), of = findOrigin(b, operands);
  return from.value == of.value && from.number == of.number;
}

bool fillsResult(const Spec &spec, const SpecResult &result,
                 ValueRange operands) {
  return llvm::all_of(llvm::seq(result.map.getNumResults()), [&](unsigned dim) {
    return fillsDim(spec, result, dim, operands);
  });
}

} // namespace ag
