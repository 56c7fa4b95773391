//===- Tensor.cpp - the reference tensor ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Tensor/Tensor.h"
#include "ag/Support/Scalar/SplitMix.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemAlloc.h"
#include <cmath>
#include <cstdlib>

namespace ag {
namespace {
std::shared_ptr<Cell[]> own(void *cells) {
  return {static_cast<Cell *>(cells), [](Cell *cells) { std::free(cells); }};
}

//===----------------------------------------------------------------------===//
// Pseudo-random numbers
//===----------------------------------------------------------------------===//

/// Returns a normal number from two uniform ones by the Box-Muller transform.
/// The first is in (0, 1], so that its logarithm is finite, the second in [0,
/// 1).
double normal(uint64_t first, uint64_t second) {
  constexpr double pi = 3.14159265358979323846;
  double u = static_cast<double>((first >> 11) + 1) * 0x1p-53;
  double v = static_cast<double>(second >> 11) * 0x1p-53;
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * pi * v);
}

Cell randomCell(ScalarType type, uint64_t seed, uint64_t position) {
  uint64_t bits = splitMix64(seed, 2 * position);
  switch (getKind(type)) {
  case ScalarKind::Float: {
    double value = normal(bits, splitMix64(seed, 2 * position + 1));
    return floatCell(roundToType(value, type));
  }
  case ScalarKind::Signed:
    return intCell(static_cast<int64_t>(bits >> 60) - 8);
  case ScalarKind::Unsigned:
    return intCell(bits >> 60);
  case ScalarKind::Bool:
    return intCell(bits >> 63);
  }
  llvm_unreachable("all kinds are listed");
}

/// Returns a float with the sign of `value` and any exponent of the type, or 0.
Cell wideCell(double value, ScalarType type, uint64_t seed, uint64_t position) {
  const llvm::fltSemantics &of = getSemantics(type);
  int least = llvm::APFloat::semanticsMinExponent(of) -
              int(llvm::APFloat::semanticsPrecision(of)) + 1;
  int most = llvm::APFloat::semanticsMaxExponent(of);
  uint64_t bits = splitMix64(~seed, position);
  int exponent = least + int((bits >> 8) % uint64_t(most - least + 1));
  double digits = 1.0 + std::ldexp(double(bits >> 32), -32);
  double magnitude =
      bits % 16 == 0
          ? 0.0
          : std::min(roundToType(std::ldexp(digits, exponent), type),
                     llvm::APFloat::getLargest(of).convertToDouble());
  return floatCell(std::copysign(magnitude, value));
}
} // namespace

llvm::Expected<int64_t> countElements(llvm::ArrayRef<int64_t> shape) {
  for (auto [dimension, extent] : llvm::enumerate(shape))
    if (extent < 0)
      return llvm::createStringError(llvm::formatv(
          "shape [{0:$[, ]}]: dimension {1} is {2}; expected 0 "
          "or more",
          llvm::make_range(shape.begin(), shape.end()), dimension, extent));
  if (llvm::is_contained(shape, 0))
    return 0;
  int64_t bytes = sizeof(Cell);
  for (int64_t extent : shape)
    if (llvm::MulOverflow(bytes, extent, bytes))
      return llvm::createStringError(
          llvm::formatv("shape [{0:$[, ]}] has too many elements: expected "
                        "less than 2^60",
                        llvm::make_range(shape.begin(), shape.end())));
  return bytes / static_cast<int64_t>(sizeof(Cell));
}

std::string describe(ScalarType type, llvm::ArrayRef<int64_t> shape) {
  return llvm::formatv("{0}[{1:$[, ]}]", getSpelling(type),
                       llvm::make_range(shape.begin(), shape.end()));
}

Tensor::Tensor() : count(1), storage(own(llvm::safe_calloc(1, sizeof(Cell)))) {}

llvm::Expected<Tensor> Tensor::zeros(ScalarType type,
                                     llvm::ArrayRef<int64_t> shape) {
  llvm::Expected<int64_t> count = countElements(shape);
  if (!count)
    return count.takeError();
  // If all bits are zero, both members are 0. At least one cell is allocated,
  // as calloc may return null for none.
  void *cells = std::calloc(std::max<int64_t>(*count, 1), sizeof(Cell));
  if (!cells)
    return llvm::createStringError(
        llvm::formatv("out of memory for {0}: {1} bytes are needed",
                      describe(type, shape), *count * sizeof(Cell)));
  Tensor result;
  result.elementType = type;
  result.extents.assign(shape.begin(), shape.end());
  result.count = *count;
  result.storage = own(cells);
  return result;
}

llvm::Expected<Tensor> Tensor::full(ScalarType type,
                                    llvm::ArrayRef<int64_t> shape, Cell value) {
  llvm::Expected<Tensor> result = zeros(type, shape);
  if (result)
    llvm::fill(result->mutableCells(), value);
  return result;
}

llvm::Expected<Tensor> Tensor::ones(ScalarType type,
                                    llvm::ArrayRef<int64_t> shape) {
  return full(type, shape, isFloat(type) ? floatCell(1.0) : intCell(1));
}

llvm::Expected<Tensor> Tensor::iota(ScalarType type,
                                    llvm::ArrayRef<int64_t> shape) {
  llvm::Expected<Tensor> result = zeros(type, shape);
  if (result)
    for (auto [position, cell] : llvm::enumerate(result->mutableCells()))
      cell = isFloat(type)
                 ? floatCell(roundToType(static_cast<double>(position), type))
                 : intCell(wrapToType(position, type));
  return result;
}

llvm::Expected<Tensor>
Tensor::randn(ScalarType type, llvm::ArrayRef<int64_t> shape, uint64_t seed) {
  llvm::Expected<Tensor> result = zeros(type, shape);
  if (result)
    for (auto [position, cell] : llvm::enumerate(result->mutableCells()))
      cell = randomCell(type, seed, position);
  return result;
}

llvm::Expected<Tensor>
Tensor::wide(ScalarType type, llvm::ArrayRef<int64_t> shape, uint64_t seed) {
  llvm::Expected<Tensor> result = randn(type, shape, seed);
  if (result && isFloat(type))
    for (auto [position, cell] : llvm::enumerate(result->mutableCells()))
      cell = wideCell(cell.f, type, seed, position);
  return result;
}

bool Tensor::isGenerator(llvm::StringRef how) {
  return how == "zeros" || how == "ones" || how == "iota" ||
         how.starts_with("randn:") || how.starts_with("wide:");
}

llvm::Expected<Tensor> Tensor::generate(llvm::StringRef how, ScalarType type,
                                        llvm::ArrayRef<int64_t> shape) {
  if (how == "zeros")
    return zeros(type, shape);
  if (how == "ones")
    return ones(type, shape);
  if (how == "iota")
    return iota(type, shape);
  auto [kind, digits] = how.split(':');
  uint64_t seed = 0;
  bool isSeeded = !digits.getAsInteger(10, seed);
  if (isSeeded && kind == "randn")
    return randn(type, shape, seed);
  if (isSeeded && kind == "wide")
    return wide(type, shape, seed);
  return llvm::createStringError(
      llvm::formatv("'{0}' generates no tensor: expected zeros, ones, iota, "
                    "randn:SEED or wide:SEED with a seed below 2^64",
                    how));
}

llvm::Expected<Tensor> Tensor::fromCells(ScalarType type,
                                         llvm::ArrayRef<int64_t> shape,
                                         llvm::ArrayRef<Cell> cells) {
  llvm::Expected<Tensor> result = zeros(type, shape);
  if (!result)
    return result.takeError();
  if (static_cast<size_t>(result->count) != cells.size())
    return llvm::createStringError(
        llvm::formatv("{0} has {1} elements, but {2} are given",
                      describe(type, shape), result->count, cells.size()));
  llvm::copy(cells, result->storage.get());
  return result;
}

llvm::Expected<Tensor> Tensor::fromBytes(ScalarType type,
                                         llvm::ArrayRef<int64_t> shape,
                                         llvm::ArrayRef<uint8_t> bytes) {
  llvm::Expected<int64_t> count = countElements(shape);
  if (!count)
    return count.takeError();
  size_t width = getByteWidth(type);
  // Compares lengths before memory is allocated, as a file may claim any shape.
  if (bytes.size() != *count * width)
    return llvm::createStringError(
        llvm::formatv("{0} takes {1} bytes, but {2} are given",
                      describe(type, shape), *count * width, bytes.size()));
  llvm::Expected<Tensor> result = zeros(type, shape);
  if (!result)
    return result.takeError();
  const uint8_t *next = bytes.data();
  for (Cell &cell : result->mutableCells()) {
    uint64_t bits = 0;
    for (size_t byte = 0; byte < width; ++byte)
      bits |= uint64_t(*next++) << (8 * byte);
    if (type == ScalarType::I1 && bits > 1)
      return llvm::createStringError(
          llvm::formatv("an element of {0} is the byte {1}; expected 0 or 1",
                        describe(type, shape), bits));
    cell = decodeCell(bits, type);
  }
  return result;
}

Tensor Tensor::scalar(ScalarType type, Cell value) {
  Tensor result;
  result.elementType = type;
  result.storage[0] = value;
  return result;
}

llvm::MutableArrayRef<Cell> Tensor::mutableCells() {
  if (storage.use_count() > 1) {
    auto copy =
        own(llvm::safe_malloc(std::max<int64_t>(count, 1) * sizeof(Cell)));
    llvm::copy(cells(), copy.get());
    storage = std::move(copy);
  }
  return {storage.get(), static_cast<size_t>(count)};
}

llvm::Expected<Tensor> Tensor::reshaped(llvm::ArrayRef<int64_t> shape) const {
  llvm::Expected<int64_t> newCount = countElements(shape);
  if (!newCount)
    return newCount.takeError();
  if (*newCount != count)
    return llvm::createStringError(llvm::formatv(
        "{0} has {1} elements and cannot become {2}, which has {3}",
        describe(elementType, extents), count, describe(elementType, shape),
        *newCount));
  Tensor result = *this;
  result.extents.assign(shape.begin(), shape.end());
  result.change = nullptr;
  return result;
}

void Tensor::setTangent(Tensor tangent) {
  assert(isFloat(elementType) && tangent.type() == elementType &&
         tangent.shape() == shape() && !tangent.tangent() &&
         "a tangent is of its value's type and shape");
  change = std::make_shared<Tensor>(std::move(tangent));
}

Tensor Tensor::element(int64_t position) const {
  Tensor result = scalar(elementType, storage[position]);
  if (change)
    result.setTangent(change->element(position));
  return result;
}

void Tensor::setElement(int64_t position, const Tensor &scalar) {
  mutableCells()[position] = scalar.storage[0];
  if (!change && scalar.change) {
    Tensor zeros = *this;
    llvm::fill(zeros.mutableCells(), floatCell(0.0));
    setTangent(std::move(zeros));
  }
  if (!change)
    return;
  // Copies share a tangent as they share cells.
  if (change.use_count() > 1)
    change = std::make_shared<Tensor>(*change);
  change->mutableCells()[position] =
      scalar.change ? scalar.change->storage[0] : floatCell(0.0);
}

std::vector<uint8_t> Tensor::toBytes() const {
  size_t width = getByteWidth(elementType);
  std::vector<uint8_t> bytes(count * width);
  uint8_t *next = bytes.data();
  for (Cell cell : cells()) {
    uint64_t bits = encodeCell(cell, elementType);
    for (size_t byte = 0; byte < width; ++byte)
      *next++ = static_cast<uint8_t>(bits >> (8 * byte));
  }
  return bytes;
}

} // namespace ag
