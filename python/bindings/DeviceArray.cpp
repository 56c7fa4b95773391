//===- DeviceArray.cpp - arrays on a GPU ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "DeviceArray.h"
#include "Arguments.h"
#include "Diagnostics.h"
#include "Gil.h"
#include "HostCopies.h"
#include "Results.h"
#include "ag/Support/Tensor/DLPack.h"
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

namespace nb = nanobind;
using namespace nanobind::literals;

namespace ag::python {

DeviceArray::DeviceArray(Memory memory, llvm::ArrayRef<int64_t> shape,
                         nb::object dtype)
    : memory(std::move(memory)), sizes(shape), dtypeOf(std::move(dtype)) {
  type = toDLDataType(
      *parseScalarType(nb::cast<std::string>(dtypeOf.attr("name"))));
}

DLTensor DeviceArray::view() const {
  return {memory.data.get(),
          gpuDevice,
          int32_t(sizes.size()),
          type,
          const_cast<int64_t *>(sizes.data()),
          nullptr,
          0};
}

nb::object DeviceArray::shape() const { return toTuple(sizes); }

nb::object DeviceArray::toNumpy() const {
  Memory copy = Memory::allocate(memory.bytes, operandAlignment, cpuDevice);
  {
    ReleasedGil released;
    copyBytes(gpuDevice, copy.data.get(), memory.data.get(), memory.bytes);
  }
  return makeNumpy(std::move(copy), sizes, dtypeOf.attr("numpy"));
}

const DeviceArray *asDeviceArray(nb::handle array) {
  static const PyObject *type = nb::type<DeviceArray>().ptr();
  bool isIt = reinterpret_cast<PyObject *>(Py_TYPE(array.ptr())) == type;
  // DeviceArray.__new__ makes one without a value.
  return isIt && nb::inst_ready(array) ? nb::inst_ptr<DeviceArray>(array)
                                       : nullptr;
}

//===----------------------------------------------------------------------===//
// Copies of other arrays
//===----------------------------------------------------------------------===//

/// Returns a copy of an array of the CPU or the GPU. `dtypes` has the package's
/// DTypes by their names.
static DeviceArray copyArray(nb::handle array, const nb::dict &dtypes) {
  const std::string name = "x";
  Arguments opened(nb::make_tuple(array), name, llvm::BitVector(1), gpuDevice);
  const DLTensor &tensor = opened.tensors().front();
  std::optional<ScalarType> type = toScalarType(tensor.dtype);
  if (!type)
    throw Failure("argument x has elements of a type that ag does not have");
  if (!isCompact(tensor))
    throw Failure("argument x is strided, expected a compact row-major array");
  if (!isCPU(tensor.device) && !isGPU(tensor.device))
    throw Failure("argument x is on another device, expected the CPU or CUDA "
                  "device 0");
  size_t bytes = countBytes(tensor);
  Memory memory = Memory::allocate(bytes, operandAlignment, gpuDevice);
  {
    ReleasedGil released;
    opened.awaitStreams(gpuDevice);
    if (bytes > 0)
      copyBytes(gpuDevice, memory.data.get(),
                static_cast<const char *>(tensor.data) + tensor.byte_offset,
                bytes);
  }
  return DeviceArray(std::move(memory),
                     llvm::ArrayRef(tensor.shape, tensor.ndim),
                     dtypes[getSpelling(*type).str().c_str()]);
}

//===----------------------------------------------------------------------===//
// Interfaces for other libraries
//===----------------------------------------------------------------------===//

/// Implements __dlpack__. The elements may still be computed on the legacy
/// default stream, which is the consumer's for None and 1. -1 asks for no wait.
static nb::object exportArray(nb::pointer_and_handle<DeviceArray> self,
                              const nb::kwargs &options) {
  const DLTensor tensor = self.p->view();
  nb::object stream =
      options.contains("stream") ? nb::object(options["stream"]) : nb::none();
  if (!stream.is_none()) {
    int64_t number = 0;
    if (!nb::try_cast(stream, number))
      throw nb::type_error("__dlpack__: stream is not an integer of 64 bits");
    if (number != -1 && number != 1)
      awaitStream(gpuDevice, nullptr);
  }
  llvm::SmallVector<size_t> shape(tensor.shape, tensor.shape + tensor.ndim);
  nb::dlpack::dtype type = {tensor.dtype.code, tensor.dtype.bits,
                            tensor.dtype.lanes};
  nb::ndarray<nb::array_api> exported(
      tensor.data, shape.size(), shape.data(), self.h, /*strides=*/nullptr,
      type, gpuDevice.device_type, gpuDevice.device_id);
  return nb::cast(exported).attr("__dlpack__")(**options);
}

/// Implements __array__.
static nb::object convertArray(const DeviceArray &array, nb::handle dtype,
                               nb::handle copy) {
  if (copy.ptr() == Py_False)
    throw nb::value_error("numpy cannot read a GPU's memory without a copy");
  nb::object converted = array.toNumpy();
  return dtype.is_none() ? converted : converted.attr("astype")(dtype);
}

static std::string spell(const DeviceArray &array) {
  std::string text = "DeviceArray(";
  text += nb::cast<std::string>(array.dtype().attr("name"));
  const char *separator = "[";
  DLTensor tensor = array.view();
  for (int64_t size : llvm::ArrayRef(tensor.shape, tensor.ndim)) {
    text += separator + std::to_string(size);
    separator = ", ";
  }
  return text + (tensor.ndim > 0 ? "])" : "[])");
}

void bindDeviceArray(nb::module_ &m) {
  nb::class_<DeviceArray> type(
      m, "DeviceArray", nb::is_final(),
      "An array in a GPU's memory. numpy() and numpy.asarray copy it to the "
      "CPU; other libraries read it in place by DLPack.");
  type.def_prop_ro("shape", &DeviceArray::shape, "The sizes.")
      .def_prop_ro(
          "dtype",
          [](const DeviceArray &array) { return array.dtype().attr("numpy"); },
          "The element type as numpy's dtype.")
      .def_prop_ro(
          "ndim", [](const DeviceArray &array) { return array.view().ndim; },
          "The number of dimensions.")
      .def("numpy", &DeviceArray::toNumpy,
           "Waits for the elements, and returns a numpy array with them.")
      .def("__array__", &convertArray, "dtype"_a = nb::none(),
           "copy"_a = nb::none())
      .def("__dlpack__", &exportArray)
      .def("__dlpack_device__",
           [](const DeviceArray &) {
             return nb::make_tuple(int(gpuDevice.device_type),
                                   gpuDevice.device_id);
           })
      .def("__repr__", &spell);
  // Conversions, like that of a loss to a float, are numpy's.
  for (const char *name : {"__bool__", "__float__", "__int__", "__len__"})
    type.def(name, [name](const DeviceArray &array) {
      return array.toNumpy().attr(name)();
    });
  m.def("copy_to_gpu", &copyArray, "array"_a.none(), "dtypes"_a);
}

} // namespace ag::python
