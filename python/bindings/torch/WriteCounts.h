//===- WriteCounts.h - which tensors were written? --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors of PyTorch were written since their counts were taken?
//
// Each write to a tensor adds 1 to its count. To read the counts of 200 weights
// through Python takes longer than a small program, so TensorReader finds their
// places once. If one cannot be found, all are read through Python.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_TORCH_WRITECOUNTS_H
#define AG_PYTHON_BINDINGS_TORCH_WRITECOUNTS_H

#include "bindings/torch/TensorReader.h"
#include <vector>

namespace ag::python {

/// The counts of writes to tensors when this object was made. Aliases of the
/// tensors share the counters and keep them: the objects of Python that had the
/// tensors may get others, as by torch.utils.swap_tensors.
class WriteCounts {
public:
  /// Tensors without a count, which PyTorch's inference mode made, are left
  /// out. `scratch` is a tensor for TensorReader. The caller has left the
  /// inference mode.
  WriteCounts(const nanobind::list &tensors, nanobind::handle scratch);

  /// Returns true if all counts are read in C++.
  bool isDirect() const { return areDirect; }

  const TensorReader &reader() const { return direct; }

  /// Returns true if a tensor was written since.
  bool isAnyWritten() const { return findWritten(0) < all.size(); }

  /// Returns the positions of the tensors that were written since.
  std::vector<size_t> written() const;

private:
  struct Counted {
    const uint32_t *address;
    uint32_t count;
    uint32_t position;
  };
  /// Returns the number of the first of `all` from `number` on that was
  /// written, or the size of `all` if there is none.
  size_t findWritten(size_t number) const;

  std::vector<Counted> all;
  std::vector<nanobind::object> aliases;
  TensorReader direct;
  bool areDirect;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_TORCH_WRITECOUNTS_H
