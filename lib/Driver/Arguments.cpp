//===- Arguments.cpp - the arguments of an entry -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Arguments.h"
#include "ag/Dialect/AG/IR/Dims.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Npy.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
class Arguments {
public:
  explicit Arguments(FunctionOpInterface function) : function(function) {}

  llvm::Error setDims(ArrayRef<std::string> dims);
  llvm::Error read(ArrayRef<std::string> inputs);
  llvm::Error generate(ArrayRef<std::string> inputs);
  Tensors take() { return std::move(tensors); }

private:
  llvm::Error setSize(StringRef name, int64_t size);
  llvm::Expected<SmallVector<int64_t>> shapeOf(unsigned argument);
  Type typeOf(unsigned argument) {
    return function.getArgumentTypes()[argument];
  }

  FunctionOpInterface function;
  llvm::StringMap<int64_t> sizes;
  Tensors tensors;
};

llvm::Error explain(unsigned argument, llvm::Error error) {
  return llvm::createStringError("argument " + Twine(argument) + ": " +
                                 llvm::toString(std::move(error)));
}

llvm::Error Arguments::setSize(StringRef name, int64_t size) {
  auto [entry, isNew] = sizes.try_emplace(name, size);
  if (!isNew && entry->second != size)
    return llvm::createStringError(
        llvm::formatv("dimension {0} is {1} in one place and {2} in another",
                      name, entry->second, size));
  auto range = getDimRange(function, name);
  if (range && (size < range->lowest || size > range->highest))
    return llvm::createStringError(
        llvm::formatv("dimension {0} is {1}, expected {2} to {3}", name, size,
                      range->lowest, range->highest));
  return llvm::Error::success();
}

llvm::Error Arguments::setDims(ArrayRef<std::string> dims) {
  for (const std::string &text : dims) {
    auto dim = parseDimSize(text);
    if (!dim)
      return wrongUse("--dim=" + text + ": " + llvm::toString(dim.takeError()));
    if (llvm::none_of(getDimSymbols(function), [&](const DimSymbol &symbol) {
          return symbol.name == dim->name;
        }))
      return wrongUse("--dim=" + text +
                      ": no argument has a dimension of that name");
    if (llvm::Error error = setSize(dim->name, dim->size))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error Arguments::read(ArrayRef<std::string> inputs) {
  tensors.resize(inputs.size());
  for (auto [argument, input] : llvm::enumerate(inputs)) {
    if (Tensor::isGenerator(input))
      continue;
    auto tensor = readNpy(input);
    if (!tensor)
      return explain(argument, tensor.takeError());
    if (llvm::Error error = checkValue(*tensor, typeOf(argument)))
      return explain(argument, std::move(error));
    for (auto [dim, size] : llvm::enumerate(tensor->shape())) {
      StringRef name = getDimName(function, argument, dim);
      if (name.empty())
        continue;
      if (llvm::Error error = setSize(name, size))
        return explain(argument, std::move(error));
    }
    tensors[argument] = std::move(*tensor);
  }
  return llvm::Error::success();
}

llvm::Expected<SmallVector<int64_t>> Arguments::shapeOf(unsigned argument) {
  auto type = dyn_cast<RankedTensorType>(typeOf(argument));
  if (!type)
    return SmallVector<int64_t>();
  SmallVector<int64_t> shape(type.getShape());
  for (auto [dim, size] : llvm::enumerate(shape)) {
    if (ShapedType::isStatic(size))
      continue;
    StringRef name = getDimName(function, argument, dim);
    if (name.empty())
      return wrongUse("argument " + Twine(argument) + ": dimension " +
                      Twine(dim) +
                      " is dynamic and has no name in ag.dims; give an npy "
                      "file");
    auto known = sizes.find(name);
    if (known == sizes.end())
      return wrongUse("argument " + Twine(argument) +
                      ": give the size of dimension " + name + ": --dim " +
                      name + "=N");
    size = known->second;
  }
  return shape;
}

llvm::Error Arguments::generate(ArrayRef<std::string> inputs) {
  for (auto [argument, input] : llvm::enumerate(inputs)) {
    if (!Tensor::isGenerator(input))
      continue;
    auto type = elementTypeOf(typeOf(argument));
    if (!type)
      return explain(argument, type.takeError());
    auto shape = shapeOf(argument);
    if (!shape)
      return shape.takeError();
    auto tensor = Tensor::generate(input, *type, *shape);
    if (!tensor)
      return explain(argument, tensor.takeError());
    tensors[argument] = std::move(*tensor);
  }
  return llvm::Error::success();
}

/// One generator for each of `count` arguments; a seed is that of the first,
/// and one more for each that follows.
llvm::Expected<std::vector<std::string>> spread(StringRef generator,
                                                unsigned count) {
  std::vector<std::string> inputs(count, generator.str());
  StringRef digits = generator;
  if (!digits.consume_front("randn:"))
    return inputs;
  uint64_t seed;
  if (digits.getAsInteger(10, seed))
    return wrongUse("--input=" + generator + ": expected a number after ':'");
  for (auto [number, input] : llvm::enumerate(inputs))
    input = "randn:" + std::to_string(seed + number);
  return inputs;
}
} // namespace

llvm::Expected<Tensors> makeArguments(FunctionOpInterface function,
                                      ArrayRef<std::string> inputs,
                                      ArrayRef<std::string> dims) {
  unsigned count = function.getNumArguments();
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
        "--input for each, or one of zeros, ones, iota, randn:SEED for all",
        count, all.size()));
  Arguments arguments(function);
  if (llvm::Error error = arguments.setDims(dims))
    return error;
  if (llvm::Error error = arguments.read(all))
    return error;
  if (llvm::Error error = arguments.generate(all))
    return error;
  return arguments.take();
}

} // namespace ag
