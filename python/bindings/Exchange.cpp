//===- Exchange.cpp - DLPack's C exchange API -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Exchange.h"
#include "Gil.h"
#include <deque>

namespace nb = nanobind;

namespace ag::python {

std::string takeError() {
  // Constructing a python_error aborts if no Python error is set.
  return PyErr_Occurred() ? nb::python_error().what()
                          : "its library does not say why";
}

/// Returns the exchange API of version 1 that the type has. Returns null if it
/// has none or if its capsule has another name.
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

static const char negationName[] = "is_neg";

const ExchangeType *findExchange(PyTypeObject *type) {
  // The few types that have one. They are never freed, as DLPack requires the
  // functions to stay valid.
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

/// Returns the truth value of `stolen`, the result of reading an attribute or
/// calling a method. Returns false if that raised an AttributeError.
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

// The names are interned once, since each call reads them for each tensor.

bool requiresGradient(nb::handle array) {
  static PyObject *name = PyUnicode_InternFromString(gradientName);
  return isYes(callPython([&] { return PyObject_GetAttr(array.ptr(), name); }));
}

bool hasTangent(nb::handle array) {
  static PyObject *name =
      PyUnicode_InternFromString("torch.autograd.forward_ad");
  nb::object forward = nb::steal(PyImport_GetModule(name));
  if (!forward.is_valid()) {
    PyErr_Clear();
    return false;
  }
  // Tensors have tangents within a level only, whose number is from 0 on.
  nb::object level = nb::getattr(forward, "_current_level", nb::none());
  int64_t number = 0;
  if (nb::try_cast(level, number) && number < 0)
    return false;
  try {
    return !forward.attr("unpack_dual")(array).attr("tangent").is_none();
  } catch (nb::python_error &error) {
    if (!error.matches(PyExc_TypeError))
      throw;
    return false; // an array of another library
  }
}

bool isNegated(nb::handle array) {
  static PyObject *name = PyUnicode_InternFromString(negationName);
  return isYes(
      callPython([&] { return PyObject_CallMethodNoArgs(array.ptr(), name); }));
}

} // namespace ag::python
