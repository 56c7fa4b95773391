//===- Tensor.h - the reference tensor --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the value of a tensor outside of compiled code: in the interpreter,
// in tests, in files, in generated inputs?
//
// A Tensor is a shape, an element type and one Cell per element in row-major
// order. Rank 0 is a scalar. Copies share their cells until one is written to,
// so that passing tensors by value is cheap.
//
// A tensor of floats may have a tangent, its derivative. Copies have it, too,
// so that ops which only forward tensors forward their tangents.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_TENSOR_TENSOR_H
#define AG_SUPPORT_TENSOR_TENSOR_H

#include "ag/Support/Scalar/ScalarType.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace ag {

/// Returns the number of elements of `shape`. Returns an error if an extent is
/// negative, or if the elements would take 2^63 bytes or more as cells. If an
/// extent is 0, the other extents do not matter.
llvm::Expected<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// Returns a text for messages, as in "f32[2, 3]".
std::string describe(ScalarType type, llvm::ArrayRef<int64_t> shape);

class Tensor {
public:
  /// Creates the scalar 0 of type f64.
  Tensor();

  // The following functions create tensors of a type and a shape. They return
  // an error if countElements() does, or if memory does not suffice.
  static llvm::Expected<Tensor> zeros(ScalarType type,
                                      llvm::ArrayRef<int64_t> shape);
  static llvm::Expected<Tensor> full(ScalarType type,
                                     llvm::ArrayRef<int64_t> shape, Cell value);
  static llvm::Expected<Tensor> ones(ScalarType type,
                                     llvm::ArrayRef<int64_t> shape);
  /// 0, 1, 2, ... in row-major order, each wrapped or rounded to `type`.
  static llvm::Expected<Tensor> iota(ScalarType type,
                                     llvm::ArrayRef<int64_t> shape);
  /// Pseudo-random elements, each a function of `seed`, `type` and its position
  /// only. Floats are normal with mean 0 and standard deviation 1, rounded to
  /// `type`. Signed integers are uniform in -8..7, unsigned ones in 0..15,
  /// bools in 0..1. Integers and bools are the same on every machine, floats as
  /// far as the C library's log and cos are.
  static llvm::Expected<Tensor>
  randn(ScalarType type, llvm::ArrayRef<int64_t> shape, uint64_t seed);
  /// The same, but floats have all exponents of their type, including those of
  /// subnormal numbers, and about each 16th is 0.
  static llvm::Expected<Tensor>
  wide(ScalarType type, llvm::ArrayRef<int64_t> shape, uint64_t seed);
  /// Returns true if `how` is one of the words of generate() rather than a
  /// path.
  static bool isGenerator(llvm::StringRef how);
  /// Creates the tensor that `how` describes: zeros, ones, iota, randn:SEED or
  /// wide:SEED.
  static llvm::Expected<Tensor> generate(llvm::StringRef how, ScalarType type,
                                         llvm::ArrayRef<int64_t> shape);

  /// `cells` must have as many values of `type` as `shape` has elements.
  static llvm::Expected<Tensor> fromCells(ScalarType type,
                                          llvm::ArrayRef<int64_t> shape,
                                          llvm::ArrayRef<Cell> cells);
  /// Reads packed little-endian elements of `type`, getByteWidth(type) bytes
  /// each. Returns an error if `bytes` has another length, or if an i1 is not 0
  /// or 1.
  static llvm::Expected<Tensor> fromBytes(ScalarType type,
                                          llvm::ArrayRef<int64_t> shape,
                                          llvm::ArrayRef<uint8_t> bytes);
  static Tensor scalar(ScalarType type, Cell value);

  ScalarType type() const { return elementType; }
  llvm::ArrayRef<int64_t> shape() const { return extents; }
  int64_t rank() const { return extents.size(); }
  int64_t size() const { return count; }
  llvm::ArrayRef<Cell> cells() const {
    return {storage.get(), static_cast<size_t>(count)};
  }

  /// Returns the cells for writing, no longer shared with another tensor. Must
  /// not be called while another thread copies this tensor. The tangent does
  /// not change.
  llvm::MutableArrayRef<Cell> mutableCells();

  /// Returns the element at a position of `cells` as a scalar, with its
  /// tangent.
  Tensor element(int64_t position) const;
  void setElement(int64_t position, const Tensor &scalar);

  /// Returns the tangent; null if it is 0 everywhere.
  const Tensor *tangent() const { return change.get(); }
  /// Sets the tangent, which must have this tensor's type and shape, and no
  /// tangent itself.
  void setTangent(Tensor tangent);
  void dropTangent() { change = nullptr; }

  /// Returns the same cells with another shape of as many elements, without
  /// tangent.
  llvm::Expected<Tensor> reshaped(llvm::ArrayRef<int64_t> shape) const;

  /// Returns the inverse of fromBytes(). Floats are rounded to the element
  /// type.
  std::vector<uint8_t> toBytes() const;

private:
  ScalarType elementType = ScalarType::F64;
  llvm::SmallVector<int64_t, 4> extents;
  int64_t count = 0;
  std::shared_ptr<Cell[]> storage;
  std::shared_ptr<Tensor> change;
};

} // namespace ag

#endif // AG_SUPPORT_TENSOR_TENSOR_H
