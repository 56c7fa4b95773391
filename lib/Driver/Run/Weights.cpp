//===- Weights.cpp - parameters from files --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/Weights.h"
#include "ag-runtime/Safetensors.h"
#include "ag/Support/Tensor/DLPack.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

struct WeightsFile::Contents {
  std::unique_ptr<llvm::MemoryBuffer> file;
  std::vector<ag_safetensors_tensor> table;
};

WeightsFile::WeightsFile(std::unique_ptr<Contents> contents)
    : contents(std::move(contents)) {}
WeightsFile::~WeightsFile() = default;

llvm::Expected<std::shared_ptr<const WeightsFile>>
WeightsFile::open(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!file)
    return llvm::createStringError(
        llvm::formatv("cannot read {0}: {1}", path, file.getError().message()));
  auto contents = std::make_unique<Contents>();
  contents->file = std::move(*file);
  StringRef bytes = contents->file->getBuffer();
  char message[256];
  int64_t count = 0;
  for (int pass = 0; pass < 2 && count >= 0; ++pass) {
    contents->table.resize(count);
    count =
        ag_safetensors_parse(bytes.data(), bytes.size(), contents->table.data(),
                             count, message, sizeof message);
  }
  if (count < 0)
    return llvm::createStringError(llvm::formatv("{0}: {1}", path, message));
  return std::shared_ptr<const WeightsFile>(
      new WeightsFile(std::move(contents)));
}

llvm::Expected<StoredTensor> WeightsFile::find(StringRef name) const {
  const ag_safetensors_tensor *entry = ag_safetensors_find(
      contents->table.data(), contents->table.size(), name.str().c_str());
  if (!entry)
    return llvm::createStringError("the weights hold no such tensor");
  auto type = toScalarType(entry->dtype);
  if (!type)
    return llvm::createStringError(
        "the weights hold it with elements that ag does not compute with");
  return StoredTensor{name.str(), *type,
                      SmallVector<int64_t>(ArrayRef(entry->shape, entry->rank)),
                      ArrayRef(contents->file->getBufferStart() + entry->begin,
                               entry->end - entry->begin)};
}

namespace {
llvm::Expected<ParameterSource> openFile(StringRef path) {
  auto weights = WeightsFile::open(path);
  if (!weights)
    return weights.takeError();
  return [weights = *weights](StringRef name,
                              RankedTensorType) -> llvm::Expected<Tensor> {
    auto found = weights->find(name);
    if (!found)
      return found.takeError();
    return Tensor::fromBytes(
        found->type, found->shape,
        ArrayRef(reinterpret_cast<const uint8_t *>(found->bytes.data()),
                 found->bytes.size()));
  };
}

/// Returns a generated parameter. The name is hashed into the seed of `how`, if
/// it has one.
llvm::Expected<Tensor> generateParameter(StringRef how, StringRef name,
                                         RankedTensorType type) {
  auto element = elementTypeOf(type);
  if (!element)
    return element.takeError();
  auto [kind, digits] = how.split(':');
  uint64_t seed;
  if (digits.getAsInteger(10, seed))
    return Tensor::generate(how, *element, type.getShape());
  uint64_t own = seed ^ llvm::xxh3_64bits(name);
  return Tensor::generate((kind + ":" + Twine(own)).str(), *element,
                          type.getShape());
}

/// Returns a source that calls `source` and checks the type. Its errors name
/// the parameter.
ParameterSource checked(ParameterSource source) {
  return [source = std::move(source)](
             StringRef name, RankedTensorType type) -> llvm::Expected<Tensor> {
    auto explain = [&](llvm::Error error) {
      return llvm::createStringError(llvm::formatv(
          "parameter \"{0}\": {1}", name, llvm::toString(std::move(error))));
    };
    auto tensor = source(name, type);
    if (!tensor)
      return explain(tensor.takeError());
    if (llvm::Error error = checkValue(*tensor, type))
      return explain(std::move(error));
    return tensor;
  };
}
} // namespace

llvm::Expected<ParameterSource> openWeights(StringRef how) {
  if (how.empty())
    return checked([](StringRef, RankedTensorType) -> llvm::Expected<Tensor> {
      return llvm::createStringError("no --weights are given");
    });
  if (Tensor::isGenerator(how))
    return checked([how = how.str()](StringRef name, RankedTensorType type) {
      return generateParameter(how, name, type);
    });
  auto file = openFile(how);
  if (!file)
    return file.takeError();
  return checked(std::move(*file));
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

/// Returns the name of a type in safetensors files: F32, BF16, U8, BOOL.
static std::string safetensorsName(ScalarType type) {
  if (type == ScalarType::I1)
    return "BOOL";
  StringRef name = getSpelling(type);
  bool isUnsigned = name.consume_front("ui");
  return (isUnsigned ? "U" : "") + name.upper();
}

/// Appends spaces, so that the tensors begin at a multiple of a cache line.
static void padHeader(std::string &header) {
  constexpr size_t line = 64, length = 8;
  header.resize(llvm::alignTo(length + header.size(), line) - length, ' ');
}

std::string formatSafetensors(ArrayRef<StoredTensor> tensors) {
  std::string file;
  llvm::raw_string_ostream stream(file);
  llvm::json::OStream json(stream);
  size_t end = 0;
  json.object([&] {
    for (const StoredTensor &tensor : tensors)
      json.attributeObject(tensor.name, [&] {
        int64_t begin = end;
        end += tensor.bytes.size();
        json.attribute("dtype", safetensorsName(tensor.type));
        json.attribute("shape", llvm::json::Array(tensor.shape));
        json.attribute("data_offsets",
                       llvm::json::Array({begin, int64_t(end)}));
      });
  });
  padHeader(file);
  char length[8];
  llvm::support::endian::write64le(length, file.size());
  file.insert(0, length, sizeof length);
  file.reserve(file.size() + end);
  for (const StoredTensor &tensor : tensors)
    file.append(tensor.bytes.begin(), tensor.bytes.end());
  return file;
}

} // namespace ag
