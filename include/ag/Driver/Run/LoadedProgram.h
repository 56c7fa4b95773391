//===- LoadedProgram.h - compiled programs in this process ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a compiled program called from C++, whether it was compiled in this
// process (ag/Driver/Run/Jit.h) or saved as a shared library?
//
//   auto program = openProgram("mlp.so");
//   auto model = program->load("mlp.safetensors");
//   model->query(entry, sizes, extents, need);
//   model->run(entry, arguments, results, &workspace);
//
// This header needs neither the compiler nor MLIR.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_LOADEDPROGRAM_H
#define AG_DRIVER_RUN_LOADEDPROGRAM_H

#include "ag-runtime/ABI.h"
#include "ag/Support/Signature/ArtefactSignature.h"
#include <functional>
#include <memory>

namespace ag {

/// An error that a compiled program returned: a status of ABI.h and a message.
class ProgramError : public llvm::ErrorInfo<ProgramError> {
public:
  static char ID;
  ProgramError(int32_t status, std::string message)
      : status(status), message(std::move(message)) {}

  void log(llvm::raw_ostream &os) const override { os << message; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

  int32_t status;
  std::string message;
};

class LoadedModel;

/// The functions of a compiled program. Copies and loaded models share its
/// code, which is freed with the last of them.
class LoadedProgram {
public:
  /// Returns the address of a function by its name, or null.
  using Lookup = std::function<llvm::Expected<void *>(const std::string &)>;

  /// Finds the functions of the program `name`. The captures of `lookup` must
  /// keep these functions alive.
  static llvm::Expected<LoadedProgram> create(llvm::StringRef name,
                                              Lookup lookup);

  const ArtefactSignature &signature() const;
  /// Returns the JSON of MODULE_info.
  llvm::StringRef info() const;

  /// Returns the number of the entry `name`; "" names the only entry. Fails if
  /// there is no such entry.
  llvm::Expected<size_t> findEntry(llvm::StringRef name) const;

  /// Maps the weights file at a path (std::nullopt if the program takes none)
  /// and prepares the weights. `threads` limits the threads of a run; 0 is no
  /// limit. Errors are ProgramErrors.
  llvm::Expected<LoadedModel> load(std::optional<std::string> weights,
                                   int32_t threads = 0) const;
  /// Prepares weights that are in memory. The data of those that runs read as
  /// they are must live, and must not change, as long as the model. Those of a
  /// program for a GPU are copied there.
  llvm::Expected<LoadedModel>
  loadTensors(llvm::ArrayRef<ag_named_tensor> weights,
              int32_t threads = 0) const;

private:
  friend class LoadedModel;
  struct Functions;
  explicit LoadedProgram(std::shared_ptr<const Functions> functions)
      : functions(std::move(functions)) {}

  /// Returns the model that `call` sets in a context of its own.
  llvm::Expected<LoadedModel>
  makeModel(int32_t threads,
            llvm::function_ref<int32_t(ag_context *, void **)> call) const;

  std::shared_ptr<const Functions> functions;
};

/// A program with its weights; threads may share it. Copies are the same model.
class LoadedModel {
public:
  LoadedProgram program() const { return LoadedProgram(functions); }
  /// Returns the model that MODULE_load returned.
  const void *handle() const { return model.get(); }

  /// Returns the values of an entry's symbols, read from the shapes of its
  /// arguments. Checks only the number of arguments and their ranks, and fails
  /// with a ProgramError; run checks the rest.
  llvm::Expected<llvm::SmallVector<int64_t>>
  readSymbols(size_t entry, llvm::ArrayRef<DLTensor> arguments) const;

  /// Computes the extents of all results, one result after the other, and the
  /// workspace that a run with these values of the symbols needs. Fails with a
  /// ProgramError if a value is out of its range.
  llvm::Error query(size_t entry, llvm::ArrayRef<int64_t> symbols,
                    llvm::SmallVectorImpl<int64_t> &extents,
                    ag_workspace &need) const;

  /// Runs an entry. Callers own all memory. Fails with a ProgramError if
  /// MODULE_run does, or if the number of tensors is not that of the entry.
  llvm::Error run(size_t entry, llvm::ArrayRef<DLTensor> arguments,
                  llvm::ArrayRef<DLTensor> results,
                  const ag_workspace *workspace) const;

  /// Allocates memory on the program's device, the CPU or a GPU. The memory is
  /// freed with the last reference to it.
  llvm::Expected<std::shared_ptr<void>> allocate(size_t bytes,
                                                 size_t alignment) const;
  /// Returns the device of the memory that allocate returns.
  DLDevice device() const;
  /// Copies between memory of the device and of the CPU, in any direction,
  /// after all runs so far. A copy of 0 bytes waits for these runs. Fails with
  /// a ProgramError if the copy or one of the runs failed.
  llvm::Error copy(void *to, const void *from, size_t bytes) const;

private:
  friend class LoadedProgram;
  using Functions = LoadedProgram::Functions;
  LoadedModel(std::shared_ptr<const Functions> functions,
              std::shared_ptr<void> model, int32_t threads)
      : functions(std::move(functions)), model(std::move(model)),
        threads(threads) {}

  std::shared_ptr<const Functions> functions;
  std::shared_ptr<void> model;
  int32_t threads;
};

} // namespace ag

#endif // AG_DRIVER_RUN_LOADEDPROGRAM_H
