//===- Results.cpp - results of programs as Python's arrays ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Results.h"
#include "Arguments.h"
#include "Diagnostics.h"
#include "ag/Support/Tensor/DLPack.h"
#include <cstdlib>
#include <nanobind/stl/string.h>

namespace nb = nanobind;

namespace ag::python {

void Memory::Free::operator()(void *memory) const { std::free(memory); }

Memory Memory::allocate(size_t bytes, size_t alignment) {
  alignment = std::max(alignment, sizeof(void *));
  size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  Memory memory;
  memory.data.reset(
      std::aligned_alloc(alignment, std::max(rounded, alignment)));
  memory.bytes = bytes;
  if (!memory.data)
    throw std::bad_alloc();
  return memory;
}

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

Results::Results(llvm::MutableArrayRef<ResultType> types, int64_t *sizes,
                 llvm::ArrayRef<DLTensor> arguments)
    : types(types) {
  for (ResultType &type : types) {
    size_t bytes = getByteWidth(type.type());
    for (size_t dim = 0; dim < type.rank(); ++dim)
      bytes *= sizes[dim];
    memories.push_back(type.alias() < 0 ? Memory::allocate(bytes, 64)
                                        : Memory());
    DLTensor &tensor = views.emplace_back(
        DLTensor{nullptr, {kDLCPU, 0}, 0, {}, nullptr, nullptr, 0});
    tensor.data = type.alias() < 0 ? memories.back().data.get()
                                   : arguments[type.alias()].data;
    tensor.device = {kDLCPU, 0};
    tensor.ndim = type.rank();
    tensor.dtype = toDLDataType(type.type());
    tensor.shape = sizes;
    sizes += type.rank();
  }
}

nb::list Results::take(const Exchange *exchange, nb::handle arrays) {
  nb::list taken;
  for (size_t number = 0; number < views.size(); ++number) {
    int64_t alias = types[number].alias();
    if (alias >= 0)
      taken.append(nb::steal(PySequence_GetItem(arrays.ptr(), alias)));
    else
      taken.append(exchange ? adopt(number, *exchange) : toNumpy(number));
  }
  return taken;
}

//===----------------------------------------------------------------------===//
// numpy
//===----------------------------------------------------------------------===//

/// Returns numpy.ndarray(shape, dtype, buffer), whose base owns the memory.
nb::object Results::toNumpy(size_t number) {
  const DLTensor &tensor = views[number];
  nb::object shape = nb::steal(PyTuple_New(tensor.ndim));
  for (int32_t dim = 0; dim < tensor.ndim; ++dim)
    PyTuple_SET_ITEM(shape.ptr(), dim, PyLong_FromLongLong(tensor.shape[dim]));
  nb::object memory = nb::cast(std::move(memories[number]));
  PyObject *parts[] = {shape.ptr(), types[number].numpyType().ptr(),
                       memory.ptr()};
  PyObject *array =
      PyObject_Vectorcall(reinterpret_cast<PyObject *>(getNumpyArrayType()),
                          parts, std::size(parts), nullptr);
  if (!array)
    throw nb::python_error();
  return nb::steal(array);
}

static int getResultBuffer(PyObject *self, Py_buffer *view, int flags) {
  auto *memory = nb::inst_ptr<Memory>(self);
  return PyBuffer_FillInfo(view, self, memory->data.get(), memory->bytes,
                           /*readonly=*/0, flags);
}

void bindResults(nb::module_ &m) {
  static PyType_Slot slots[] = {
      {Py_bf_getbuffer, reinterpret_cast<void *>(getResultBuffer)},
      {0, nullptr}};
  nb::class_<Memory>(m, "Memory", nb::type_slots(slots));
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
