//===- DrawnArguments.cpp - randomly drawn arguments ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Verify/DrawnArguments.h"
#include "ag/Driver/Run/Arguments.h"
#include <random>

using llvm::ArrayRef;
using llvm::SmallVector;

namespace ag {
namespace {
/// Returns a fraction in [0, 1). The C++ standard specifies the numbers of the
/// generator, but not those of its distributions.
double drawFraction(std::mt19937_64 &random) {
  return static_cast<double>(random() >> 11) * 0x1p-53;
}

/// Returns a size of 1 to 5, within the symbol's range. In the first two draws
/// it is 3 for all symbols, because sizes may have to agree.
int64_t drawSize(const SymbolSignature &symbol, unsigned draw,
                 std::mt19937_64 &random) {
  int64_t size = draw < 2 ? 3 : 1 + static_cast<int64_t>(random() % 5);
  return std::clamp(size, symbol.least, symbol.greatest);
}

double drawFloat(unsigned draw, bool areWhole, std::mt19937_64 &random) {
  double half = static_cast<double>(static_cast<int>(random() % 7) - 3) / 2;
  double fraction = drawFraction(random);
  fraction = areWhole ? 0.5 : fraction;
  switch (draw % 5) {
  case 1:
    return std::abs(half) + 0.05 + fraction / 2;
  case 2:
    return 0.05 + 0.9 * fraction;
  case 3:
    return std::abs(half) + 1.05 + fraction / 2;
  case 4:
    return -std::abs(half) - 0.05 - fraction / 2;
  default:
    return half + (fraction - 0.5) / 2;
  }
}

Cell drawCell(ScalarType type, unsigned draw, bool areWhole,
              std::mt19937_64 &random) {
  if (isFloat(type))
    return floatCell(roundToType(drawFloat(draw, areWhole, random), type));
  bool isBinary = draw % 2 || type == ScalarType::I1;
  return intCell(static_cast<int64_t>(random() % (isBinary ? 2 : 4)));
}
} // namespace

llvm::Expected<Tensors> drawArguments(const EntrySignature &entry,
                                      ArrayRef<std::string> dims, unsigned draw,
                                      bool areWhole) {
  auto sizes = readSizes(entry, dims);
  if (!sizes)
    return sizes.takeError();
  std::mt19937_64 random(draw);
  for (auto [size, symbol] : llvm::zip_equal(*sizes, entry.symbols))
    if (!size)
      size = drawSize(symbol, draw, random);
  Tensors arguments;
  for (const TensorSignature &argument : entry.arguments) {
    SmallVector<int64_t> shape;
    for (SizeSignature size : argument.dims)
      shape.push_back(size.kind == SizeSignature::Number
                          ? size.value
                          : *(*sizes)[size.value]);
    auto tensor = Tensor::zeros(argument.type, shape);
    if (!tensor)
      return tensor.takeError();
    for (Cell &cell : tensor->mutableCells())
      cell = drawCell(argument.type, draw, areWhole, random);
    arguments.push_back(std::move(*tensor));
  }
  return arguments;
}

} // namespace ag
