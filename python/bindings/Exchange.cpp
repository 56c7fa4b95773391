//===- Exchange.cpp - DLPack's C exchange API -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Exchange.h"
#include <deque>

namespace nb = nanobind;

namespace ag::python {

std::string takeError() {
  // A python_error without an error ends the process.
  return PyErr_Occurred() ? nb::python_error().what()
                          : "its library does not say why";
}

/// Asks the type itself; a capsule of another kind counts as none.
static const Exchange *askForExchange(nb::handle type) {
  nb::object capsule =
      nb::getattr(type, "__dlpack_c_exchange_api__", nb::none());
  static constexpr char name[] = "dlpack_exchange_api";
  if (!PyCapsule_IsValid(capsule.ptr(), name))
    return nullptr;
  auto *exchange =
      static_cast<const Exchange *>(PyCapsule_GetPointer(capsule.ptr(), name));
  while (exchange && exchange->version.major != 1)
    exchange = exchange->older;
  return exchange;
}

static const char gradientName[] = "requires_grad";
static const char negationName[] = "is_neg";

const ExchangeType *findExchange(PyTypeObject *type) {
  // Those that have one, which are few: they stay alive, as DLPack wants the
  // functions to.
  static std::deque<ExchangeType> known;
  for (const ExchangeType &other : known)
    if (other.type == type)
      return &other;
  nb::handle object(reinterpret_cast<PyObject *>(type));
  const Exchange *exchange = askForExchange(object);
  if (!exchange)
    return nullptr;
  object.inc_ref();
  known.push_back({type, exchange, nb::hasattr(object, gradientName),
                   nb::hasattr(object, negationName)});
  return &known.back();
}

/// Whether an attribute or a method answered yes; no where there is none.
static bool isYes(PyObject *stolen) {
  nb::object answer = nb::steal(stolen);
  if (!answer.is_valid() && PyErr_ExceptionMatches(PyExc_AttributeError)) {
    PyErr_Clear();
    return false;
  }
  int isTrue = answer.is_valid() ? PyObject_IsTrue(answer.ptr()) : -1;
  if (isTrue < 0)
    throw nb::python_error();
  return isTrue == 1;
}

// Names are interned, as Python's own code has them: a call asks each of its
// tensors.

bool requiresGradient(nb::handle array) {
  static PyObject *name = PyUnicode_InternFromString(gradientName);
  return isYes(PyObject_GetAttr(array.ptr(), name));
}

bool isNegated(nb::handle array) {
  static PyObject *name = PyUnicode_InternFromString(negationName);
  return isYes(PyObject_CallMethodNoArgs(array.ptr(), name));
}

} // namespace ag::python
