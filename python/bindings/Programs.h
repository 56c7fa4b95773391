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

#include "Results.h"
#include "ag-c/Run.h"
#include "llvm/ADT/BitVector.h"
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

/// Threads may run one model at a time each: every run takes a workspace of its
/// own, from those that earlier runs gave back.
class Model {
public:
  Model(std::shared_ptr<Program> program, const std::string &weights,
        int32_t threads);
  Model(const Model &) = delete;
  ~Model() { agModelDestroy(handle); }

  AgModel get() const { return handle; }

  Memory takeWorkspace(size_t bytes, size_t alignment);
  void giveBack(Memory memory);

private:
  std::shared_ptr<Program> program;
  AgModel handle;
  std::mutex mutex;
  std::vector<Memory> spare;
};

/// One function of a model.
class Entry {
public:
  /// `names` are what messages call the arguments, `results` are (DType, rank).
  Entry(std::shared_ptr<Model> model, size_t number, size_t symbolCount,
        std::vector<std::string> names, const nanobind::list &results);

  /// The results for a tuple or list of as many arrays as there are names.
  /// They are arrays of the library that those come from: see Arguments.h.
  nanobind::list run(nanobind::handle arrays);

  /// (bytes of workspace, its alignment, sizes of all results in one list)
  nanobind::tuple query(const std::vector<int64_t> &symbols);

private:
  /// The sizes of all results, and the workspace, for these arguments.
  void prepare(llvm::ArrayRef<DLTensor> arguments,
               llvm::SmallVectorImpl<int64_t> &sizes, ag_workspace &need);

  std::shared_ptr<Model> model;
  size_t number, symbolCount, sizeCount = 0;
  std::vector<std::string> names;
  llvm::BitVector donated;
  std::vector<ResultType> results;
};

void bindPrograms(nanobind::module_ &m);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_PROGRAMS_H
