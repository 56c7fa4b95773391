//===- Results.h - results of programs as Python's arrays -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Into which memory does a program write its results, and who owns it?
//
// The memory is allocated here, and the arrays that are returned own it. A
// result with an alias is written to the memory of a donated argument.
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

/// An aligned block of memory, freed with this object.
struct Memory {
  struct Free {
    void operator()(void *memory) const;
  };
  std::unique_ptr<void, Free> data;
  size_t bytes = 0;

  /// Throws std::bad_alloc if there is not enough memory.
  static Memory allocate(size_t bytes, size_t alignment);
};

/// The type of a result according to the program's info.
class ResultType {
public:
  /// `dtype` is a DType of the package. `alias` is the number of the argument
  /// whose memory the result takes over, or -1.
  ResultType(nanobind::object dtype, size_t rank, int64_t alias);

  ScalarType type() const { return scalarType; }
  size_t rank() const { return rankOf; }
  int64_t alias() const { return aliasOf; }
  /// Returns numpy's dtype. It is looked up at the first call, because that of
  /// bf16 is in a package that may be absent.
  nanobind::handle numpyType();

private:
  nanobind::object dtype;
  nanobind::object numpy;
  ScalarType scalarType;
  size_t rankOf;
  int64_t aliasOf;
};

/// The memory of the results of one call.
class Results {
public:
  /// `sizes` has the extents of all results, one result after the other, and
  /// must outlive this object. Aliases number `arguments`.
  Results(llvm::MutableArrayRef<ResultType> types, int64_t *sizes,
          llvm::ArrayRef<DLTensor> arguments);

  const llvm::SmallVector<DLTensor, 4> &tensors() const { return views; }

  /// Returns the results as arrays of the library with this exchange API, or of
  /// numpy if it is null. A result with an alias is the element of `arrays`,
  /// the call's arguments, whose memory it took over. Call it once.
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
