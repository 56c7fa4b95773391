//===- Pad.cpp - borders, and what stands between elements ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Indexing/SliceBounds.h"
#include "Sizes/Extents.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "ag/Interfaces/Spec/LinearDerivatives.h"
#include "ag/Support/Tensor/TensorSlices.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Widths and sizes
//===----------------------------------------------------------------------===//

/// Returns the width between elements of dimension `dim`; the list may be
/// empty.
static int64_t getBetween(ArrayRef<int64_t> interior, size_t dim) {
  return interior.empty() ? 0 : interior[dim];
}

/// Returns low + size + (size - 1) * between + high, or low + high without
/// elements; std::nullopt if it overflows. No argument may be negative.
static std::optional<int64_t> padSize(int64_t size, int64_t low, int64_t high,
                                      int64_t between) {
  int64_t inside = 0;
  if (size > 0 && (llvm::MulOverflow(size - 1, between, inside) ||
                   llvm::AddOverflow(inside, size, inside)))
    return std::nullopt;
  if (llvm::AddOverflow(inside, low, inside) ||
      llvm::AddOverflow(inside, high, inside))
    return std::nullopt;
  return inside;
}

static LogicalResult checkWidths(PadOp::Adaptor adaptor, size_t rank,
                                 const Reporter &report) {
  ArrayRef<int64_t> low = adaptor.getStaticLow();
  ArrayRef<int64_t> high = adaptor.getStaticHigh();
  ArrayRef<int64_t> interior = adaptor.getInterior();
  if (low.size() != rank || high.size() != rank)
    return report("pad") << low.size() << " low and " << high.size()
                         << " high widths for an operand of rank " << rank;
  if (!interior.empty() && interior.size() != rank)
    return report("pad") << interior.size()
                         << " interior widths for an operand of rank " << rank;
  for (int64_t width : interior)
    if (width < 0 || width == INT64_MAX)
      return report("pad") << "interior widths hold the "
                           << (width < 0 ? "negative " : "too large ") << width;
  return success(succeeded(checkSizes(low, adaptor.getLow().size(),
                                      "low widths", "pad", report)) &&
                 succeeded(checkSizes(high, adaptor.getHigh().size(),
                                      "high widths", "pad", report)));
}

LogicalResult PadOp::inferTypes(Adaptor adaptor, const Reporter &report,
                                SmallVectorImpl<Type> &results) {
  auto x = cast<RankedTensorType>(adaptor.getX().getType());
  auto value = cast<RankedTensorType>(adaptor.getValue().getType());
  if (failed(checkWidths(adaptor, x.getRank(), report)))
    return failure();
  if (value.getRank() != 0)
    return report("ranks") << "the value has rank " << value.getRank()
                           << ", expected 0";
  if (value.getElementType() != x.getElementType())
    return report("elements") << "x has elements " << x.getElementType()
                              << ", the value has " << value.getElementType();
  SmallVector<int64_t> shape;
  // Unknown widths are 0 or more.
  auto known = [](int64_t width) {
    return ShapedType::isDynamic(width) ? 0 : width;
  };
  for (auto [dim, extent] : llvm::enumerate(x.getShape())) {
    int64_t low = adaptor.getStaticLow()[dim];
    int64_t high = adaptor.getStaticHigh()[dim];
    std::optional<int64_t> size =
        padSize(known(extent), known(low), known(high),
                getBetween(adaptor.getInterior(), dim));
    if (!size)
      return report("pad") << "dimension " << dim << " becomes too large";
    bool isKnown =
        llvm::none_of(ArrayRef{low, high, extent}, ShapedType::isDynamic);
    shape.push_back(isKnown ? *size : ShapedType::kDynamic);
  }
  results.push_back(RankedTensorType::get(shape, x.getElementType()));
  return success();
}

/// Returns the extent of the elements of dimension `dim` with the widths
/// between them. Does not query bounds to prove that there are elements,
/// because conversions that query sizes have IR for which bounds cannot be
/// computed.
static OpFoldResult spreadSize(PadOp op, int64_t dim, OpBuilder &builder) {
  Location loc = op.getLoc();
  int64_t between = getBetween(op.getInterior(), dim);
  OpFoldResult size = tensor::getMixedSize(builder, loc, op.getX(), dim);
  if (between == 0)
    return size;
  if (std::optional<int64_t> number = getConstantIntValue(size))
    return builder.getIndexAttr(*padSize(*number, 0, 0, between));
  AffineExpr n = builder.getAffineSymbolExpr(0);
  Value spread = affine::makeComposedAffineApply(builder, loc,
                                                 n + (n - 1) * between, size);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  return arith::MaxSIOp::create(builder, loc, spread, zero).getResult();
}

LogicalResult PadOp::reifyResultShapes(OpBuilder &builder,
                                       ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<OpFoldResult> low =
      toFoldResults(getContext(), getStaticLow(), getLow());
  SmallVector<OpFoldResult> high =
      toFoldResults(getContext(), getStaticHigh(), getHigh());
  AffineExpr a, b, c;
  bindSymbols(getContext(), a, b, c);
  SmallVector<OpFoldResult> shape;
  for (int64_t dim = 0; dim < getType().getRank(); ++dim)
    shape.push_back(affine::makeComposedFoldedAffineApply(
        builder, getLoc(), a + b + c,
        {low[dim], spreadSize(*this, dim, builder), high[dim]}));
  shapes.push_back(std::move(shape));
  return success();
}

/// If there may be no elements, the size is bounded by that with one more
/// element and by that with widths after the last element, too.
void PadOp::populateBoundsForShapedValueDim(Value value, int64_t dim,
                                            ValueBoundsConstraintSet &bounds) {
  auto low = toFoldResults(getContext(), getStaticLow(), getLow());
  auto high = toFoldResults(getContext(), getStaticHigh(), getHigh());
  int64_t between = getBetween(getInterior(), dim);
  AffineExpr size = bounds.getExpr(getX(), dim);
  AffineExpr around = bounds.getExpr(low[dim]) + bounds.getExpr(high[dim]);
  OpFoldResult one = Builder(getContext()).getIndexAttr(1);
  if (between == 0) {
    bounds.bound(value)[dim] == size + around;
  } else if (bounds.populateAndCompare({getX(), dim},
                                       ValueBoundsConstraintSet::GE, one)) {
    bounds.bound(value)[dim] == size + (size - 1) * between + around;
  } else {
    bounds.bound(value)[dim] >= around;
    bounds.bound(value)[dim] >= size + (size - 1) * between + around;
    bounds.bound(value)[dim] <= size + size *between + around;
  }
}

LogicalResult PadOp::insertChecks(OpBuilder &builder, SizeOrigins &) {
  requirePadding(getX(), toFoldResults(getContext(), getStaticLow(), getLow()),
                 toFoldResults(getContext(), getStaticHigh(), getHigh()),
                 getInterior(), *this, builder);
  return success();
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

OpFoldResult PadOp::fold(FoldAdaptor) {
  auto isZero = [](int64_t width) { return width == 0; };
  ArrayRef<int64_t> interior = getInterior();
  bool isTight = llvm::all_of(llvm::zip(interior, getX().getType().getShape()),
                              [](auto each) {
                                auto [between, size] = each;
                                return between == 0 || size == 0 || size == 1;
                              });
  bool isSame = isTight && getType() == getX().getType() &&
                llvm::all_of(getStaticLow(), isZero) &&
                llvm::all_of(getStaticHigh(), isZero);
  if (isSame)
    return getX();
  // Makes the representation unique.
  if (interior.empty() || !llvm::all_of(interior, isZero))
    return nullptr;
  setInterior({});
  return getResult();
}

llvm::Expected<Tensors> PadOp::interpret(MutableArrayRef<Tensor> operands,
                                         InterpreterContext &) {
  const Tensor &x = operands[0], &value = operands[1];
  ArrayRef<Tensor> widths = operands.drop_front(2);
  auto low = mixedValues(getStaticLow(), widths.take_front(getLow().size()));
  auto high = mixedValues(getStaticHigh(), widths.drop_front(getLow().size()));
  Slice places = Slice::from(low);
  SmallVector<int64_t> shape(x.shape());
  for (auto [dim, size] : llvm::enumerate(shape)) {
    if (low[dim] < 0 || high[dim] < 0)
      return llvm::createStringError(
          llvm::formatv("[pad] the widths of dimension {0} are {1} and {2}, "
                        "expected 0 or more",
                        dim, low[dim], high[dim]));
    int64_t between = getBetween(getInterior(), dim);
    std::optional<int64_t> padded = padSize(size, low[dim], high[dim], between);
    if (!padded)
      return llvm::createStringError(
          llvm::formatv("[pad] dimension {0} becomes too large", dim));
    size = *padded;
    places.strides[dim] += between;
  }
  auto result = Tensor::full(x.type(), shape, value.cells().front());
  if (!result)
    return result.takeError();
  if (llvm::Error error = writeSlice(*result, places, x))
    return error;
  return Tensors{*result};
}

//===----------------------------------------------------------------------===//
// Derivatives
//===----------------------------------------------------------------------===//

/// The cotangent of x has the elements at its positions, and that of the value
/// the sum of all others.
LogicalResult PadOp::pullBack(PullbackContext &context) {
  MovedCotangent cotangent(*this, context);
  OpBuilder &builder = context.builder();
  SmallVector<OpFoldResult> low =
      toFoldResults(getContext(), getStaticLow(), getLow());
  SmallVector<int64_t> strides, dims;
  for (int64_t dim = 0; dim < getType().getRank(); ++dim) {
    strides.push_back(getBetween(getInterior(), dim) + 1);
    dims.push_back(dim);
  }
  if (context.isActive(getX()))
    cotangent.add(getX(),
                  takePart(cotangent.value(), low,
                           tensor::getMixedSizes(builder, getLoc(), getX()),
                           strides, builder, getLoc()));
  if (context.isActive(getValue())) {
    Value rest = putPart(cotangent.value(), cotangent.makeZeros(getX()), low,
                         strides, builder, getLoc());
    Type type = withElementsOf(rest, getValue().getType());
    Value sum =
        ReduceOp::create(builder, getLoc(), type, Reduction::sum, rest, dims);
    cotangent.add(getValue(), sum);
  }
  return success();
}

} // namespace ag
