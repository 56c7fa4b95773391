//===- LoadedProgram.cpp - compiled programs in this process --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/LoadedProgram.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <array>
#include <cstdlib>
#include <cstring>
#include <utility>

using namespace llvm;

namespace ag {

char ProgramError::ID;

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

namespace {
using InfoFunction = const char *();
using LoadFunction = int32_t(const char *, ag_context *, void **);
using LoadTensorsFunction = int32_t(const ag_named_tensor *, size_t,
                                    ag_context *, void **);
using UnloadFunction = void(void *);
using RunFunction = int32_t(const void *, const DLTensor *, const DLTensor *,
                            const ag_workspace *, ag_context *);
using AllocateFunction = int32_t(ag_context *, size_t, void **);
using FreeFunction = int32_t(ag_context *, void *);
using CopyFunction = int32_t(ag_context *, void *, const void *, size_t);

/// Calls MODULE_ENTRY_query, which takes each symbol as an argument of its own.
/// There is one caller for each number of symbols.
using QueryCaller = int32_t (*)(void *query, ag_context *,
                                const int64_t *symbols, int64_t *extents,
                                ag_workspace *need);

template <size_t> using Symbol = int64_t;

template <size_t... Numbers>
QueryCaller makeQueryCaller(std::index_sequence<Numbers...>) {
  return [](void *query, ag_context *context,
            [[maybe_unused]] const int64_t *symbols, int64_t *extents,
            ag_workspace *need) {
    using Query =
        int32_t(ag_context *, Symbol<Numbers>..., int64_t *, ag_workspace *);
    return reinterpret_cast<Query *>(query)(context, symbols[Numbers]...,
                                            extents, need);
  };
}

template <size_t... Counts>
std::array<QueryCaller, sizeof...(Counts)>
makeQueryCallers(std::index_sequence<Counts...>) {
  return {makeQueryCaller(std::make_index_sequence<Counts>())...};
}

constexpr size_t maxSymbols = 64;
const auto queryCallers =
    makeQueryCallers(std::make_index_sequence<maxSymbols + 1>());

/// Returns the error of a call, or success. Only AG_INVALID_CONTEXT has no
/// message.
Error toError(int32_t status, const ag_context &context) {
  if (status == AG_OK)
    return Error::success();
  if (status == AG_INVALID_CONTEXT)
    return make_error<ProgramError>(
        status, "the program was compiled for another version of ag's ABI");
  return make_error<ProgramError>(status, context.message);
}

ag_context makeContext(int32_t threads) {
  ag_context context = AG_CONTEXT_INIT;
  context.threads = threads;
  return context;
}
} // namespace

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

/// The functions found by `lookup`, which keeps them alive.
struct LoadedProgram::Functions {
  struct Entry {
    void *query;
    RunFunction *run;
  };

  Lookup lookup;
  StringRef info;
  ArtefactSignature signature;
  LoadFunction *load;
  LoadTensorsFunction *loadTensors;
  UnloadFunction *unload;
  /// Null unless the program is for a GPU.
  AllocateFunction *allocate = nullptr;
  FreeFunction *free = nullptr;
  CopyFunction *copy = nullptr;
  std::vector<Entry> entries;

  Error find(StringRef name);

private:
  template <typename Function>
  Error find(const std::string &name, Function *&function);
  Error readSignature(StringRef name);
  Error findMemory(const std::string &name);
};

template <typename Function>
Error LoadedProgram::Functions::find(const std::string &name,
                                     Function *&function) {
  Expected<void *> address = lookup(name);
  if (!address)
    return address.takeError();
  if (!*address)
    return createStringError("it has no function " + name);
  function = reinterpret_cast<Function *>(*address);
  return Error::success();
}

Error LoadedProgram::Functions::readSignature(StringRef name) {
  InfoFunction *infoFunction;
  if (Error error = find((name + "_info").str(), infoFunction))
    return error;
  info = infoFunction();
  Expected<ArtefactSignature> parsed = parseInfo(info);
  if (!parsed)
    return createStringError(name + "_info: " + toString(parsed.takeError()));
  signature = std::move(*parsed);
  return Error::success();
}

/// Finds the functions that only programs for a GPU have.
Error LoadedProgram::Functions::findMemory(const std::string &name) {
  if (Error error = find(name + "_allocate", allocate))
    return error;
  if (Error error = find(name + "_free", free))
    return error;
  return find(name + "_copy", copy);
}

Error LoadedProgram::Functions::find(StringRef name) {
  if (Error error = readSignature(name))
    return error;
  if (signature.isForCuda)
    if (Error error = findMemory(name.str()))
      return error;
  if (Error error = find((name + "_load").str(), load))
    return error;
  if (Error error = find((name + "_load_tensors").str(), loadTensors))
    return error;
  if (Error error = find((name + "_unload").str(), unload))
    return error;
  for (const EntrySignature &entry : signature.entries) {
    if (entry.symbols.size() > maxSymbols)
      return createStringError(
          formatv("entry {0} has {1} dynamic sizes, but no more than {2} can "
                  "be passed; give equal ones the same name in ag.dims",
                  entry.name, entry.symbols.size(), maxSymbols));
    Entry &functions = entries.emplace_back();
    if (Error error =
            find(getCallName(signature, entry, "query"), functions.query))
      return error;
    if (Error error = find(getCallName(signature, entry, "run"), functions.run))
      return error;
  }
  return Error::success();
}

Expected<LoadedProgram> LoadedProgram::create(StringRef name, Lookup lookup) {
  auto functions = std::make_shared<Functions>();
  functions->lookup = std::move(lookup);
  if (Error error = functions->find(name))
    return std::move(error);
  return LoadedProgram(std::move(functions));
}

const ArtefactSignature &LoadedProgram::signature() const {
  return functions->signature;
}
StringRef LoadedProgram::info() const { return functions->info; }

Expected<size_t> LoadedProgram::findEntry(StringRef name) const {
  ArrayRef<EntrySignature> entries = signature().entries;
  if (name.empty() && entries.size() == 1)
    return 0;
  for (auto [number, entry] : enumerate(entries))
    if (entry.name == name)
      return number;
  std::string names =
      join(map_range(entries,
                     [](const EntrySignature &entry) { return entry.name; }),
           ", ");
  if (name.empty())
    return createStringError("name the entry: there are " + names);
  return createStringError("there is no entry \"" + name + "\"; expected " +
                           names);
}

Expected<LoadedModel> LoadedProgram::makeModel(
    int32_t threads,
    llvm::function_ref<int32_t(ag_context *, void **)> call) const {
  ag_context context = makeContext(threads);
  void *model = nullptr;
  if (Error error = toError(call(&context, &model), context))
    return std::move(error);
  auto unload = [functions = functions](void *model) {
    functions->unload(model);
  };
  return LoadedModel(functions, std::shared_ptr<void>(model, unload), threads);
}

Expected<LoadedModel> LoadedProgram::load(std::optional<std::string> weights,
                                          int32_t threads) const {
  return makeModel(threads, [&](ag_context *context, void **model) {
    return functions->load(weights ? weights->c_str() : nullptr, context,
                           model);
  });
}

Expected<LoadedModel>
LoadedProgram::loadTensors(ArrayRef<ag_named_tensor> weights,
                           int32_t threads) const {
  return makeModel(threads, [&](ag_context *context, void **model) {
    return functions->loadTensors(weights.data(), weights.size(), context,
                                  model);
  });
}

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

/// Returns "argument x", or "argument 0" if it has no name.
static std::string spellArgument(const EntrySignature &entry, size_t number) {
  const std::string &name = entry.arguments[number].name;
  return "argument " + (name.empty() ? std::to_string(number) : name);
}

static Error checkCount(StringRef what, size_t given, size_t expected) {
  if (given == expected)
    return Error::success();
  return make_error<ProgramError>(
      AG_INVALID_ARGUMENT,
      formatv("{0} {1} are given, the entry has {2}", given, what, expected));
}

Expected<SmallVector<int64_t>>
LoadedModel::readSymbols(size_t entry, ArrayRef<DLTensor> arguments) const {
  const EntrySignature &signature = functions->signature.entries[entry];
  if (Error error =
          checkCount("arguments", arguments.size(), signature.arguments.size()))
    return std::move(error);
  SmallVector<int64_t> symbols(signature.symbols.size());
  for (auto [number, tensor] : enumerate(arguments)) {
    ArrayRef<SizeSignature> dims = signature.arguments[number].dims;
    if (tensor.ndim != int64_t(dims.size()))
      return make_error<ProgramError>(
          AG_INVALID_ARGUMENT,
          formatv("{0}: has {1} dimensions, expected {2}",
                  spellArgument(signature, number), tensor.ndim, dims.size()));
    for (auto [dim, size] : enumerate(dims))
      if (size.kind == SizeSignature::Symbol)
        symbols[size.value] = tensor.shape[dim];
  }
  return symbols;
}

Error LoadedModel::query(size_t entry, ArrayRef<int64_t> symbols,
                         SmallVectorImpl<int64_t> &extents,
                         ag_workspace &need) const {
  const EntrySignature &signature = functions->signature.entries[entry];
  if (Error error =
          checkCount("sizes", symbols.size(), signature.symbols.size()))
    return error;
  size_t count = 0;
  for (const TensorSignature &result : signature.results)
    count += result.dims.size();
  extents.assign(count, 0);
  ag_context context = makeContext(threads);
  return toError(queryCallers[symbols.size()](functions->entries[entry].query,
                                              &context, symbols.data(),
                                              extents.data(), &need),
                 context);
}

Error LoadedModel::run(size_t entry, ArrayRef<DLTensor> arguments,
                       ArrayRef<DLTensor> results,
                       const ag_workspace *workspace) const {
  const EntrySignature &signature = functions->signature.entries[entry];
  if (Error error =
          checkCount("arguments", arguments.size(), signature.arguments.size()))
    return error;
  if (Error error =
          checkCount("results", results.size(), signature.results.size()))
    return error;
  ag_context context = makeContext(threads);
  return toError(functions->entries[entry].run(model.get(), arguments.data(),
                                               results.data(), workspace,
                                               &context),
                 context);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Expected<std::shared_ptr<void>> LoadedModel::allocate(size_t bytes,
                                                      size_t alignment) const {
  void *memory = nullptr;
  if (!functions->allocate) {
    size_t whole = alignTo(std::max(bytes, size_t(1)), alignment);
    memory = std::aligned_alloc(alignment, whole);
    if (!memory)
      return createStringError("out of memory: " + Twine(bytes) + " bytes");
    return std::shared_ptr<void>(memory, std::free);
  }
  ag_context context = makeContext(threads);
  if (Error error =
          toError(functions->allocate(&context, bytes, &memory), context))
    return std::move(error);
  // The copy keeps the program loaded until the memory is freed.
  return std::shared_ptr<void>(memory, [self = *this](void *memory) {
    ag_context context = makeContext(self.threads);
    self.functions->free(&context, memory);
  });
}

DLDevice LoadedModel::device() const {
  return {functions->signature.isForCuda ? kDLCUDA : kDLCPU, 0};
}

Error LoadedModel::copy(void *to, const void *from, size_t bytes) const {
  if (!functions->copy) {
    if (bytes > 0)
      std::memcpy(to, from, bytes);
    return Error::success();
  }
  ag_context context = makeContext(threads);
  return toError(functions->copy(&context, to, from, bytes), context);
}

} // namespace ag
