//===- Programs.h - compiled programs in Python -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does Python compile and run programs?
//
// It uses the C API. An Artefact is the result of a compilation. A Program is
// code that is loaded into this process. A Model is a Program with weights.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_PROGRAMS_H
#define AG_PYTHON_BINDINGS_PROGRAMS_H

#include "Arguments.h"
#include "Buffer.h"
#include "HostCopies.h"
#include "Results.h"
#include "ag-c/Run.h"
#include "llvm/ADT/BitVector.h"
#include <deque>
#include <memory>
#include <mutex>
#include <nanobind/nanobind.h>
#include <string>
#include <vector>

namespace ag::python {

/// Throws a Failure with the C API's last error if `status` is not AG_OK.
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

/// A program with its weights. Several threads may run it at the same time:
/// each run takes a block of memory of the program's device, and returns it for
/// later runs. The block has the workspace and, on a GPU, the copies of
/// arguments and the results that are brought to the CPU. Later runs on a GPU
/// use it after earlier ones, because all are on the legacy default stream.
class Model {
public:
  /// `weights` is the path of a file, which is empty if there is none.
  Model(std::shared_ptr<Program> program, const std::string &weights,
        int32_t threads);
  /// `tensors` has a tuple for each tensor in memory: its name, its element
  /// type, its shape, an object with Python's buffer protocol that has the
  /// elements in row-major order, and whether runs read them. A model for a CPU
  /// keeps the objects that runs read.
  Model(std::shared_ptr<Program> program, const nanobind::list &tensors,
        int32_t threads);
  Model(const Model &) = delete;
  ~Model() { agModelDestroy(handle); }

  AgModel get() const { return handle; }
  DLDevice device() const { return agModelGetDevice(handle); }

  Memory takeMemory(size_t bytes, size_t alignment);
  void giveBack(Memory memory);

private:
  std::shared_ptr<Program> program;
  /// The memory of tensors that runs may read.
  std::deque<Buffer> buffers;
  AgModel handle;
  std::mutex mutex;
  std::vector<Memory> spare;
};

/// One function of a model.
class Entry {
public:
  /// `names` are the arguments' names in messages. `results` has a tuple
  /// (DType, rank, alias) for each result; see ResultType.
  Entry(std::shared_ptr<Model> model, size_t number, size_t symbolCount,
        std::vector<std::string> names, const nanobind::list &results);

  size_t argumentCount() const { return names.size(); }

  /// Runs the function on a tuple or list of arrays, one for each name, and
  /// returns its results. They are arrays of the library that the arguments
  /// come from: see Arguments::exchange. Those of a program on a GPU are in the
  /// CPU's memory if all arguments are. See Arguments for `arePlain`.
  nanobind::list run(nanobind::handle arrays, bool arePlain);

  /// Returns (bytes of workspace, alignment of workspace, the extents of all
  /// results in one list) for these values of the dynamic sizes.
  nanobind::tuple query(const std::vector<int64_t> &symbols);

private:
  /// Runs the function without the GIL. On a GPU, first copies arguments there,
  /// and afterwards donated ones and, unless they stay, results back.
  void execute(Arguments &arguments, HostCopies &copies, Results &results,
               const ag_workspace &workspace);

  /// Sets `sizes` to the extents of all results and `need` to the size of the
  /// workspace for these arguments.
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
