//===- IndexingOp.cpp - ops that only move elements -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/IndexingOp.h"

using namespace mlir;

#include "ag/Interfaces/IndexingOp.cpp.inc"

namespace ag {

/// Returns the Spec that reads the elements of operand 0 at `places`, for each
/// element of `to`.
static Spec moveElements(RankedTensorType to, ArrayRef<AffineExpr> places,
                         SmallVector<Extent> loops, unsigned symbols = 0) {
  MLIRContext *context = to.getContext();
  ScalarType type = *getScalarType(to.getElementType());
  Spec spec;
  spec.loops = std::move(loops);
  spec.inputs.push_back(
      {0, AffineMap::get(to.getRank(), symbols, places, context)});
  spec.body.yield(spec.body.input(type));
  spec.results.push_back(
      {AffineMap::getMultiDimIdentityMap(to.getRank(), context), type, type});
  return spec;
}

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

namespace {
/// Traverses the dimensions of both shapes from the innermost outwards.
class ReshapeReader {
public:
  ReshapeReader(RankedTensorType from, RankedTensorType to)
      : from(from), to(to),
        places(from.getRank(), getAffineConstantExpr(0, to.getContext())),
        loops(to.getRank(), Extent::number(1)), ours(from.getRank()),
        theirs(to.getRank()) {}

  std::optional<Spec> read();

private:
  bool readPart();
  void place(AffineExpr element, unsigned first, unsigned end);

  RankedTensorType from, to;
  SmallVector<AffineExpr> places;
  SmallVector<Extent> loops;
  /// The numbers of dimensions that have not been read yet.
  unsigned ours, theirs;
};
} // namespace

/// Sets the positions of the operand's dimensions [first, end), in which
/// `element` is the row-major index.
void ReshapeReader::place(AffineExpr element, unsigned first, unsigned end) {
  int64_t stride = 1;
  for (unsigned dim = end; dim-- > first;) {
    AffineExpr place = element.floorDiv(stride);
    places[dim] = dim == first ? place : place % from.getDimSize(dim);
    stride *= dim == first ? 1 : from.getDimSize(dim);
  }
}

/// Reads a group of dimensions of both shapes with equally many elements.
bool ReshapeReader::readPart() {
  unsigned end = ours;
  int64_t ourSize = from.getDimSize(--ours),
          theirSize = to.getDimSize(--theirs);
  AffineExpr element = getAffineDimExpr(theirs, to.getContext());
  loops[theirs] = ShapedType::isDynamic(theirSize) ? Extent::dimension(0, ours)
                                                   : Extent::number(theirSize);
  while (ourSize != theirSize) {
    bool isDynamic =
        ShapedType::isDynamic(ourSize) || ShapedType::isDynamic(theirSize);
    bool addsOurs = ourSize < theirSize;
    if (isDynamic || (addsOurs ? ours : theirs) == 0)
      return false;
    if (addsOurs) {
      int64_t size = from.getDimSize(--ours);
      if (ShapedType::isDynamic(size))
        return false;
      ourSize *= size;
      continue;
    }
    int64_t size = to.getDimSize(--theirs);
    if (ShapedType::isDynamic(size))
      return false;
    element = element + getAffineDimExpr(theirs, to.getContext()) * theirSize;
    loops[theirs] = Extent::number(size);
    theirSize *= size;
  }
  place(element, ours, end);
  return true;
}

/// Reads all groups. Dimensions of one element are skipped unless the shape
/// does not change: then each has a loop of its own, as in other ops that move
/// nothing.
std::optional<Spec> ReshapeReader::read() {
  if (llvm::is_contained(from.getShape(), 0) ||
      !getScalarType(from.getElementType()))
    return std::nullopt;
  bool skipsUnits = from.getShape() != to.getShape();
  while (true) {
    while (skipsUnits && ours > 0 && from.getDimSize(ours - 1) == 1)
      --ours;
    while (skipsUnits && theirs > 0 && to.getDimSize(theirs - 1) == 1)
      --theirs;
    if (ours == 0 && theirs == 0)
      return moveElements(to, places, std::move(loops));
    if (ours == 0 || theirs == 0 || !readPart())
      return std::nullopt;
  }
}

std::optional<Spec> describeReshape(RankedTensorType from,
                                    RankedTensorType to) {
  return ReshapeReader(from, to).read();
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

std::optional<Spec> describeSlice(RankedTensorType from, RankedTensorType to,
                                  ArrayRef<int64_t> offsets,
                                  ArrayRef<int64_t> strides,
                                  ArrayRef<unsigned> dynamicOffsets) {
  MLIRContext *context = to.getContext();
  if (from.getRank() != to.getRank() || !to.hasStaticShape() ||
      !getScalarType(to.getElementType()))
    return std::nullopt;
  SmallVector<AffineExpr> places;
  SmallVector<Extent> loops;
  unsigned symbols = 0;
  for (auto [dim, offset, stride] : llvm::enumerate(offsets, strides)) {
    AffineExpr first = ShapedType::isDynamic(offset)
                           ? getAffineSymbolExpr(symbols++, context)
                           : getAffineConstantExpr(offset, context);
    if (ShapedType::isDynamic(stride))
      return std::nullopt;
    places.push_back(getAffineDimExpr(dim, context) * stride + first);
    loops.push_back(Extent::number(to.getDimSize(dim)));
  }
  Spec spec = moveElements(to, places, std::move(loops), symbols);
  spec.symbols.assign(dynamicOffsets.begin(), dynamicOffsets.end());
  return spec;
}

} // namespace ag
