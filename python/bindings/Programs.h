//===- Programs.h - compiled programs in Python -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does Python compile and run? Through the C API: an Artefact is what a
// compilation gave, a Program is in this process, a Model has its weights too.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_PROGRAMS_H
#define AG_PYTHON_BINDINGS_PROGRAMS_H

#include "ag-c/Run.h"
#include <memory>
#include <mutex>
#include <nanobind/nanobind.h>
#include <string>
#include <vector>

namespace ag::python {

/// Throws the Failure that belongs to a status other than AG_OK.
void checkStatus(int32_t status);

class Program {
public:
  explicit Program(AgProgram handle) : handle(handle) {}
  Program(const Program &) = delete;
  ~Program() { agProgramDestroy(handle); }

  AgProgram get() const { return handle; }
  std::string info() const;

private:
  AgProgram handle;
};

/// Memory with an alignment.
struct Memory {
  struct Free {
    void operator()(void *memory) const;
  };
  std::unique_ptr<void, Free> data;
  size_t bytes = 0;

  static Memory allocate(size_t bytes, size_t alignment);
};

/// Threads may run one model at a time each: every run takes a workspace of its
/// own, from those that earlier runs gave back.
class Model {
public:
  Model(std::shared_ptr<Program> program, const std::string &weights,
        int32_t threads);
  Model(const Model &) = delete;
  ~Model() { agModelDestroy(handle); }

  /// The results of an entry as numpy arrays. `arguments` are anything that
  /// DLPack or the buffer protocol opens, messages call them `names`; `bits`
  /// says which are bf16 in the guise of ui16, which numpy has; bf16 results
  /// come in it too. `results` are (element type, rank).
  nanobind::list run(size_t entry, size_t symbolCount,
                     const nanobind::list &arguments,
                     const std::vector<std::string> &names,
                     const std::vector<bool> &bits,
                     const nanobind::list &results);

  /// (bytes of workspace, its alignment, sizes of all results in one list)
  nanobind::tuple query(size_t entry, const std::vector<int64_t> &symbols,
                        size_t sizes);

private:
  Memory takeWorkspace(size_t bytes, size_t alignment);
  void giveBack(Memory memory);

  std::shared_ptr<Program> program;
  AgModel handle;
  std::mutex mutex;
  std::vector<Memory> spare;
};

void bindPrograms(nanobind::module_ &m);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_PROGRAMS_H
