//===- PartialCopies.cpp - copies of what is written ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PartialCopies.h"
#include "CopyCarried.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using bufferization::AllocTensorOp;

namespace ag {

using Insertions = SmallVector<tensor::InsertSliceOp>;

/// Returns the insertions that write all elements of `tensor` that are written,
/// from the first one. Returns an empty list if other ops may write to it.
static Insertions findInsertions(Value tensor, const UsedDestinations &used) {
  Insertions insertions;
  while (auto insertion = tensor.getDefiningOp<tensor::InsertSliceOp>()) {
    insertions.push_back(insertion);
    tensor = insertion.getDest();
  }
  auto wasEmpty = [&](const UsedDestination &each) {
    return each.user == insertions.back() && each.destination == tensor;
  };
  auto alloc = tensor.getDefiningOp<AllocTensorOp>();
  bool isUnwritten = tensor.getDefiningOp<tensor::EmptyOp>() ||
                     (alloc && !alloc.getCopy()) ||
                     (!insertions.empty() && llvm::any_of(used.all, wasEmpty));
  if (!isUnwritten)
    return {};
  std::reverse(insertions.begin(), insertions.end());
  return insertions;
}

static bool areDisjoint(tensor::InsertSliceOp a, tensor::InsertSliceOp b) {
  FailureOr<bool> overlap = ValueBoundsConstraintSet::areOverlappingSlices(
      a.getContext(),
      HyperrectangularSlice(cast<OffsetSizeAndStrideOpInterface>(*a)),
      HyperrectangularSlice(cast<OffsetSizeAndStrideOpInterface>(*b)));
  return succeeded(overlap) && !*overlap;
}

/// Returns true if the insertions write all elements, because they are disjoint
/// and have as many elements as the tensor. Dynamic sizes do not show that.
static bool writeAll(MutableArrayRef<tensor::InsertSliceOp> insertions) {
  RankedTensorType type = insertions.front().getDestType();
  if (!type.hasStaticShape())
    return false;
  int64_t count = 0;
  while (!insertions.empty()) {
    tensor::InsertSliceOp last = insertions.back();
    insertions = insertions.drop_back();
    if (!last.getSourceType().hasStaticShape() ||
        !llvm::all_of(insertions, [&](tensor::InsertSliceOp other) {
          return areDisjoint(last, other);
        }))
      return false;
    count += last.getSourceType().getNumElements();
  }
  return count == type.getNumElements();
}

/// Copies the elements that `insertion` wrote from `source` to `target`.
/// Returns `target` with them.
static Value copyPart(OpBuilder &builder, tensor::InsertSliceOp insertion,
                      Value source, Value target) {
  Location loc = target.getLoc();
  SmallVector<OpFoldResult> offsets = insertion.getMixedOffsets(),
                            sizes = insertion.getMixedSizes(),
                            strides = insertion.getMixedStrides();
  auto part = tensor::ExtractSliceOp::create(
      builder, loc, insertion.getSourceType(), source, offsets, sizes, strides);
  return tensor::InsertSliceOp::create(builder, loc, part, target, offsets,
                                       sizes, strides);
}

static void copyWrittenParts(AllocTensorOp alloc,
                             const UsedDestinations &used) {
  Value source = alloc.getCopy();
  Insertions insertions = findInsertions(source, used);
  if (insertions.empty() || llvm::any_of(insertions, replacesAll) ||
      writeAll(insertions))
    return;
  IRRewriter rewriter(alloc);
  Location loc = alloc.getLoc();
  SmallVector<Value> sizes;
  for (auto [dim, size] : llvm::enumerate(alloc.getType().getShape()))
    if (ShapedType::isDynamic(size))
      sizes.push_back(tensor::DimOp::create(rewriter, loc, source, dim));
  Value target = AllocTensorOp::create(
      rewriter, loc, TensorType(alloc.getType()), sizes, /*copy=*/Value(),
      cast_or_null<IntegerAttr>(alloc.getMemorySpaceAttr()));
  for (tensor::InsertSliceOp insertion : insertions)
    target = copyPart(rewriter, insertion, source, target);
  rewriter.replaceOp(alloc, target);
}

void copyWrittenParts(ModuleOp module, const UsedDestinations &used) {
  SmallVector<AllocTensorOp> copies;
  module.walk([&](AllocTensorOp alloc) {
    if (alloc.getCopy())
      copies.push_back(alloc);
  });
  for (AllocTensorOp copy : copies)
    copyWrittenParts(copy, used);
}

} // namespace ag
