//===- Exchange.cpp - DLPack's C exchange API -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Exchange.h"
#include "llvm/ADT/SmallVector.h"

namespace nb = nanobind;

namespace ag::python {

std::string takeError() {
  // A python_error without an error ends the process.
  return PyErr_Occurred() ? nb::python_error().what()
                          : "its library does not say why";
}

/// Asks the type itself; a capsule of another kind counts as none.
static const Exchange *askForExchange(PyTypeObject *type) {
  nb::object capsule =
      nb::getattr(nb::handle(reinterpret_cast<PyObject *>(type)),
                  "__dlpack_c_exchange_api__", nb::none());
  static constexpr char name[] = "dlpack_exchange_api";
  if (!PyCapsule_IsValid(capsule.ptr(), name))
    return nullptr;
  auto *exchange =
      static_cast<const Exchange *>(PyCapsule_GetPointer(capsule.ptr(), name));
  while (exchange && exchange->version.major != 1)
    exchange = exchange->older;
  return exchange;
}

const Exchange *findExchange(PyTypeObject *type) {
  // Those that have one, which are few: they stay alive, as DLPack wants the
  // functions to.
  static llvm::SmallVector<std::pair<PyTypeObject *, const Exchange *>> known;
  for (const auto &[other, exchange] : known)
    if (other == type)
      return exchange;
  const Exchange *exchange = askForExchange(type);
  if (exchange) {
    Py_INCREF(type);
    known.emplace_back(type, exchange);
  }
  return exchange;
}

} // namespace ag::python
