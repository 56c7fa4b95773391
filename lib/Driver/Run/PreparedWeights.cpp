//===- PreparedWeights.cpp - weights prepared at compile time -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Run/PreparedWeights.h"
#include "ag-runtime/Model.h"
#include "ag/Driver/Run/Jit.h"
#include "ag/Support/Tensor/DLPack.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"
#include <sys/mman.h>

using namespace llvm;

namespace ag {
namespace {
StoredTensor describeParameter(const ag_rt_parameter &parameter,
                               const void *data) {
  StoredTensor tensor;
  tensor.name = parameter.name;
  tensor.type = *toScalarType(parameter.dtype);
  tensor.shape.assign(parameter.shape, parameter.shape + parameter.rank);
  size_t bytes = parameter.dtype.bits / 8;
  for (int64_t size : tensor.shape)
    bytes *= size;
  tensor.bytes = {static_cast<const char *>(data), bytes};
  return tensor;
}

std::string makeLabel(const ag_rt_model &model) {
  StringRef file(static_cast<const char *>(model.mapping), model.mapping_bytes);
  std::string label;
  raw_string_ostream(label)
      << "ag prepared weights 1\nmarch " << model.module->march << "\nload "
      << model.module->load_hash << "\nweights "
      << utohexstr(xxh3_64bits(file), /*LowerCase=*/true, /*Width=*/16) << "\n";
  return label;
}

constexpr size_t line = 64;
} // namespace

Expected<PreparedWeights> prepareWeights(const ArtefactSignature &artefact,
                                         StringRef object,
                                         const std::string &path) {
  Expected<LoadedProgram> program = linkProgram(artefact, object);
  if (!program)
    return program.takeError();
  Expected<LoadedModel> loaded = program->load(path);
  if (!loaded)
    return loaded.takeError();
  const auto &model = *static_cast<const ag_rt_model *>(loaded->handle());
  PreparedWeights weights = {
      {}, makeLabel(model), std::make_shared<LoadedModel>(std::move(*loaded))};
  // Hashing the file for the label read all its pages. Releases them; they are
  // read again on access.
  if (model.mapping)
    ::madvise(model.mapping, model.mapping_bytes, MADV_DONTNEED);
  int64_t count = model.module->parameter_count + model.module->prepared_count;
  for (int64_t number = 0; number < count; ++number) {
    const ag_rt_parameter &parameter = model.module->parameters[number];
    if (parameter.in_run)
      weights.parameters.push_back(
          describeParameter(parameter, model.parameters[number]));
  }
  return weights;
}

/// Returns an error unless the bytes of `tensor` are a value of `parameter`.
static Error checkStored(const StoredTensor &tensor,
                         const TensorSignature &parameter) {
  SmallVector<int64_t> shape = map_to_vector(
      parameter.dims, [](const SizeSignature &size) { return size.value; });
  if (tensor.type != parameter.type || tensor.shape != shape)
    return createStringError("parameter " + parameter.name + " is " +
                             describe(tensor.type, tensor.shape) +
                             " in the file, the program needs " +
                             describe(parameter.type, shape));
  if (tensor.type != ScalarType::I1)
    return Error::success();
  const char *wrong = find_if(tensor.bytes, [](char each) {
    return static_cast<unsigned char>(each) > 1;
  });
  if (wrong != tensor.bytes.end())
    return createStringError(
        "parameter " + parameter.name + ": element " +
        Twine(wrong - tensor.bytes.begin()) + " is " +
        Twine(unsigned(static_cast<unsigned char>(*wrong))) +
        ", a bool is 0 or 1");
  return Error::success();
}

Expected<PreparedWeights> readWeights(const ArtefactSignature &artefact,
                                      const std::string &path) {
  auto file = WeightsFile::open(path);
  if (!file)
    return file.takeError();
  if (artefact.parameters.empty())
    return createStringError(path + ": " + artefact.name +
                             " takes no weights file, as it has no parameters");
  PreparedWeights weights;
  weights.owner = *file;
  for (const TensorSignature &parameter : artefact.parameters) {
    Expected<StoredTensor> found = (*file)->find(parameter.name);
    if (!found)
      return createStringError(path + ": parameter " + parameter.name + ": " +
                               toString(found.takeError()));
    if (Error error = checkStored(*found, parameter))
      return createStringError(path + ": " + toString(std::move(error)));
    weights.parameters.push_back(std::move(*found));
  }
  return weights;
}

std::string formatPrepared(const PreparedWeights &weights) {
  std::vector<StoredTensor> tensors(weights.parameters);
  // Tensors that are a multiple of a line long come first, so that each begins
  // at a line. The others follow by decreasing element size, so that each
  // begins at a multiple of that size.
  auto rank = [](const StoredTensor &tensor) {
    return tensor.bytes.size() % line == 0 ? line : getByteWidth(tensor.type);
  };
  llvm::sort(tensors, [&](const StoredTensor &a, const StoredTensor &b) {
    return std::make_pair(rank(b), StringRef(a.name)) <
           std::make_pair(rank(a), StringRef(b.name));
  });
  std::string label = weights.label;
  label.resize(alignTo(label.size(), line), ' ');
  if (!label.empty())
    tensors.insert(
        tensors.begin(),
        {"ag.prepared", ScalarType::UI8, {int64_t(label.size())}, label});
  return formatSafetensors(tensors);
}

} // namespace ag
