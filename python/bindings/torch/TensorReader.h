//===- TensorReader.h - tensors of PyTorch, without Python ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are properties of PyTorch's tensors read without calling Python?
//
// The package is built without PyTorch. Its tensors are found in memory:
//
//   object of Python -> tensor -> counter of writes -> count
//
// The positions of these come from `_cdata`, which is the tensor's address, and
// from PyTorch's own function that returns the place of the counter. They are
// used after a trial, in which each scratch.zero_() adds 1 to `_version`, which
// is the count as Python reads it, and to what is read in memory.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_TORCH_TENSORREADER_H
#define AG_PYTHON_BINDINGS_TORCH_TENSORREADER_H

#include <cstddef>
#include <cstdint>
#include <nanobind/nanobind.h>
#include <optional>

namespace ag::python {

/// Returns the count of writes to a tensor as Python reads it. Returns
/// std::nullopt if PyTorch does not count them, as those to tensors of its
/// inference mode.
std::optional<int64_t> readCount(nanobind::handle tensor);

/// Reads tensors of PyTorch without calling Python.
class TensorReader {
public:
  /// Finds how to read tensors, of which `scratch` is one. It is written in the
  /// trial.
  explicit TensorReader(nanobind::handle scratch);

  /// Returns true if the trial succeeded. The functions below need it.
  bool isUsable() const { return usable; }

  /// Returns the address of the count of writes to a tensor, which is valid as
  /// long as the tensor lives. Returns null if `tensor` is no tensor of PyTorch
  /// or has no counter.
  const uint32_t *findCount(nanobind::handle tensor) const;

  /// Returns true if the tensor is the negative of its memory's content.
  bool isNegated(PyObject *tensor) const {
    return negation(reinterpret_cast<const char *>(tensor) + tensorAt);
  }

private:
  bool find(nanobind::handle scratch);
  bool findCounter(nanobind::handle scratch, void *library);
  bool passesTrial(nanobind::handle scratch) const;

  /// PyTorch's type of tensors, from which theirs are derived.
  PyTypeObject *type = nullptr;
  /// Positions in bytes: of the pointer to a tensor in the object of Python, of
  /// that to its counter in the tensor, and of the count in the counter.
  size_t tensorAt = 0, counterAt = 0, countAt = 0;
  /// at::native::is_neg, whose argument is a pointer to the pointer.
  bool (*negation)(const void *tensor) = nullptr;
  bool usable = false;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_TORCH_TENSORREADER_H
