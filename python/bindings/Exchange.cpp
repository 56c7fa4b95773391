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
  known.push_back({type, exchange, Property(type, gradientName),
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

// Names are interned once, since each call reads them for each tensor.

Property::Property(PyTypeObject *type, const char *name)
    : name(PyUnicode_InternFromString(name)) {
  nb::handle owner(reinterpret_cast<PyObject *>(type));
  isThere = hasAttribute(owner, name);
  if (!isThere || type->tp_getattro != PyObject_GenericGetAttr)
    return;
  nb::object found = owner.attr(name);
  if (!Py_IS_TYPE(found.ptr(), &PyGetSetDescr_Type))
    return;
  PyGetSetDef *attribute =
      reinterpret_cast<PyGetSetDescrObject *>(found.ptr())->d_getset;
  get = attribute->get;
  closure = attribute->closure;
}

bool Property::isTrue(nb::handle array) const {
  return isYes(callPython([&] {
    return get ? get(array.ptr(), closure)
               : PyObject_GetAttr(array.ptr(), name.ptr());
  }));
}

/// Returns PyTorch's module of forward derivatives, or null as long as it is
/// not imported.
static PyObject *findForwardMode() {
  static PyObject *module = nullptr;
  if (!module) {
    nb::str name("torch.autograd.forward_ad");
    module = PyImport_GetModule(name.ptr());
    PyErr_Clear();
  }
  return module;
}

bool isForwardModeOn() {
  nb::handle forward = findForwardMode();
  if (!forward.is_valid())
    return false;
  static PyObject *name = PyUnicode_InternFromString("_current_level");
  nb::object level = nb::steal(PyObject_GetAttr(forward.ptr(), name));
  if (!level.is_valid())
    PyErr_Clear();
  // The numbers of levels are from 0 on.
  return !level.is_valid() || !PyLong_Check(level.ptr()) ||
         nb::cast<int64_t>(level) >= 0;
}

bool hasTangent(nb::handle array) {
  if (!isForwardModeOn())
    return false;
  try {
    return !nb::handle(findForwardMode())
                .attr("unpack_dual")(array)
                .attr("tangent")
                .is_none();
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
