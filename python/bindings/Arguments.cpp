//===- Arguments.cpp - Python's arrays as tensors -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Arguments.h"
#include "Diagnostics.h"
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

namespace nb = nanobind;

namespace ag::python {

PyTypeObject *getNumpyArrayType() {
  // For the rest of the process, as numpy is.
  static PyObject *type =
      nb::object(nb::module_::import_("numpy").attr("ndarray")).release().ptr();
  return reinterpret_cast<PyTypeObject *>(type);
}

/// What keeps one array open.
struct Arguments::Opened {
  Opened() = default;
  Opened(const Opened &) = delete;
  ~Opened() {
    if (buffer.obj)
      PyBuffer_Release(&buffer);
  }

  Py_buffer buffer = {};
  llvm::SmallVector<int64_t, 6> strides;
  nb::ndarray<nb::ro> array;
};

Arguments::~Arguments() = default;

//===----------------------------------------------------------------------===//
// The buffer protocol
//===----------------------------------------------------------------------===//

/// The element type, where it is one of the machine's own numbers.
static std::optional<DLDataType> readFormat(const Py_buffer &buffer) {
  llvm::StringRef format = buffer.format ? buffer.format : "B";
  if (format.size() == 2 && llvm::StringRef("@=<").contains(format.front()))
    format = format.drop_front();
  auto bits = static_cast<uint8_t>(8 * buffer.itemsize);
  if (format.size() != 1)
    return std::nullopt;
  if (llvm::StringRef("bhilqn").contains(format))
    return DLDataType{kDLInt, bits, 1};
  if (llvm::StringRef("BHILQN").contains(format))
    return DLDataType{kDLUInt, bits, 1};
  if (llvm::StringRef("efd").contains(format))
    return DLDataType{kDLFloat, bits, 1};
  if (format == "?")
    return DLDataType{kDLBool, bits, 1};
  return std::nullopt;
}

/// Whether a numpy array has its bytes in this machine's order.
static bool isNative(nb::handle array) {
  return nb::cast<bool>(array.attr("dtype").attr("isnative"));
}

/// Opens the buffer of a numpy array; of bf16, for which numpy has no letter,
/// that of its bits.
static bool getBuffer(nb::handle array, Py_buffer &buffer, bool &isBfloat) {
  if (PyObject_GetBuffer(array.ptr(), &buffer, PyBUF_RECORDS_RO) == 0)
    return true;
  PyErr_Clear();
  isBfloat =
      nb::cast<std::string>(array.attr("dtype").attr("name")) == "bfloat16";
  if (!isBfloat || !isNative(array))
    return false;
  nb::object bits = array.attr("view")("uint16");
  return PyObject_GetBuffer(bits.ptr(), &buffer, PyBUF_RECORDS_RO) == 0;
}

/// Whether the array is of numbers at whole steps; it is open then.
static bool viewBuffer(nb::handle array, Py_buffer &buffer,
                       llvm::SmallVectorImpl<int64_t> &strides,
                       DLTensor &tensor) {
  bool isBfloat = false;
  if (!getBuffer(array, buffer, isBfloat)) {
    PyErr_Clear();
    return false;
  }
  std::optional<DLDataType> dtype = readFormat(buffer);
  if (!dtype)
    return false;
  for (int dim = 0; dim < buffer.ndim; ++dim) {
    if (buffer.strides[dim] % buffer.itemsize != 0)
      return false;
    strides.push_back(buffer.strides[dim] / buffer.itemsize);
  }
  static_assert(sizeof(Py_ssize_t) == sizeof(int64_t));
  tensor.data = buffer.buf;
  tensor.device = {kDLCPU, 0};
  tensor.ndim = buffer.ndim;
  tensor.dtype = isBfloat ? DLDataType{kDLBfloat, 16, 1} : *dtype;
  tensor.shape = reinterpret_cast<int64_t *>(buffer.shape);
  tensor.strides = strides.data();
  return true;
}

//===----------------------------------------------------------------------===//
// __dlpack__, and all three
//===----------------------------------------------------------------------===//

/// Shape and strides live in the array.
static void viewArray(const nb::ndarray<nb::ro> &array, DLTensor &tensor) {
  nb::dlpack::dtype type = array.dtype();
  tensor.data = const_cast<void *>(array.data());
  // DLPack and nanobind count devices alike.
  tensor.device = {static_cast<DLDeviceType>(array.device_type()),
                   array.device_id()};
  tensor.ndim = array.ndim();
  tensor.dtype = {type.code, type.bits, type.lanes};
  tensor.shape = const_cast<int64_t *>(array.shape_ptr());
  tensor.strides = const_cast<int64_t *>(array.stride_ptr());
}

/// Results would silently carry none: their program knows nothing of the
/// library's own derivatives.
static void refuseGradient(nb::handle array, const std::string &name) {
  if (requiresGradient(array))
    throw Failure("argument " + name +
                  " requires a gradient, but results would carry none: pass "
                  "tensor.detach()");
}

void Arguments::open(nb::handle array, const std::string &name, Opened &to) {
  DLTensor &tensor = views.emplace_back(
      DLTensor{nullptr, {kDLCPU, 0}, 0, {}, nullptr, nullptr, 0});
  if (PyObject_TypeCheck(array.ptr(), getNumpyArrayType())) {
    if (viewBuffer(array, to.buffer, to.strides, tensor))
      return;
    if (!isNative(array))
      throw Failure("argument " + name +
                    " has its bytes in the other order: pass "
                    "array.astype(array.dtype.newbyteorder(\"=\"))");
  } else if (const ExchangeType *type = findExchange(Py_TYPE(array.ptr()))) {
    if (type->tellsGradient)
      refuseGradient(array, name);
    offered = offered ? offered : type->exchange;
    if (type->exchange->view) {
      if (type->exchange->view(array.ptr(), &tensor))
        throw Failure("argument " + name + " cannot be opened: " + takeError());
      return;
    }
  } else if (!nb::hasattr(array, "__dlpack__")) {
    throw Failure("argument " + name + " is " + shown(array) +
                  ", expected an array");
  }
  if (!nb::try_cast(array, to.array, /*convert=*/false)) {
    refuseGradient(array, name);
    throw Failure("argument " + name +
                  " cannot be opened as an array without a copy");
  }
  viewArray(to.array, tensor);
}

Arguments::Arguments(nb::handle arrays, llvm::ArrayRef<std::string> names)
    : opened(std::make_unique<Opened[]>(names.size())) {
  PyObject **items = PySequence_Fast_ITEMS(arrays.ptr());
  for (size_t number = 0; number < names.size(); ++number) {
    open(items[number], names[number], opened[number]);
    if (views.back().device.device_type != kDLCPU)
      throw Failure("argument " + names[number] +
                    " is not in the CPU's memory");
  }
}

} // namespace ag::python
