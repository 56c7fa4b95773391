//===- Results.cpp - results of programs as Python's arrays ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Results.h"
#include "Arguments.h"
#include "DeviceArray.h"
#include "Diagnostics.h"
#include "HostCopies.h"
#include "ag/Support/Tensor/DLPack.h"
#include "llvm/Support/MathExtras.h"
#include <nanobind/stl/string.h>

namespace nb = nanobind;

namespace ag::python {

ResultType::ResultType(nb::object dtype, size_t rank, int64_t alias)
    : dtype(std::move(dtype)), rankOf(rank), aliasOf(alias) {
  scalarType =
      *parseScalarType(nb::cast<std::string>(this->dtype.attr("name")));
}

nb::handle ResultType::numpyType() {
  if (!numpy.is_valid())
    numpy = dtype.attr("numpy");
  return numpy;
}

/// Returns the bytes of a result, and reads as many sizes as its rank.
static size_t countBytes(const ResultType &type, const int64_t *sizes) {
  size_t bytes = getByteWidth(type.type());
  for (size_t dim = 0; dim < type.rank(); ++dim)
    bytes *= sizes[dim];
  return bytes;
}

size_t countBytes(llvm::ArrayRef<ResultType> types,
                  llvm::ArrayRef<int64_t> sizes) {
  size_t bytes = 0;
  for (const ResultType &type : types) {
    if (type.alias() < 0)
      bytes += llvm::alignTo(countBytes(type, sizes.data()), operandAlignment);
    sizes = sizes.drop_front(type.rank());
  }
  return bytes;
}

Results::Results(llvm::MutableArrayRef<ResultType> types, int64_t *sizes,
                 llvm::ArrayRef<DLTensor> arguments, DLDevice device,
                 char *borrowed)
    : types(types) {
  for (ResultType &type : types) {
    size_t bytes = countBytes(type, sizes);
    Memory &memory = memories.emplace_back();
    DLTensor &tensor = views.emplace_back(
        DLTensor{nullptr, device, 0, {}, nullptr, nullptr, 0});
    if (type.alias() >= 0) {
      tensor.data = arguments[type.alias()].data;
      tensor.byte_offset = arguments[type.alias()].byte_offset;
    } else if (borrowed) {
      tensor.data = borrowed;
      borrowed += llvm::alignTo(bytes, operandAlignment);
    } else {
      memory = Memory::allocate(bytes, operandAlignment, device);
      tensor.data = memory.data.get();
    }
    tensor.ndim = type.rank();
    tensor.dtype = toDLDataType(type.type());
    tensor.shape = sizes;
    sizes += type.rank();
  }
}

void Results::bringToCPU() {
  for (auto [type, tensor, memory] : llvm::zip(types, views, memories)) {
    if (type.alias() >= 0)
      continue;
    size_t bytes = countBytes(tensor);
    Memory copy = Memory::allocate(bytes, operandAlignment, cpuDevice);
    if (bytes > 0)
      copyBytes(tensor.device, copy.data.get(), tensor.data, bytes);
    memory = std::move(copy);
    tensor.data = memory.data.get();
    tensor.device = cpuDevice;
  }
}

nb::list Results::take(const Exchange *exchange, nb::handle arrays) {
  nb::list taken;
  for (size_t number = 0; number < views.size(); ++number) {
    int64_t alias = types[number].alias();
    if (alias >= 0)
      taken.append(nb::steal(PySequence_GetItem(arrays.ptr(), alias)));
    else
      taken.append(exchange ? adopt(number, *exchange) : makeOwn(number));
  }
  return taken;
}

//===----------------------------------------------------------------------===//
// numpy and the package's own arrays
//===----------------------------------------------------------------------===//

nb::object toTuple(llvm::ArrayRef<int64_t> sizes) {
  nb::object tuple = nb::steal(PyTuple_New(sizes.size()));
  for (size_t dim = 0; dim < sizes.size(); ++dim)
    PyTuple_SET_ITEM(tuple.ptr(), dim, PyLong_FromLongLong(sizes[dim]));
  return tuple;
}

/// Returns numpy.ndarray(shape, dtype, buffer), whose base owns the memory.
nb::object makeNumpy(Memory memory, llvm::ArrayRef<int64_t> shape,
                     nb::handle dtype) {
  nb::object sizes = toTuple(shape);
  nb::object owner = nb::cast(std::move(memory));
  PyObject *parts[] = {sizes.ptr(), dtype.ptr(), owner.ptr()};
  PyObject *array =
      PyObject_Vectorcall(reinterpret_cast<PyObject *>(getNumpyArrayType()),
                          parts, std::size(parts), nullptr);
  if (!array)
    throw nb::python_error();
  return nb::steal(array);
}

nb::object Results::makeOwn(size_t number) {
  const DLTensor &tensor = views[number];
  llvm::ArrayRef<int64_t> shape(tensor.shape, tensor.ndim);
  if (isCPU(tensor.device))
    return makeNumpy(std::move(memories[number]), shape,
                     types[number].numpyType());
  return nb::cast(DeviceArray(std::move(memories[number]), shape,
                              types[number].packageType()));
}

//===----------------------------------------------------------------------===//
// Other libraries
//===----------------------------------------------------------------------===//

namespace {
/// A tensor that owns its memory, shape and strides.
struct OwnedTensor {
  ManagedTensor managed;
  Memory memory;
  llvm::SmallVector<int64_t, 8> shape, strides;
};
} // namespace

/// Sets the strides to those of a compact row-major tensor. DLPack 1.2 requires
/// strides.
static void setCompactStrides(OwnedTensor &owned) {
  owned.strides.resize(owned.shape.size());
  int64_t step = 1;
  for (size_t dim = owned.shape.size(); dim-- > 0;) {
    owned.strides[dim] = step;
    step *= owned.shape[dim];
  }
}

nb::object Results::adopt(size_t number, const Exchange &exchange) {
  const DLTensor &tensor = views[number];
  auto owned = std::make_unique<OwnedTensor>();
  owned->memory = std::move(memories[number]);
  owned->shape.append(tensor.shape, tensor.shape + tensor.ndim);
  setCompactStrides(*owned);
  owned->managed = {{1, 2},
                    owned.get(),
                    [](ManagedTensor *self) {
                      delete static_cast<OwnedTensor *>(self->context);
                    },
                    /*flags=*/0,
                    tensor};
  owned->managed.tensor.shape = owned->shape.data();
  owned->managed.tensor.strides = owned->strides.data();
  void *object = nullptr;
  if (exchange.adopt(&owned.release()->managed, &object))
    throw Failure("a result cannot be handed over: " + takeError());
  return nb::steal(static_cast<PyObject *>(object));
}

} // namespace ag::python
