//===- Exchange.h - DLPack's C exchange API ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are a library's arrays read and made without calling Python?
//
// Since DLPack 1.2 an array type may have the attribute
// `__dlpack_c_exchange_api__`, a capsule of functions; PyTorch's has. The
// structs below have the layout of those in DLPack's own header, which has
// other names for them:
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
  /// Frees this struct and the memory of its tensor.
  void (*deleter)(ManagedTensor *self);
  uint64_t flags;
  DLTensor tensor;
};

/// DLPack's DLPackExchangeAPI. Its functions return 0 on success, or set a
/// Python error and return -1. The caller holds the GIL.
struct Exchange {
  DLPackVersion version;
  const Exchange *older;
  int (*allocate)(DLTensor *prototype, ManagedTensor **made, void *context,
                  void (*setError)(void *context, const char *kind,
                                   const char *message));
  int (*share)(void *object, ManagedTensor **shared);
  /// Makes an array that owns `tensor`.
  int (*adopt)(ManagedTensor *tensor, void **object);
  /// Sets `tensor` to a view of an array, which owns shape and strides. May be
  /// null.
  int (*view)(void *object, DLTensor *tensor);
  int (*getStream)(int32_t deviceType, int32_t deviceId, void **stream);
};

/// Returns the message of the current Python error, and clears the error. Call
/// it after a function above has returned -1.
std::string takeError();

/// An attribute of the arrays of one type.
class Property {
public:
  Property(PyTypeObject *type, const char *name);

  /// Returns true if arrays have the attribute.
  bool exists() const { return isThere; }

  /// Returns the attribute's truth value. Throws Python's error if reading the
  /// attribute fails.
  bool isTrue(nanobind::handle array) const;

private:
  /// The attribute's getter, which is called without a look-up. Null if the
  /// type does not have it in C.
  getter get = nullptr;
  void *closure = nullptr;
  nanobind::handle name;
  bool isThere;
};

/// An array type whose library has an exchange API.
struct ExchangeType {
  PyTypeObject *type;
  const Exchange *exchange;
  /// Whether the type has `requires_grad`, as PyTorch's has. A DLTensor has no
  /// such flag: PyTorch's __dlpack__ refuses these tensors, `view` does not.
  /// Such tensors may also have a tangent, of which neither speaks.
  Property gradient;
  /// Whether the type has `is_neg`, as PyTorch's has: a tensor may be the
  /// negative of its memory's content. A DLTensor has no flag for it either.
  bool tellsNegation;
};

/// Returns the entry of an array type, which lives as long as the process.
/// Returns null if the type has no exchange API. The caller holds the GIL.
const ExchangeType *findExchange(PyTypeObject *type);

/// The attribute of arrays whose library differentiates, as PyTorch does.
constexpr char gradientName[] = "requires_grad";

/// Returns true if tensors of PyTorch may have tangents of its forward mode,
/// which they have within a level only.
bool isForwardModeOn();

/// Returns true if the array has a tangent of PyTorch's forward mode. Throws
/// Python's error if reading it fails.
bool hasTangent(nanobind::handle array);

/// Returns the array's `is_neg()`, or false if it has no such method. Throws
/// Python's error if the call fails otherwise.
bool isNegated(nanobind::handle array);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_EXCHANGE_H
