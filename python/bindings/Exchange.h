//===- Exchange.h - DLPack's C exchange API ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are a library's arrays read and made without calling Python? Since DLPack
// 1.2 their type may have an attribute `__dlpack_c_exchange_api__`, a capsule
// of functions; PyTorch's has. The layout is that of DLPack's own header, which
// the types have other names in:
// https://dmlc.github.io/dlpack/latest/python_spec.html
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_EXCHANGE_H
#define AG_PYTHON_BINDINGS_EXCHANGE_H

#include "ag-runtime/ABI.h"
#include <nanobind/nanobind.h>
#include <string>

namespace ag::python {

struct DLPackVersion {
  uint32_t major, minor;
};

/// DLPack's DLManagedTensorVersioned.
struct ManagedTensor {
  DLPackVersion version;
  void *context;
  /// Frees the whole of it.
  void (*deleter)(ManagedTensor *self);
  uint64_t flags;
  DLTensor tensor;
};

/// DLPack's DLPackExchangeAPI. Functions return 0, or -1 with a Python error;
/// they are called with the GIL held.
struct Exchange {
  DLPackVersion version;
  const Exchange *older;
  int (*allocate)(DLTensor *prototype, ManagedTensor **made, void *context,
                  void (*setError)(void *context, const char *kind,
                                   const char *message));
  int (*share)(void *object, ManagedTensor **shared);
  /// Makes an array that owns the tensor.
  int (*adopt)(ManagedTensor *tensor, void **object);
  /// Shape and strides stay the object's. May be absent.
  int (*view)(void *object, DLTensor *tensor);
  int (*getStream)(int32_t deviceType, int32_t deviceId, void **stream);
};

/// What a function that returned -1 has to say; clears the Python error.
std::string takeError();

/// A type of arrays whose library has such functions.
struct ExchangeType {
  PyTypeObject *type;
  const Exchange *exchange;
  /// Whether it has `requires_grad`, as PyTorch's has. A DLTensor cannot say
  /// that: PyTorch's __dlpack__ refuses where it holds, but `view` does not.
  bool tellsGradient;
  /// Whether it has `is_neg`, as PyTorch's has: a tensor may be the negative of
  /// what is in its memory, which a DLTensor cannot say either.
  bool tellsNegation;
};

/// What is known of an array's type, for the rest of the process; null if its
/// library has no such functions. Needs the GIL.
const ExchangeType *findExchange(PyTypeObject *type);

/// Whether the array says of itself that it is differentiated; one that has no
/// `requires_grad` is not. Throws Python's error where that fails.
bool requiresGradient(nanobind::handle array);

/// Whether the array says that its elements are the negatives of those in its
/// memory; one that has no `is_neg` does not. Throws as requiresGradient does.
bool isNegated(nanobind::handle array);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_EXCHANGE_H
