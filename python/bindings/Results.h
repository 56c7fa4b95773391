//===- Results.h - what a program computes, as Python's arrays --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Into which memory does a program write for Python, and who owns it? It is
// allocated here, and the arrays made of it own it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_RESULTS_H
#define AG_PYTHON_BINDINGS_RESULTS_H

#include "Exchange.h"
#include "ag/Support/Scalar/ScalarType.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>

namespace ag::python {

/// Memory with an alignment.
struct Memory {
  struct Free {
    void operator()(void *memory) const;
  };
  std::unique_ptr<void, Free> data;
  size_t bytes = 0;

  static Memory allocate(size_t bytes, size_t alignment);
};

/// A result as a program's info states it.
class ResultType {
public:
  /// `dtype` is a DType of the package; `alias` the argument whose memory the
  /// result takes over, or -1.
  ResultType(nanobind::object dtype, size_t rank, int64_t alias);

  ScalarType type() const { return scalarType; }
  size_t rank() const { return rankOf; }
  int64_t alias() const { return aliasOf; }
  /// Asked for when it is needed: that of bf16 is in a package that may be
  /// absent.
  nanobind::handle numpyType();

private:
  nanobind::object dtype;
  nanobind::object numpy;
  ScalarType scalarType;
  size_t rankOf;
  int64_t aliasOf;
};

/// Room for the results of one call.
class Results {
public:
  /// `sizes` has the extents of all, one after the other; they must outlive it.
  /// What a result takes over is one of `arguments`.
  Results(llvm::MutableArrayRef<ResultType> types, int64_t *sizes,
          llvm::ArrayRef<DLTensor> arguments);

  const llvm::SmallVector<DLTensor, 4> &tensors() const { return views; }

  /// Hands them out, once: as arrays of the library whose exchange it is, as
  /// numpy's where it is null. One that took over an argument's memory is that
  /// array of `arrays`, which were given.
  nanobind::list take(const Exchange *exchange, nanobind::handle arrays);

private:
  nanobind::object toNumpy(size_t number);
  nanobind::object adopt(size_t number, const Exchange &exchange);

  llvm::MutableArrayRef<ResultType> types;
  llvm::SmallVector<DLTensor, 4> views;
  llvm::SmallVector<Memory, 4> memories;
};

void bindResults(nanobind::module_ &m);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_RESULTS_H
