//===- ReadSignature.cpp - the tensors of an entry ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/ReadSignature.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

llvm::Expected<FunctionOpInterface> findEntry(ModuleOp module, StringRef name) {
  SmallVector<FunctionOpInterface> candidates;
  for (auto function : module.getOps<FunctionOpInterface>()) {
    if (function.isExternal())
      continue;
    if (getEntryName(function) == (name.empty() ? "main" : name))
      return function;
    if (name.empty() && isEntry(function))
      candidates.push_back(function);
  }
  if (candidates.size() == 1)
    return candidates.front();
  if (name.empty() && candidates.empty())
    return llvm::createStringError("there is no entry: no public function");
  if (name.empty())
    return wrongUse(
        llvm::formatv("there is no @main, but {0} public functions; "
                      "name one by --entry",
                      candidates.size()));
  return wrongUse("there is no function @" + name + " with a body");
}

namespace {
/// Derives a signature from a function's type. A value that is a rank's block
/// of a sharded tensor has the type of the unsplit tensor.
class Reader {
public:
  explicit Reader(FunctionOpInterface function)
      : function(function), symbols(function) {}

  llvm::Expected<EntrySignature> read();

private:
  llvm::Expected<TensorSignature> readType(mlir::Type type, StringRef name,
                                           const Twine &what);
  llvm::Error readArguments();
  llvm::Error readResults();

  FunctionOpInterface function;
  DimSymbols symbols;
  EntrySignature entry;
};

/// Returns the signature of a value of type `type`. Dynamic sizes are Computed.
/// `what` names the value in errors.
llvm::Expected<TensorSignature>
Reader::readType(mlir::Type type, StringRef name, const Twine &what) {
  auto element = elementTypeOf(type);
  if (!element)
    return llvm::createStringError(what + ": " +
                                   llvm::toString(element.takeError()));
  TensorSignature tensor{name.str(), *element, {}};
  if (auto shaped = dyn_cast<ShapedType>(type); shaped && shaped.hasRank())
    for (int64_t size : shaped.getShape())
      tensor.dims.push_back(ShapedType::isDynamic(size)
                                ? SizeSignature{SizeSignature::Computed, 0}
                                : SizeSignature{SizeSignature::Number, size});
  return tensor;
}

llvm::Error Reader::readArguments() {
  for (auto [number, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto argument = readType(
        getWholeType(type, function.getArgAttr(number, shardingAttrName)),
        getArgumentName(function, number), "argument " + Twine(number));
    if (!argument)
      return argument.takeError();
    for (auto [dim, size] : llvm::enumerate(argument->dims))
      if (size.kind == SizeSignature::Computed)
        size = {SizeSignature::Symbol, symbols.find(number, dim)};
    argument->originalName = getOriginalArgumentName(function, number);
    entry.arguments.push_back(std::move(*argument));
  }
  return llvm::Error::success();
}

llvm::Error Reader::readResults() {
  for (auto [number, type] : llvm::enumerate(function.getResultTypes())) {
    auto result = readType(
        getWholeType(type, function.getResultAttr(number, shardingAttrName)),
        getResultName(function, number), "result " + Twine(number));
    if (!result)
      return result.takeError();
    result->originalName = getOriginalResultName(function, number);
    entry.results.push_back(std::move(*result));
  }
  return llvm::Error::success();
}

llvm::Expected<EntrySignature> Reader::read() {
  entry.name = getEntryName(function).str();
  for (const DimSymbol &symbol : symbols) {
    auto range = getDimRange(function, symbol.name);
    entry.symbols.push_back({symbol.name.str(), range ? range->lowest : 0,
                             range ? range->highest : INT64_MAX});
  }
  if (llvm::Error error = readArguments())
    return std::move(error);
  if (llvm::Error error = readResults())
    return std::move(error);
  return std::move(entry);
}
} // namespace

llvm::Expected<EntrySignature> readSignature(FunctionOpInterface function) {
  auto attr = function->getAttrOfType<DictionaryAttr>(signatureAttrName);
  if (!attr)
    return Reader(function).read();
  auto entry = parseEntrySignature(getEntryName(function), attr);
  if (!entry)
    return llvm::createStringError("@" + function.getName() +
                                   ": its ag.signature is not well-formed");
  return std::move(*entry);
}

RankedTensorType getParameterType(const TensorSignature &parameter,
                                  MLIRContext *context) {
  auto shape = llvm::map_to_vector(
      parameter.dims, [](SizeSignature size) { return size.value; });
  return RankedTensorType::get(shape, getMLIRType(parameter.type, context));
}

Tensor adapt(Tensor tensor, ScalarType type) {
  if (type == tensor.type() || isFloat(type) || isFloat(tensor.type()) ||
      getByteWidth(type) != getByteWidth(tensor.type()))
    return tensor;
  SmallVector<Cell> cells;
  for (Cell cell : tensor.cells())
    cells.push_back(castCell(cell, tensor.type(), type, Precision::Declared));
  return llvm::cantFail(Tensor::fromCells(type, tensor.shape(), cells));
}

} // namespace ag
