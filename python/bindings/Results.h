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
// result with an alias is written to the memory of a donated argument. Results
// of a program on a GPU stay there, or are copied to the CPU.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_RESULTS_H
#define AG_PYTHON_BINDINGS_RESULTS_H

#include "Exchange.h"
#include "Memory.h"
#include "ag/Support/Scalar/ScalarType.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace ag::python {

/// Returns the sizes as a tuple.
nanobind::object toTuple(llvm::ArrayRef<int64_t> sizes);

/// Returns the numpy array of this shape and dtype that owns the memory.
nanobind::object makeNumpy(Memory memory, llvm::ArrayRef<int64_t> shape,
                           nanobind::handle dtype);

/// The type of a result according to the program's info.
class ResultType {
public:
  /// `dtype` is a DType of the package. `alias` is the number of the argument
  /// whose memory the result takes over, or -1.
  ResultType(nanobind::object dtype, size_t rank, int64_t alias);

  ScalarType type() const { return scalarType; }
  /// Returns the DType of the package.
  const nanobind::object &packageType() const { return dtype; }
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

/// Returns the bytes of results without an alias, each from a multiple of
/// operandAlignment on.
size_t countBytes(llvm::ArrayRef<ResultType> types,
                  llvm::ArrayRef<int64_t> sizes);

/// The memory of the results of one call.
class Results {
public:
  /// `sizes` has the extents of all results, one result after the other, and
  /// must outlive this object. Aliases number `arguments`. If `borrowed` is not
  /// null, results without an alias are written there, to as many bytes as
  /// countBytes returns; else each gets memory of the device.
  Results(llvm::MutableArrayRef<ResultType> types, int64_t *sizes,
          llvm::ArrayRef<DLTensor> arguments, DLDevice device, char *borrowed);

  const llvm::SmallVector<DLTensor, 4> &tensors() const { return views; }

  /// Copies results without an alias from a GPU to memory of the CPU. Throws a
  /// Failure if a copy fails.
  void bringToCPU();

  /// Returns the results as arrays of the library with this exchange API. If it
  /// is null, they are numpy arrays, or DeviceArrays on a GPU. A result with an
  /// alias is the element of `arrays`, the call's arguments, whose memory it
  /// took over. Call it once.
  nanobind::list take(const Exchange *exchange, nanobind::handle arrays);

private:
  nanobind::object makeOwn(size_t number);
  nanobind::object adopt(size_t number, const Exchange &exchange);

  llvm::MutableArrayRef<ResultType> types;
  llvm::SmallVector<DLTensor, 4> views;
  llvm::SmallVector<Memory, 4> memories;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_RESULTS_H
