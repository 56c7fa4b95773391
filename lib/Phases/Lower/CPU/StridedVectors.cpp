//===- StridedVectors.cpp - vectors with a stride in memory ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Small strides are read as complete vectors, with the elements in between, and
// shuffled. The last vector begins earlier, so that no memory after the last
// element is read. With four lanes, a stride of 2, and memory from a on:
//
//   x = load a b c d,  y = load d e f g    ->    shuffle x, y: a c e g
//
// With a mask, only the elements that it enables are read: a, c, e and g. All
// other reads, and all writes, access one element at a time, because other
// threads may write the elements in between.
//
//===----------------------------------------------------------------------===//
#include "StridedVectors.h"
#include "ag/Phases/Common/LinearOffset.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {
namespace {

/// The largest number of vectors that are read for one. More are no faster than
/// single elements.
constexpr int64_t mostVectors = 4;

/// Returns the last stride of the memref, which may be dynamic. Returns
/// std::nullopt if the transfer is not of the kind that is lowered here.
std::optional<int64_t> getStride(VectorTransferOpInterface op) {
  auto memory = dyn_cast<MemRefType>(op.getShapedType());
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!memory || memory.getRank() == 0 ||
      memory.getElementType() != op.getVectorType().getElementType() ||
      op.getVectorType().getRank() != 1 || op.getVectorType().isScalable() ||
      op.hasOutOfBoundsDim() || !op.getPermutationMap().isMinorIdentity() ||
      failed(memory.getStridesAndOffset(strides, offset)) ||
      strides.back() == 1)
    return std::nullopt;
  return strides.back();
}

/// Returns a view of `count` elements of memory from the transfer's first one
/// on.
Value getElementsBehind(RewriterBase &rewriter, VectorTransferOpInterface op,
                        int64_t count) {
  Location loc = op.getLoc();
  auto memory =
      memref::ExtractStridedMetadataOp::create(rewriter, loc, op.getBase());
  Value first =
      findElement(rewriter, memory, getAsOpFoldResult(op.getIndices()));
  auto type = MemRefType::get(
      count, op.getVectorType().getElementType(),
      StridedLayoutAttr::get(rewriter.getContext(), ShapedType::kDynamic, 1),
      cast<MemRefType>(op.getShapedType()).getMemorySpace());
  return memref::ReinterpretCastOp::create(
      rewriter, loc, type, memory.getBaseBuffer(), OpFoldResult(first),
      {rewriter.getIndexAttr(count)}, {rewriter.getIndexAttr(1)});
}

/// Loads the vector that begins at `from`. With a mask, loads only the elements
/// that it enables, and returns the padding elsewhere.
Value load(RewriterBase &rewriter, vector::TransferReadOp op, Value memory,
           int64_t from, int64_t stride) {
  Location loc = op.getLoc();
  VectorType type = op.getVectorType();
  Value at = arith::ConstantIndexOp::create(rewriter, loc, from);
  if (!op.getMask())
    return vector::LoadOp::create(rewriter, loc, type, memory, at);
  int64_t lanes = type.getNumElements();
  SmallVector<int64_t> wanted;
  for (int64_t place = from; place < from + lanes; ++place)
    wanted.push_back(place % stride == 0 ? place / stride : lanes);
  auto maskType = cast<VectorType>(op.getMask().getType());
  Value none =
      arith::ConstantOp::create(rewriter, loc, rewriter.getZeroAttr(maskType));
  Value mask =
      vector::ShuffleOp::create(rewriter, loc, op.getMask(), none, wanted);
  Value padding =
      vector::BroadcastOp::create(rewriter, loc, type, op.getPadding());
  return vector::MaskedLoadOp::create(rewriter, loc, type, memory, at, mask,
                                      padding);
}

/// Loads complete vectors and shuffles the wanted elements of each into the
/// result.
Value readShuffled(RewriterBase &rewriter, vector::TransferReadOp op,
                   int64_t stride) {
  Location loc = op.getLoc();
  int64_t lanes = op.getVectorType().getNumElements();
  int64_t length = (lanes - 1) * stride + 1;
  Value memory = getElementsBehind(rewriter, op, length), result;
  for (int64_t begin = 0; begin < length; begin += lanes) {
    int64_t from = std::min(begin, length - lanes);
    Value loaded = load(rewriter, op, memory, from, stride);
    if (!result) {
      result = loaded;
      continue;
    }
    SmallVector<int64_t> wanted;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      int64_t place = lane * stride;
      // The first vector is as it was loaded until the second one is shuffled
      // in.
      int64_t before = begin == lanes && place < begin ? place : lane;
      bool isHere = place >= begin && place < begin + lanes;
      wanted.push_back(isHere ? lanes + place - from : before);
    }
    result = vector::ShuffleOp::create(rewriter, loc, result, loaded, wanted);
  }
  return result;
}

/// Returns the indices of each lane's element.
SmallVector<SmallVector<Value>> getPlaces(RewriterBase &rewriter,
                                          VectorTransferOpInterface op) {
  SmallVector<SmallVector<Value>> places;
  for (int64_t lane = 0; lane < op.getVectorType().getNumElements(); ++lane) {
    places.emplace_back(op.getIndices());
    Value offset = arith::ConstantIndexOp::create(rewriter, op.getLoc(), lane);
    places.back().back() = rewriter.createOrFold<arith::AddIOp>(
        op.getLoc(), places.back().back(), offset);
  }
  return places;
}

struct ReadStrided : OpRewritePattern<vector::TransferReadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::TransferReadOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<int64_t> stride = getStride(op);
    if (!stride)
      return rewriter.notifyMatchFailure(op, "no row with a stride");
    if (*stride > 1 && *stride <= mostVectors) {
      rewriter.replaceOp(op, readShuffled(rewriter, op, *stride));
      return success();
    }
    if (op.getMask())
      return rewriter.notifyMatchFailure(op, "reads only some elements");
    SmallVector<Value> elements;
    for (const SmallVector<Value> &place : getPlaces(rewriter, op))
      elements.push_back(
          memref::LoadOp::create(rewriter, op.getLoc(), op.getBase(), place));
    rewriter.replaceOpWithNewOp<vector::FromElementsOp>(op, op.getVectorType(),
                                                        elements);
    return success();
  }
};

struct WriteStrided : OpRewritePattern<vector::TransferWriteOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::TransferWriteOp op,
                                PatternRewriter &rewriter) const override {
    if (!getStride(op) || op.getMask())
      return rewriter.notifyMatchFailure(op, "no row with a stride");
    for (auto [lane, place] : llvm::enumerate(getPlaces(rewriter, op))) {
      Value element = vector::ExtractOp::create(
          rewriter, op.getLoc(), op.getVector(), static_cast<int64_t>(lane));
      memref::StoreOp::create(rewriter, op.getLoc(), element, op.getBase(),
                              place);
    }
    rewriter.eraseOp(op);
    return success();
  }
};
} // namespace

void populateStridedVectorPatterns(RewritePatternSet &patterns) {
  patterns.add<ReadStrided, WriteStrided>(patterns.getContext());
}

} // namespace ag
