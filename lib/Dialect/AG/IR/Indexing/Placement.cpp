//===- Placement.cpp - broadcast, transpose, slice ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// This file has the shape ops with a Spec: each result element is the operand
// element that an affine map selects.
//
//===----------------------------------------------------------------------===//
#include "Indexing/SliceBounds.h"
#include "Sizes/Extents.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace ag {

/// Returns the Spec of a result whose element at the loops is x's element at
/// `map`.
static Spec placementSpec(Type x, AffineMap map, SmallVector<Extent> loops) {
  Spec spec;
  ScalarType element =
      *getScalarType(cast<RankedTensorType>(x).getElementType());
  spec.loops = std::move(loops);
  spec.inputs.push_back({0, map});
  spec.body.yield(spec.body.input(element));
  spec.results.push_back(
      {AffineMap::getMultiDimIdentityMap(map.getNumDims(), x.getContext()),
       element, element});
  return spec;
}

//===----------------------------------------------------------------------===//
// Broadcast
//===----------------------------------------------------------------------===//

static LogicalResult checkBroadcastDims(ArrayRef<int64_t> dims,
                                        RankedTensorType x,
                                        ArrayRef<int64_t> sizes,
                                        const Reporter &report) {
  if (int64_t(dims.size()) != x.getRank())
    return report("dims") << dims.size()
                          << " dimensions for an operand of rank "
                          << x.getRank();
  int64_t previous = -1;
  for (auto [k, dim] : llvm::enumerate(dims)) {
    if (dim <= previous || dim >= int64_t(sizes.size()))
      return report("dims")
             << "dimension " << k << " of x becomes " << dim << ", expected "
             << previous + 1 << " to " << int64_t(sizes.size()) - 1;
    previous = dim;
    if (x.getDimSize(k) != 1 && x.getDimSize(k) != sizes[dim])
      return report("one-to-n")
             << "dimension " << k << " of x, a " << x << ", becomes "
             << (ShapedType::isDynamic(sizes[dim]) ? "dynamic"
                                                   : Twine(sizes[dim]));
  }
  return success();
}

FailureOr<Spec> BroadcastOp::describe(Adaptor adaptor, const Reporter &report) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  ArrayRef<int64_t> dims = adaptor.getDims();
  ArrayRef<int64_t> sizes = adaptor.getStaticSizes();
  if (failed(checkBroadcastDims(dims, x, sizes, report)))
    return failure();
  MLIRContext *context = x.getContext();
  // A dimension that stays 1 is not broadcast: its derivative is not a sum.
  auto stretches = [&](size_t k, int64_t dim) {
    return x.getDimSize(k) == 1 && sizes[dim] != 1;
  };
  // The new result dimensions, whose extents the op creates.
  SmallVector<int64_t> created(sizes);
  SmallVector<AffineExpr> places;
  for (auto [k, dim] : llvm::enumerate(dims)) {
    if (stretches(k, dim)) {
      places.push_back(getAffineConstantExpr(0, context));
      continue;
    }
    places.push_back(getAffineDimExpr(dim, context));
    created[dim] = 0;
  }
  if (failed(checkSizes(created, adaptor.getSizes().size(), "new sizes",
                        "extents", report)))
    return failure();
  SmallVector<Extent> loops = toExtents(created, /*firstOperand=*/1);
  for (auto [k, dim] : llvm::enumerate(dims))
    if (!stretches(k, dim))
      loops[dim] = Extent::dimension(0, k);
  return placementSpec(x, AffineMap::get(sizes.size(), 0, places, context),
                       std::move(loops));
}

/// Dimensions that are not new have the extents of the part's operand.
Operation *BroadcastOp::makePart(OpBuilder &builder, const OpPart &part) {
  Value x = part.operands.front();
  auto type = cast<RankedTensorType>(part.results.front());
  SmallVector<OpFoldResult> created = part.getSizes();
  for (auto [k, dim] : llvm::enumerate(getDims()))
    if (getX().getType().getDimSize(k) != 1)
      created[dim] = builder.getIndexAttr(0);
  SmallVector<Value> sizes;
  SmallVector<int64_t> statics;
  dispatchIndexOpFoldResults(created, sizes, statics);
  return BroadcastOp::create(builder, getLoc(), x, sizes, getDims(),
                             type.getShape());
}

//===----------------------------------------------------------------------===//
// Transpose
//===----------------------------------------------------------------------===//

FailureOr<Spec> TransposeOp::describe(Adaptor adaptor, const Reporter &report) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  ArrayRef<int64_t> permutation = adaptor.getPermutation();
  if (int64_t(permutation.size()) != x.getRank() ||
      !isPermutationVector(permutation))
    return report("permutation")
           << "[" << permutation << "] is not a permutation of the "
           << x.getRank() << " dimensions of x";
  SmallVector<Extent> loops;
  for (int64_t dim : permutation)
    loops.push_back(Extent::dimension(0, dim));
  AffineMap toResult =
      AffineMap::getPermutationMap(permutation, x.getContext());
  return placementSpec(x, inversePermutation(toResult), std::move(loops));
}

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

FailureOr<Spec> SliceOp::describe(Adaptor adaptor, const Reporter &report) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  ArrayRef<int64_t> sizes = adaptor.getStaticSizes();
  if (failed(checkSizes(sizes, adaptor.getSizes().size(), "sizes", "extents",
                        report)) ||
      failed(checkPart(x, adaptor.getStaticOffsets(),
                       adaptor.getOffsets().size(), sizes, adaptor.getStrides(),
                       report)))
    return failure();
  MLIRContext *context = x.getContext();
  SmallVector<AffineExpr> places;
  SmallVector<unsigned> symbols;
  for (auto [dim, offset] : llvm::enumerate(adaptor.getStaticOffsets())) {
    AffineExpr start = getAffineConstantExpr(offset, context);
    if (ShapedType::isDynamic(offset)) {
      start = getAffineSymbolExpr(symbols.size(), context);
      symbols.push_back(1 + symbols.size());
    }
    places.push_back(
        getAffineDimExpr(dim, context) * adaptor.getStrides()[dim] + start);
  }
  unsigned firstSize = 1 + symbols.size();
  Spec spec = placementSpec(
      x, AffineMap::get(places.size(), symbols.size(), places, context),
      toExtents(sizes, firstSize));
  spec.symbols = std::move(symbols);
  return spec;
}

/// Dimensions that are split are complete dimensions of x.
Operation *SliceOp::makePart(OpBuilder &builder, const OpPart &part) {
  SmallVector<Value> sizes;
  SmallVector<int64_t> statics;
  dispatchIndexOpFoldResults(part.getSizes(), sizes, statics);
  return SliceOp::create(builder, getLoc(), part.operands.front(),
                         part.operands.slice(1, getOffsets().size()), sizes,
                         getStaticOffsets(), statics, getStrides());
}

} // namespace ag
