//===- Tensor.h - the reference tensor --------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the value of a tensor where it is not being computed fast: in the
// interpreter, in tests, in files, in generated inputs?
//
// A Tensor is a shape, an element type and one Cell an element in row-major
// order; rank 0 is a scalar. Copies share their cells until one is written to,
// so that passing tensors by value is cheap.
//
// A tensor of floats may carry a tangent: how it changes with what a program is
// differentiated by. Copies carry it, too; so what hands tensors on hands on
// their tangents.
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

/// The number of elements of `shape`. An error if an extent is negative, or if
/// the elements, held as cells, would take 2^63 bytes or more. An extent of 0
/// makes any other extent fit.
llvm::Expected<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// "f32[2, 3]", for messages.
std::string describe(ScalarType type, llvm::ArrayRef<int64_t> shape);

class Tensor {
public:
  /// The scalar 0 of type f64.
  Tensor();

  // Tensors of a type and a shape. An error where countElements has one, or
  // where memory does not suffice.
  static llvm::Expected<Tensor> zeros(ScalarType type,
                                      llvm::ArrayRef<int64_t> shape);
  static llvm::Expected<Tensor> full(ScalarType type,
                                     llvm::ArrayRef<int64_t> shape, Cell value);
  static llvm::Expected<Tensor> ones(ScalarType type,
                                     llvm::ArrayRef<int64_t> shape);
  /// 0, 1, 2, ... in row-major order, each wrapped or rounded to `type`.
  static llvm::Expected<Tensor> iota(ScalarType type,
                                     llvm::ArrayRef<int64_t> shape);
  /// Pseudo-random elements, each a function of `seed`, `type` and its own
  /// position alone. Floats are normal with mean 0 and deviation 1, rounded to
  /// `type`; signed integers are uniform in -8..7, unsigned ones in 0..15,
  /// bools in 0..1. Integers and bools are the same on every machine; floats as
  /// far as the C library's log and cos are.
  static llvm::Expected<Tensor>
  randn(ScalarType type, llvm::ArrayRef<int64_t> shape, uint64_t seed);
  /// The same, but that floats have any exponent of their type, those of
  /// subnormal numbers too, and each 16th or so is 0.
  static llvm::Expected<Tensor>
  wide(ScalarType type, llvm::ArrayRef<int64_t> shape, uint64_t seed);
  /// Whether `how` is one of those words, and no path.
  static bool isGenerator(llvm::StringRef how);
  /// What `how` says: zeros, ones, iota, randn:SEED or wide:SEED.
  static llvm::Expected<Tensor> generate(llvm::StringRef how, ScalarType type,
                                         llvm::ArrayRef<int64_t> shape);

  /// `cells` must be as many as `shape` has elements, and values of `type`.
  static llvm::Expected<Tensor> fromCells(ScalarType type,
                                          llvm::ArrayRef<int64_t> shape,
                                          llvm::ArrayRef<Cell> cells);
  /// The packed little-endian elements of `type`, getByteWidth(type) bytes
  /// each. An error if `bytes` has another length, or if an i1 is not 0 or 1.
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

  /// The cells, to be written to, no longer shared with any other tensor. Not
  /// to be called while another thread copies this same tensor. The tangent
  /// stays as it is.
  llvm::MutableArrayRef<Cell> mutableCells();

  /// The element at a position of `cells` as a scalar, and its tangent.
  Tensor element(int64_t position) const;
  void setElement(int64_t position, const Tensor &scalar);

  /// The tangent; null where it is 0 everywhere.
  const Tensor *tangent() const { return change.get(); }
  /// `tangent` has this tensor's type and shape, and carries none itself.
  void setTangent(Tensor tangent);
  void dropTangent() { change = nullptr; }

  /// The same cells under another shape of as many elements, without tangent.
  llvm::Expected<Tensor> reshaped(llvm::ArrayRef<int64_t> shape) const;

  /// The inverse of fromBytes; floats are rounded to the element type.
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
