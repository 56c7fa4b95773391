//===- Sketch.cpp - a program that is being made up -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Sketch.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include <numeric>

using namespace mlir;

namespace ag {

int64_t countOf(ArrayRef<int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t(1),
                         std::multiplies<>());
}

//===----------------------------------------------------------------------===//
// Random choices
//===----------------------------------------------------------------------===//

/// Extents below and above the sizes of vectors, registers and tiles
static constexpr int64_t usualExtents[] = {0,  1,  1,  2,  2,  3,  3,  4,  5,
                                           7,  8,  9,  15, 16, 17, 24, 31, 32,
                                           33, 38, 48, 63, 64, 65, 100};

Sketch::Sketch(OpBuilder &builder, uint64_t seed, unsigned maxOps)
    : builder(builder), loc(builder.getUnknownLoc()), random(seed),
      maxOps(maxOps) {
  for (unsigned count = 2 + pick(3); count > 0; --count)
    extents.push_back(pickFrom(usualExtents));
  maxElements = pickFrom({500, 3000, 20'000});
  maxPoints = 50 * maxElements;
  dynamic = pickFrom({0, 30, 60, 60, 90});
}

Type Sketch::pickElement() {
  // f32 is the most frequent type.
  ScalarType type = !elements.empty() ? pickFrom(elements)
                    : chance(30)      ? ScalarType::F32
                                      : pickFrom(allScalarTypes);
  return getMLIRType(type, builder.getContext());
}

Shape Sketch::pickShape() {
  Shape shape;
  for (int64_t rank = pickFrom({0, 1, 1, 2, 2, 2, 3, 3, 4}); rank > 0; --rank) {
    int64_t extent = pickExtent();
    shape.push_back(countOf(shape) * extent > maxElements ? 1 : extent);
  }
  return shape;
}

Shape Sketch::pickShapeOf(int64_t count) {
  Shape shape;
  if (count == 0) {
    for (int64_t rank = pick(3); rank > 0; --rank)
      shape.push_back(pickExtent());
    shape.push_back(0);
  } else {
    for (int64_t parts = pick(3); parts > 0; --parts) {
      int64_t divisor = pickFrom({1, 2, 3, 4, 5, 8, 16, 19});
      if (count % divisor == 0) {
        shape.push_back(divisor);
        count /= divisor;
      }
    }
    if (count != 1 || chance(50))
      shape.push_back(count);
  }
  shuffle(shape);
  return shape;
}

//===----------------------------------------------------------------------===//
// Values in scope
//===----------------------------------------------------------------------===//

std::optional<KnownTensor> Sketch::find(Fits fits) {
  std::vector<const KnownTensor *> found;
  for (const KnownTensor &tensor : scope.tensors)
    if (fits(tensor))
      found.push_back(&tensor);
  if (found.empty())
    return std::nullopt;
  int64_t count = found.size();
  return *found[std::max(pick(count), pick(count))];
}

std::optional<KnownTensor> Sketch::findAny(int64_t maxRank) {
  return find(
      [=](const KnownTensor &tensor) { return tensor.rank() <= maxRank; });
}

std::optional<KnownTensor> Sketch::findOfRank(int64_t least) {
  return find(
      [=](const KnownTensor &tensor) { return tensor.rank() >= least; });
}

KnownTensor Sketch::findPartOf(const KnownTensor &whole) {
  return *find([&](const KnownTensor &known) {
    return known.element() == whole.element() && known.rank() == whole.rank() &&
           llvm::all_of(llvm::zip(known.shape, whole.shape), [](auto pair) {
             return std::get<0>(pair) <= std::get<1>(pair);
           });
  });
}

KnownTensor Sketch::findLike(ArrayRef<int64_t> shape, Type element) {
  auto hasShape = [&](const KnownTensor &tensor) {
    return ArrayRef(tensor.shape) == shape;
  };
  auto same = find([&](const KnownTensor &tensor) {
    return hasShape(tensor) && tensor.element() == element;
  });
  if (same && chance(85))
    return *same;
  auto other = find(hasShape);
  if (other && chance(50))
    return {CastOp::create(builder, loc, other->value, element), Shape(shape)};
  return constant(shape, element);
}

void Sketch::add(Value value, ArrayRef<int64_t> shape) {
  scope.tensors.push_back({value, Shape(shape)});
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

Value Sketch::constantIndex(int64_t number) {
  return arith::ConstantIndexOp::create(builder, loc, number);
}

/// Returns an index with a known value, not one of a loop, or the size of a
/// dynamic dimension.
std::optional<std::pair<Value, int64_t>> Sketch::findIndex() {
  std::vector<const KnownIndex *> exact;
  for (const KnownIndex &index : scope.indices)
    if (index.least == index.greatest)
      exact.push_back(&index);
  if (!exact.empty() && chance(60)) {
    const KnownIndex *index = pickFrom(exact);
    return std::pair(index->value, index->least);
  }
  auto tensor = find(
      [](const KnownTensor &known) { return !known.type().hasStaticShape(); });
  if (!tensor)
    return std::nullopt;
  std::vector<int64_t> dims;
  for (int64_t dim = 0; dim < tensor->rank(); ++dim)
    if (tensor->type().isDynamicDim(dim))
      dims.push_back(dim);
  int64_t dim = pickFrom(dims), size = tensor->shape[dim];
  Value value = tensor::DimOp::create(builder, loc, tensor->value, dim);
  scope.indices.push_back({value, size, size});
  return std::pair(value, size);
}

template <typename Op> Value Sketch::make(Value value, int64_t number) {
  return Op::create(builder, loc, value, constantIndex(number));
}

/// Computes `number` from `value`, whose value is `known`.
Value Sketch::derive(Value value, int64_t known, int64_t number) {
  if (number == known)
    return value;
  if (number < known) {
    if (number > 0 && known / (known / number) == number && chance(50))
      return make<arith::DivUIOp>(value, known / number);
    if (chance(30))
      return make<arith::MinSIOp>(value, number);
    return make<arith::SubIOp>(value, known - number);
  }
  if (known > 0 && number % known == 0 && chance(60))
    return make<arith::MulIOp>(value, number / known);
  if (chance(20))
    return make<arith::MaxSIOp>(value, number);
  return make<arith::AddIOp>(value, number - known);
}

Value Sketch::index(int64_t number) {
  auto found = chance(75) ? findIndex() : std::nullopt;
  if (!found)
    return constantIndex(number);
  Value value = derive(found->first, found->second, number);
  scope.indices.push_back({value, number, number});
  return value;
}

OpFoldResult Sketch::size(int64_t number) {
  if (!isDynamic())
    return builder.getIndexAttr(number);
  return index(number);
}

SmallVector<OpFoldResult> Sketch::sizes(ArrayRef<int64_t> numbers) {
  return llvm::map_to_vector(numbers,
                             [&](int64_t number) { return size(number); });
}

OpFoldResult Sketch::offset(int64_t greatest) {
  std::vector<Value> inside;
  for (const KnownIndex &index : scope.indices)
    if (index.least < index.greatest && index.least >= 0 &&
        index.greatest <= greatest)
      inside.push_back(index.value);
  if (!inside.empty() && chance(75))
    return pickFrom(inside);
  return size(pickFrom({int64_t(0), greatest, pick(greatest + 1)}));
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

SmallVector<Value> Sketch::pickPlace(ArrayRef<int64_t> shape) {
  return llvm::map_to_vector(shape, [&](int64_t extent) {
    return getValueOrCreateConstantIndexOp(builder, loc, offset(extent - 1));
  });
}

std::optional<Value> Sketch::pickScalar(Type type) {
  auto from = find([&](const KnownTensor &known) {
    return known.element() == type && countOf(known.shape) > 0;
  });
  if (!from)
    return std::nullopt;
  SmallVector<Value> place = pickPlace(from->shape);
  return tensor::ExtractOp::create(builder, loc, from->value, place);
}

Part Sketch::place(ArrayRef<int64_t> part, ArrayRef<int64_t> whole) {
  Part result;
  result.shape = Shape(part);
  for (auto [size, extent] : llvm::zip_equal(part, whole)) {
    int64_t gaps = std::max<int64_t>(size - 1, 0);
    int64_t stride = chance(80) ? 1 : pickFrom({2, 3});
    if (gaps * stride + 1 > extent)
      stride = 1;
    int64_t last = size == 0 ? extent : extent - gaps * stride - 1;
    result.strides.push_back(stride);
    result.offsets.push_back(offset(last));
    result.sizes.push_back(this->size(size));
  }
  return result;
}

Part Sketch::pickPart(ArrayRef<int64_t> whole) {
  Shape part = llvm::map_to_vector(whole, [&](int64_t extent) {
    int64_t size = pickFrom({extent, extent, extent - 1, extent / 2, int64_t(1),
                             int64_t(0), pick(extent + 1)});
    return std::clamp<int64_t>(size, 0, extent);
  });
  return place(part, whole);
}

std::optional<Row> Sketch::findRow() {
  auto first = findOfRank(1);
  if (!first)
    return std::nullopt;
  Row row{pick(first->rank()), {first->value}, first->shape};
  auto follows = [&](const KnownTensor &known) {
    if (known.element() != first->element() || known.rank() != first->rank())
      return false;
    for (int64_t dim = 0; dim < known.rank(); ++dim)
      if (dim != row.dim && known.shape[dim] != row.shape[dim])
        return false;
    return true;
  };
  for (int64_t more = pick(4); more > 0; --more) {
    KnownTensor next = *find(follows);
    Shape shape = row.shape;
    shape[row.dim] += next.shape[row.dim];
    if (countOf(shape) > maxElements)
      break;
    row.shape = shape;
    row.tensors.push_back(next.value);
  }
  return row;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

static Attribute makeElement(int64_t number, Type type) {
  if (isa<FloatType>(type))
    return FloatAttr::get(type, number / 4.0 - 1.0);
  return IntegerAttr::get(type, type.isInteger(1) ? number % 2 : number);
}

KnownTensor Sketch::constant(ArrayRef<int64_t> shape, Type element) {
  auto type = RankedTensorType::get(shape, element);
  int64_t count = countOf(shape) > 8 || chance(50) ? 1 : countOf(shape);
  SmallVector<Attribute> elements;
  for (int64_t number = 0; number < count; ++number)
    elements.push_back(makeElement(pick(10), element));
  auto attribute = countOf(shape) == 0
                       ? DenseElementsAttr::get(type, ArrayRef<Attribute>())
                       : DenseElementsAttr::get(type, elements);
  return {arith::ConstantOp::create(builder, loc, attribute), Shape(shape)};
}

RankedTensorType Sketch::someType(ArrayRef<int64_t> shape, Type element) {
  Shape extents = llvm::map_to_vector(shape, [&](int64_t extent) {
    return isDynamic() ? ShapedType::kDynamic : extent;
  });
  return RankedTensorType::get(extents, element);
}

Value Sketch::cast(Value value, Type type) {
  return value.getType() == type
             ? value
             : tensor::CastOp::create(builder, loc, type, value);
}

bool Sketch::keep(Operation *op) {
  if (succeeded(verify(op)))
    return true;
  op->erase();
  return false;
}

} // namespace ag
