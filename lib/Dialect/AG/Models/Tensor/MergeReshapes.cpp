//===- MergeReshapes.cpp - reshapes of as few dimensions as possible ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/Tensor/MergeReshapes.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace ag {

/// Returns true if a dimension of a tensor provably has the given size. Creates
/// no IR.
using HasSize = function_ref<bool(Value, int64_t, OpFoldResult)>;

static bool hasSizeByBounds(Value source, int64_t dim, OpFoldResult size) {
  FailureOr<bool> equal = ValueBoundsConstraintSet::areEqual(
      getSizeVariable(source, dim), ValueBoundsConstraintSet::Variable(size));
  return succeeded(equal) && *equal;
}

/// Compares numbers, and asks `hasSize` for other sizes.
static bool isOfSize(Value source, int64_t dim, OpFoldResult size,
                     HasSize hasSize) {
  int64_t fixed = cast<RankedTensorType>(source.getType()).getDimSize(dim);
  std::optional<int64_t> constant = getConstantIntValue(size);
  if (!ShapedType::isDynamic(fixed) && constant)
    return fixed == *constant;
  return hasSize(source, dim, size);
}

namespace {
/// The number of dimensions at either end that a reshape does not change, and
/// of the dimensions of either shape in between.
struct ReshapeSplit {
  int64_t front = 0, back = 0;
  int64_t sourceMiddle = 0, resultMiddle = 0;
};
} // namespace

static ReshapeSplit splitShapes(Value source, ArrayRef<OpFoldResult> to,
                                HasSize hasSize) {
  ReshapeSplit split;
  int64_t sourceRank = cast<RankedTensorType>(source.getType()).getRank();
  int64_t resultRank = to.size();
  int64_t shorter = std::min(sourceRank, resultRank);
  while (split.front < shorter &&
         isOfSize(source, split.front, to[split.front], hasSize))
    ++split.front;
  while (split.front + split.back < shorter &&
         isOfSize(source, sourceRank - 1 - split.back,
                  to[resultRank - 1 - split.back], hasSize))
    ++split.back;
  split.sourceMiddle = sourceRank - split.front - split.back;
  split.resultMiddle = resultRank - split.front - split.back;
  // Dimensions of size 1 that only one shape has are grouped with a neighbour.
  if ((split.sourceMiddle == 0) != (split.resultMiddle == 0) && shorter > 0) {
    --(split.front ? split.front : split.back);
    ++split.sourceMiddle, ++split.resultMiddle;
  }
  return split;
}

/// Returns the reassociation: each unchanged dimension alone, and the middle of
/// the longer shape as one group.
static SmallVector<ReassociationIndices> getGroups(const ReshapeSplit &split) {
  int64_t middle = std::max(split.sourceMiddle, split.resultMiddle);
  SmallVector<ReassociationIndices> groups;
  for (int64_t dim = 0; dim < split.front; ++dim)
    groups.push_back({dim});
  groups.push_back(llvm::to_vector_of<int64_t>(
      llvm::seq(split.front, split.front + middle)));
  for (int64_t dim = 0; dim < split.back; ++dim)
    groups.push_back({split.front + middle + dim});
  return groups;
}

/// Returns true if the one size in the middle of both shapes follows from the
/// number of elements. It does not if the tensor may be empty.
static bool isDetermined(const ReshapeSplit &split, RankedTensorType from,
                         RankedTensorType to) {
  if (split.sourceMiddle == 0)
    return true;
  if (!from.isDynamicDim(split.front) && !to.isDynamicDim(split.front))
    return true;
  SmallVector<int64_t> others(to.getShape());
  others.erase(others.begin() + split.front);
  return llvm::all_of(others, [](int64_t size) { return size > 0; });
}

static Value castShape(Value value, Type type, OpBuilder &builder,
                       Location loc) {
  if (value.getType() == type)
    return value;
  return tensor::CastOp::create(builder, loc, type, value);
}

static Value expandMiddle(Value source, RankedTensorType type,
                          ArrayRef<OpFoldResult> sizes,
                          const ReshapeSplit &split, OpBuilder &builder,
                          Location loc) {
  SmallVector<ReassociationIndices> groups = getGroups(split);
  RankedTensorType collapsed =
      tensor::CollapseShapeOp::inferCollapsedType(type, groups);
  if (!tensor::CastOp::areCastCompatible(source.getType(), collapsed))
    return nullptr;
  return tensor::ExpandShapeOp::create(
      builder, loc, type, castShape(source, collapsed, builder, loc), groups,
      sizes);
}

static Value collapseMiddle(Value source, RankedTensorType type,
                            const ReshapeSplit &split, OpBuilder &builder,
                            Location loc) {
  bool isSame = split.sourceMiddle == split.resultMiddle;
  auto collapsed = cast<RankedTensorType>(source.getType());
  if (!isSame)
    collapsed = tensor::CollapseShapeOp::inferCollapsedType(collapsed,
                                                            getGroups(split));
  if (!tensor::CastOp::areCastCompatible(collapsed, type) ||
      !isDetermined(split, collapsed, type))
    return nullptr;
  if (!isSame)
    source =
        tensor::CollapseShapeOp::create(builder, loc, source, getGroups(split));
  return castShape(source, type, builder, loc);
}

/// Returns the collapse_shape to one dimension whose result `expand` expands;
/// null if there is none.
static tensor::CollapseShapeOp findCollapse(tensor::ExpandShapeOp expand) {
  Value flat = expand.getSrc();
  if (auto cast = flat.getDefiningOp<tensor::CastOp>())
    flat = cast.getSource();
  auto collapse = flat.getDefiningOp<tensor::CollapseShapeOp>();
  bool isFlat = collapse && collapse.getResultType().getRank() == 1;
  return isFlat ? collapse : nullptr;
}

static Value writeMerged(tensor::ExpandShapeOp expand,
                         const ReshapeSplit &split, OpBuilder &builder) {
  Value source = findCollapse(expand).getSrc();
  RankedTensorType type = expand.getResultType();
  if (split.sourceMiddle > 1 && split.resultMiddle > 1)
    return nullptr;
  if (split.sourceMiddle < split.resultMiddle)
    return expandMiddle(source, type, expand.getMixedOutputShape(), split,
                        builder, expand.getLoc());
  return collapseMiddle(source, type, split, builder, expand.getLoc());
}

Value mergeReshapes(tensor::ExpandShapeOp expand, OpBuilder &builder) {
  tensor::CollapseShapeOp collapse = findCollapse(expand);
  if (!collapse)
    return nullptr;
  ReshapeSplit split = splitShapes(
      collapse.getSrc(), expand.getMixedOutputShape(), hasSizeByBounds);
  return writeMerged(expand, split, builder);
}

/// Ops only change when all first sizes are known.
void mergeReshapes(Operation *root) {
  FirstSizes sizes;
  auto hasFirstSize = [&](Value source, int64_t dim, OpFoldResult size) {
    SizeOrigin own = sizes.get({source, dim});
    auto value = dyn_cast<Value>(size);
    SizeOrigin other = value ? sizes.get({value, 0})
                             : SizeOrigin{Value(), *getConstantIntValue(size)};
    return own.value == other.value && own.number == other.number;
  };
  SmallVector<std::pair<tensor::ExpandShapeOp, ReshapeSplit>> found;
  root->walk([&](tensor::ExpandShapeOp expand) {
    if (tensor::CollapseShapeOp collapse = findCollapse(expand))
      found.emplace_back(expand, splitShapes(collapse.getSrc(),
                                             expand.getMixedOutputShape(),
                                             hasFirstSize));
  });
  IRRewriter rewriter(root->getContext());
  for (auto &[expand, split] : found) {
    rewriter.setInsertionPoint(expand);
    if (Value merged = writeMerged(expand, split, rewriter))
      rewriter.replaceOp(expand, merged);
  }
}

} // namespace ag
