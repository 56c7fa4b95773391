//===- TorchCall.h - calls of compiled models of PyTorch --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a compiled model of PyTorch called in little more time than its
// program takes, though its weights may be written between calls?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_TORCH_TORCHCALL_H
#define AG_PYTHON_BINDINGS_TORCH_TORCHCALL_H

#include "bindings/Programs.h"
#include "bindings/torch/WriteCounts.h"

namespace ag::python {

/// An entry with the module's weights.
class TorchCall {
public:
  /// `plain` is PyTorch's class of tensors that are no parameters.
  TorchCall(std::shared_ptr<Entry> entry, std::shared_ptr<WriteCounts> weights,
            const nanobind::type_object &plain);

  /// Runs the entry and returns its results. Returns None if `arguments` are
  /// not as many plain tensors as the entry takes, if one is negated or may
  /// have a tangent, or if a weight was written. Returns None, too, if one
  /// requires a gradient, unless the caller differentiates.
  nanobind::object run(const nanobind::tuple &arguments,
                       bool differentiates) const;

private:
  bool takes(const nanobind::tuple &arguments, bool differentiates) const;

  std::shared_ptr<Entry> entry;
  std::shared_ptr<WriteCounts> weights;
  /// Null if tensors have no exchange API.
  const ExchangeType *plain;
};

void bindTorchCall(nanobind::module_ &m);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_TORCH_TORCHCALL_H
