//===- ProgramAPI.cpp - compiled programs in this process -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Support.h"
#include "ag-c/Run.h"
#include "ag/Driver/Run/Jit.h"
#include "ag/Driver/Run/OpenProgram.h"
#include "ag/Driver/Tool.h"

using namespace ag;

namespace {
const LoadedProgram &unwrap(AgProgram program) {
  return *static_cast<LoadedProgram *>(program.ptr);
}
const LoadedModel &unwrap(AgModel model) {
  return *static_cast<LoadedModel *>(model.ptr);
}

/// Runs `body` on the model and returns the status. Fails with AgWrongUse if
/// the model is null or has no such entry.
template <typename Body>
int32_t withEntry(AgModel model, size_t entry, Body &&body) {
  if (!model.ptr)
    return fail(AgWrongUse, "the model is null");
  size_t count = unwrap(model).program().signature().entries.size();
  if (entry >= count)
    return fail(AgWrongUse, "there is no entry " + llvm::Twine(entry) +
                                ": the program has " + llvm::Twine(count));
  return guard([&]() -> int32_t {
    llvm::Error error = body(unwrap(model));
    return error ? fail(std::move(error), AgInternalError) : int32_t(AG_OK);
  });
}
} // namespace

int32_t agArtefactLoad(AgArtefact artefact, AgProgram *program) {
  return guardMaking(
      program, AgInternalError, [&]() -> llvm::Expected<LoadedProgram> {
        auto *compiled = static_cast<CompiledArtefact *>(artefact.ptr);
        if (!compiled || !compiled->isObject)
          return wrongUse("agArtefactLoad: expected an artefact of "
                          "AgEmitObject");
        return linkProgram(compiled->artefact.signature,
                           compiled->artefact.code);
      });
}

int32_t agProgramOpen(const char *path, AgProgram *program) {
  return guardMaking(program, AgInvalidFile,
                     [&]() -> llvm::Expected<LoadedProgram> {
                       if (!path)
                         return wrongUse("agProgramOpen: the path is null");
                       return openProgram(path);
                     });
}

void agProgramDestroy(AgProgram program) {
  delete static_cast<LoadedProgram *>(program.ptr);
}

AgStringRef agProgramGetInfo(AgProgram program) {
  return toC(unwrap(program).info());
}

int32_t agProgramFindEntry(AgProgram program, const char *name, size_t *entry) {
  if (!program.ptr || !entry)
    return fail(AgWrongUse, "agProgramFindEntry: the program or the place for "
                            "the result is null");
  return guard([&]() -> int32_t {
    auto found = unwrap(program).findEntry(name ? name : "");
    if (!found)
      return fail(found.takeError(), AgWrongUse);
    *entry = *found;
    return AG_OK;
  });
}

int32_t agModelLoad(AgProgram program, const char *path, int32_t threads,
                    AgModel *model) {
  return guardMaking(
      model, AgInternalError, [&]() -> llvm::Expected<LoadedModel> {
        if (!program.ptr)
          return wrongUse("agModelLoad: the program is null");
        return unwrap(program).load(
            path ? std::optional<std::string>(path) : std::nullopt, threads);
      });
}

int32_t agModelLoadTensors(AgProgram program, const ag_named_tensor *tensors,
                           size_t count, int32_t threads, AgModel *model) {
  return guardMaking(
      model, AgInternalError, [&]() -> llvm::Expected<LoadedModel> {
        if (!program.ptr)
          return wrongUse("agModelLoadTensors: the program is null");
        if (count > 0 && !tensors)
          return wrongUse("agModelLoadTensors: the array of tensors is null");
        return unwrap(program).loadTensors(llvm::ArrayRef(tensors, count),
                                           threads);
      });
}

void agModelDestroy(AgModel model) {
  delete static_cast<LoadedModel *>(model.ptr);
}

DLDevice agModelGetDevice(AgModel model) { return unwrap(model).device(); }

int32_t agModelReadSymbols(AgModel model, size_t entry,
                           const DLTensor *arguments, size_t argumentCount,
                           int64_t *symbols) {
  return withEntry(model, entry, [&](const LoadedModel &loaded) -> llvm::Error {
    auto read =
        loaded.readSymbols(entry, llvm::ArrayRef(arguments, argumentCount));
    if (!read)
      return read.takeError();
    llvm::copy(*read, symbols);
    return llvm::Error::success();
  });
}

int32_t agModelQuery(AgModel model, size_t entry, const int64_t *symbols,
                     size_t symbolCount, int64_t *shapes, ag_workspace *need) {
  return withEntry(model, entry, [&](const LoadedModel &loaded) -> llvm::Error {
    llvm::SmallVector<int64_t> extents;
    ag_workspace workspace;
    if (llvm::Error error =
            loaded.query(entry, llvm::ArrayRef(symbols, symbolCount), extents,
                         need ? *need : workspace))
      return error;
    if (shapes)
      llvm::copy(extents, shapes);
    return llvm::Error::success();
  });
}

int32_t agModelRun(AgModel model, size_t entry, const DLTensor *arguments,
                   size_t argumentCount, const DLTensor *results,
                   size_t resultCount, const ag_workspace *workspace) {
  return withEntry(model, entry, [&](const LoadedModel &loaded) {
    return loaded.run(entry, llvm::ArrayRef(arguments, argumentCount),
                      llvm::ArrayRef(results, resultCount), workspace);
  });
}
