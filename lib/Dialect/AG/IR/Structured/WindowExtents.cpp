//===- WindowExtents.cpp - what an einsum string says of loops ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Structured/WindowExtents.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Extents
//===----------------------------------------------------------------------===//

LogicalResult Windows::checkCounts(const Reporter &report) const {
  for (auto [number, type] : llvm::enumerate(types))
    if (int64_t rank = cast<RankedTensorType>(type).getRank();
        rank != int64_t(einsum.operands[number].size()))
      return report("ranks") << "operand " << number << " has rank " << rank
                             << ", but rank " << einsum.operands[number].size()
                             << " in \"" << spell(einsum) << "\"";
  size_t numCreated = llvm::count_if(einsum.result, [&](const EinsumDim &dim) {
    return einsum.isCreated(dim);
  });
  if (numCreated != created.size())
    return report("extents") << numCreated << " extents are created, but "
                             << created.size() << " are given";
  return success();
}

/// Returns the first operand dimension that consists of the loop alone.
std::optional<Extent> Windows::findMeasured(unsigned loop) const {
  for (auto [operand, part] : llvm::enumerate(einsum.operands))
    for (auto [number, dim] : llvm::enumerate(part))
      if (dim.isLoop(loop))
        return Extent::dimension(operand, number);
  return std::nullopt;
}

std::optional<Extent> Windows::findExtent(unsigned loop) const {
  if (std::optional<Extent> measured = findMeasured(loop))
    return measured;
  const Extent *next = created.begin();
  for (const EinsumDim &dim : einsum.result) {
    if (dim.isLoop(loop))
      return *next;
    next += einsum.isCreated(dim);
  }
  SmallVector<unsigned> alone = einsum.findWindows();
  const auto *place = llvm::find(alone, loop);
  if (place - alone.begin() < ssize_t(windows.size()))
    return windows[place - alone.begin()];
  return std::nullopt;
}

LogicalResult Windows::addLoops(Spec &spec, const Reporter &report) const {
  for (auto [loop, letter] : llvm::enumerate(einsum.letters)) {
    std::optional<Extent> extent = findExtent(loop);
    std::string name = std::string("'") + letter + "'";
    if (!extent)
      return report("einsum")
             << name << " stands alone nowhere in \"" << spell(einsum) << "\"";
    spec.loopNames.push_back(name);
    spec.loops.push_back(*extent);
  }
  return success();
}

/// Returns the extents of the result; empty if each dimension is a loop.
SmallVector<Extent> Windows::getShape() const {
  if (llvm::all_of(einsum.result,
                   [](const EinsumDim &dim) { return dim.isLoop(); }))
    return {};
  SmallVector<Extent> shape;
  const Extent *next = created.begin();
  for (const EinsumDim &dim : einsum.result)
    shape.push_back(einsum.isCreated(dim)
                        ? *next++
                        : *findMeasured(dim.terms.front().loop));
  return shape;
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

AffineMap Windows::mapOf(const EinsumPart &part) const {
  SmallVector<AffineExpr> places;
  for (const EinsumDim &dim : part) {
    AffineExpr place = getAffineConstantExpr(0, context);
    for (const EinsumTerm &term : dim.terms)
      place = place + getAffineDimExpr(term.loop, context) * term.factor;
    places.push_back(place);
  }
  return AffineMap::get(einsum.letters.size(), 0, places, context);
}

/// The last position is the sum of its terms' last ones, if each loop has
/// iterations.
LogicalResult Windows::checkInside(const EinsumDim &dim, int64_t size,
                                   const Twine &where,
                                   const Reporter &report) const {
  if (dim.isLoop() || ShapedType::isDynamic(size))
    return success();
  int64_t last = 0;
  for (const EinsumTerm &term : dim.terms) {
    int64_t extent = findExtent(term.loop)->getStatic(types);
    if (ShapedType::isDynamic(extent) || extent == 0)
      return success();
    int64_t step;
    if (llvm::MulOverflow(term.factor, extent - 1, step) ||
        llvm::AddOverflow(last, step, last))
      last = INT64_MAX;
  }
  if (last < size)
    return success();
  return report("window") << "a window ends at " << last << " along dimension "
                          << where << ", which has size " << size;
}

LogicalResult Windows::checkInside(const Reporter &report) const {
  for (auto [operand, part] : llvm::enumerate(einsum.operands)) {
    auto type = cast<RankedTensorType>(types[operand]);
    for (auto [number, dim] : llvm::enumerate(part))
      if (failed(checkInside(dim, type.getDimSize(number),
                             Twine(number) + " of operand " + Twine(operand),
                             report)))
        return failure();
  }
  for (auto [number, extent] : llvm::enumerate(getShape()))
    if (failed(checkInside(einsum.result[number], extent.getStatic(types),
                           Twine(number) + " of the result", report)))
      return failure();
  return success();
}

LogicalResult Windows::describe(Spec &spec, const Reporter &report) const {
  if (failed(checkCounts(report)) || failed(addLoops(spec, report)) ||
      failed(checkInside(report)))
    return failure();
  for (auto [number, part] : llvm::enumerate(einsum.operands))
    spec.inputs.push_back({unsigned(number), mapOf(part)});
  SpecResult &result = spec.results.emplace_back();
  result.map = mapOf(einsum.result);
  result.shape = getShape();
  return success();
}

SmallVector<int64_t> findCreatedSizes(const Einsum &einsum,
                                      ArrayRef<int64_t> sizes,
                                      ShapedType part) {
  SmallVector<int64_t> found(sizes);
  int64_t *next = found.begin();
  for (auto [number, dim] : llvm::enumerate(einsum.result)) {
    if (!einsum.isCreated(dim))
      continue;
    if (ShapedType::isStatic(*next))
      *next = part.getDimSize(number);
    ++next;
  }
  return found;
}

} // namespace ag
