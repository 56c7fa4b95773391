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
// Nothing here needs a compiler, nor MLIR.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_LOADEDPROGRAM_H
#define AG_DRIVER_RUN_LOADEDPROGRAM_H

#include "ag-runtime/ABI.h"
#include "ag/Support/Signature/ArtefactSignature.h"
#include <functional>
#include <memory>

namespace ag {

/// What a compiled program itself refuses: a status of ABI.h, and its message.
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

/// The functions of a compiled program. Copies share it, and so do the models
/// that it loads: its code stays until the last of them is gone.
class LoadedProgram {
public:
  /// The address of a function by its name, or null.
  using Lookup = std::function<llvm::Expected<void *>(const std::string &)>;

  /// Finds the functions of the program `name`. `lookup` keeps what it finds
  /// alive, by what it captures.
  static llvm::Expected<LoadedProgram> create(llvm::StringRef name,
                                              Lookup lookup);

  const ArtefactSignature &signature() const;
  /// The JSON of MODULE_info.
  llvm::StringRef info() const;

  /// The number of the entry so named. Where there is only one, "" is it too.
  llvm::Expected<size_t> findEntry(llvm::StringRef name) const;

  /// Maps the weights at a path (none where it takes none) and prepares them.
  /// `threads` is how many a run may use, 0 being all that it can. An error is
  /// a ProgramError.
  llvm::Expected<LoadedModel> load(std::optional<std::string> weights,
                                   int32_t threads = 0) const;

private:
  friend class LoadedModel;
  struct Functions;
  explicit LoadedProgram(std::shared_ptr<const Functions> functions)
      : functions(std::move(functions)) {}

  std::shared_ptr<const Functions> functions;
};

/// A program with its weights; threads may share it. Copies are the same model.
class LoadedModel {
public:
  LoadedProgram program() const { return LoadedProgram(functions); }
  /// What MODULE_load made.
  const void *handle() const { return model.get(); }

  /// The values of an entry's symbols, read from the shapes of its arguments.
  /// Of what it does not need for that it checks nothing: run does. A
  /// ProgramError if an argument has another rank than it must.
  llvm::Expected<llvm::SmallVector<int64_t>>
  readSymbols(size_t entry, llvm::ArrayRef<DLTensor> arguments) const;

  /// The extents of all results, one result after the other, and the workspace
  /// that a run with these values of the symbols needs. A ProgramError if one
  /// is out of its range.
  llvm::Error query(size_t entry, llvm::ArrayRef<int64_t> symbols,
                    llvm::SmallVectorImpl<int64_t> &extents,
                    ag_workspace &need) const;

  /// Runs an entry. Callers own all memory. Errors are those of MODULE_run, as
  /// ProgramErrors; another number of tensors than the entry has is one too.
  llvm::Error run(size_t entry, llvm::ArrayRef<DLTensor> arguments,
                  llvm::ArrayRef<DLTensor> results,
                  const ag_workspace *workspace) const;

  /// Allocates memory where the program's tensors are: of the CPU, or of the
  /// GPU that it runs on. It is freed with the last reference to it.
  llvm::Expected<std::shared_ptr<void>> allocate(size_t bytes,
                                                 size_t alignment) const;
  /// The device of such memory.
  DLDevice device() const;
  /// Copies between such memory and the CPU's, in any direction, after all runs
  /// so far; a copy of 0 bytes waits for them. A ProgramError may be of a run
  /// that failed.
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
