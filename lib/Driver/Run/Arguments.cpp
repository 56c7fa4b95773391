//===- Arguments.cpp - the arguments of an entry --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/Arguments.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Notation/Dims.h"
#include "ag/Support/Tensor/Npy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::StringRef;
using llvm::Twine;

namespace ag {
namespace {
class Arguments {
public:
  explicit Arguments(const EntrySignature &entry)
      : entry(entry), sizes(entry.symbols.size()),
        tensors(entry.arguments.size()) {}

  llvm::Error setDims(ArrayRef<std::string> dims);
  llvm::Error setOthers();
  llvm::Error read(ArrayRef<std::string> inputs);
  llvm::Error generate(ArrayRef<std::string> inputs);
  Tensors take() { return std::move(tensors); }
  KnownSizes takeSizes() { return std::move(sizes); }

private:
  llvm::Error setSize(size_t symbol, int64_t size);
  llvm::Error check(const Tensor &tensor, const TensorSignature &type);
  llvm::Expected<SmallVector<int64_t>> shapeOf(size_t argument);

  const EntrySignature &entry;
  /// The sizes of the symbols that are known so far.
  KnownSizes sizes;
  /// The size that --dim *=N gives to all symbols that inputs leave unknown.
  std::optional<int64_t> others;
  Tensors tensors;
};

llvm::Error explainArgument(size_t argument, llvm::Error error) {
  return llvm::createStringError("argument " + Twine(argument) + ": " +
                                 llvm::toString(std::move(error)));
}

llvm::Error Arguments::setSize(size_t symbol, int64_t size) {
  const auto &[name, least, greatest] = entry.symbols[symbol];
  if (sizes[symbol] && *sizes[symbol] != size)
    return llvm::createStringError(
        llvm::formatv("dimension {0} is {1} in one place and {2} in another",
                      name, *sizes[symbol], size));
  sizes[symbol] = size;
  if (size < least || size > greatest)
    return llvm::createStringError(
        llvm::formatv("dimension {0} is {1}, expected {2} to {3}", name, size,
                      least, greatest));
  return llvm::Error::success();
}

llvm::Error Arguments::setDims(ArrayRef<std::string> dims) {
  auto given = parseDimSizes(dims);
  if (!given)
    return wrongUse("--dim " + llvm::toString(given.takeError()));
  for (const DimSize &dim : *given) {
    if (dim.name == otherDims) {
      others = dim.size;
      continue;
    }
    const auto *symbol = llvm::find_if(
        entry.symbols, [&](const auto &each) { return each.name == dim.name; });
    if (symbol == entry.symbols.end())
      return llvm::createStringError(
          llvm::formatv("--dim {0}={1}: no argument has a dynamic dimension of "
                        "that name in its ag.dims",
                        dim.name, dim.size));
    if (llvm::Error error = setSize(symbol - entry.symbols.begin(), dim.size))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error Arguments::setOthers() {
  for (size_t symbol = 0; others && symbol < sizes.size(); ++symbol)
    if (!sizes[symbol])
      if (llvm::Error error = setSize(symbol, *others))
        return error;
  return llvm::Error::success();
}

/// Returns "f32[?, 4]".
std::string spell(const TensorSignature &type) {
  auto spellSize = [](SizeSignature size) {
    return size.kind == SizeSignature::Number ? std::to_string(size.value)
                                              : "?";
  };
  return getSpelling(type.type).str() + "[" +
         llvm::join(llvm::map_range(type.dims, spellSize), ", ") + "]";
}

/// Fails unless the tensor has the type and shape of `type`. Sets the sizes of
/// symbols.
llvm::Error Arguments::check(const Tensor &tensor,
                             const TensorSignature &type) {
  bool fits =
      tensor.type() == type.type && tensor.rank() == int64_t(type.dims.size());
  for (size_t dim = 0; fits && dim < type.dims.size(); ++dim)
    fits = type.dims[dim].kind != SizeSignature::Number ||
           type.dims[dim].value == tensor.shape()[dim];
  if (!fits)
    return llvm::createStringError("is a " +
                                   describe(tensor.type(), tensor.shape()) +
                                   ", expected a " + spell(type));
  for (auto [size, extent] : llvm::zip_equal(type.dims, tensor.shape()))
    if (size.kind == SizeSignature::Symbol)
      if (llvm::Error error = setSize(size.value, extent))
        return error;
  return llvm::Error::success();
}

llvm::Error Arguments::read(ArrayRef<std::string> inputs) {
  for (auto [argument, input] : llvm::enumerate(inputs)) {
    if (Tensor::isGenerator(input))
      continue;
    auto tensor = readNpy(input);
    if (!tensor)
      return explainArgument(argument, tensor.takeError());
    if (llvm::Error error = check(*tensor, entry.arguments[argument]))
      return explainArgument(argument, std::move(error));
    tensors[argument] = std::move(*tensor);
  }
  return llvm::Error::success();
}

llvm::Expected<SmallVector<int64_t>> Arguments::shapeOf(size_t argument) {
  SmallVector<int64_t> shape;
  for (auto [dim, size] : llvm::enumerate(entry.arguments[argument].dims)) {
    if (size.kind == SizeSignature::Number) {
      shape.push_back(size.value);
      continue;
    }
    const std::string &name = entry.symbols[size.value].name;
    if (!sizes[size.value] && name.empty())
      return wrongUse("argument " + Twine(argument) + ": dimension " +
                      Twine(dim) +
                      " is dynamic and has no name in ag.dims; give an npy "
                      "file, or the size of all that have none: --dim *=N");
    if (!sizes[size.value])
      return wrongUse("argument " + Twine(argument) +
                      ": give the size of dimension " + name + ": --dim " +
                      name + "=N");
    shape.push_back(*sizes[size.value]);
  }
  return shape;
}

llvm::Error Arguments::generate(ArrayRef<std::string> inputs) {
  for (auto [argument, input] : llvm::enumerate(inputs)) {
    if (!Tensor::isGenerator(input))
      continue;
    auto shape = shapeOf(argument);
    if (!shape)
      return shape.takeError();
    auto tensor =
        Tensor::generate(input, entry.arguments[argument].type, *shape);
    if (!tensor)
      return explainArgument(argument, tensor.takeError());
    tensors[argument] = std::move(*tensor);
  }
  return llvm::Error::success();
}

/// Returns one generator for each of `count` arguments. A seed is that of the
/// first argument; each further argument has a seed greater by 1.
llvm::Expected<std::vector<std::string>> spread(StringRef generator,
                                                unsigned count) {
  std::vector<std::string> inputs(count, generator.str());
  auto [kind, digits] = generator.split(':');
  if (kind == generator)
    return inputs;
  uint64_t seed;
  if (digits.getAsInteger(10, seed))
    return wrongUse("--input=" + generator + ": expected a number after ':'");
  for (auto [number, input] : llvm::enumerate(inputs))
    input = (kind + ":" + llvm::Twine(seed + number)).str();
  return inputs;
}
} // namespace

llvm::Expected<KnownSizes> readSizes(const EntrySignature &entry,
                                     ArrayRef<std::string> dims) {
  Arguments arguments(entry);
  if (llvm::Error error = arguments.setDims(dims))
    return error;
  if (llvm::Error error = arguments.setOthers())
    return error;
  return arguments.takeSizes();
}

llvm::Expected<Tensors> makeArguments(const EntrySignature &entry,
                                      ArrayRef<std::string> inputs,
                                      ArrayRef<std::string> dims) {
  size_t count = entry.arguments.size();
  std::vector<std::string> all = inputs.vec();
  if (inputs.size() == 1 && Tensor::isGenerator(inputs.front())) {
    auto spreadInputs = spread(inputs.front(), count);
    if (!spreadInputs)
      return spreadInputs.takeError();
    all = std::move(*spreadInputs);
  }
  if (all.size() != count)
    return wrongUse(llvm::formatv(
        "the entry takes {0} arguments, but {1} inputs are given; give one "
        "--input for each, or one of zeros, ones, iota, randn:SEED, wide:SEED "
        "for all",
        count, all.size()));
  Arguments arguments(entry);
  if (llvm::Error error = arguments.setDims(dims))
    return error;
  if (llvm::Error error = arguments.read(all))
    return error;
  if (llvm::Error error = arguments.setOthers())
    return error;
  if (llvm::Error error = arguments.generate(all))
    return error;
  return arguments.take();
}

} // namespace ag
