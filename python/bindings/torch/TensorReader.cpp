//===- TensorReader.cpp - tensors of PyTorch, without Python --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "bindings/torch/TensorReader.h"
#include "bindings/Gil.h"
#include <array>
#include <cstring>
#include <dlfcn.h>

namespace nb = nanobind;

namespace ag::python {

static constexpr char countName[] = "_version";

std::optional<int64_t> readCount(nb::handle tensor) {
  static PyObject *name = PyUnicode_InternFromString(countName);
  nb::object count = nb::steal(
      callPython([&] { return PyObject_GetAttr(tensor.ptr(), name); }));
  if (count.is_valid())
    return nb::cast<int64_t>(count);
  nb::python_error error;
  if (!nb::cast<bool>(tensor.attr("is_inference")()))
    throw error;
  return std::nullopt;
}

/// Returns the library that defines a function. dlsym also finds the functions
/// of the libraries that this one needs. Returns null if there is none.
static void *openLibrary(void *function) {
  Dl_info library;
  if (!dladdr(function, &library))
    return nullptr;
  // Is never closed, since Python does not unload extension modules.
  return dlopen(library.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
}

/// Returns the position of the one word of a Python object of `type` that is
/// `value`. Returns 0, where each object has its count of references, if there
/// is no such word or if there are several.
static size_t findWord(nb::handle object, PyTypeObject *type, uintptr_t value) {
  size_t found = 0;
  const auto *bytes = reinterpret_cast<const char *>(object.ptr());
  for (size_t position = sizeof(PyObject);
       position + sizeof(value) <= size_t(type->tp_basicsize);
       position += sizeof(value)) {
    if (std::memcmp(bytes + position, &value, sizeof(value)) != 0)
      continue;
    if (found)
      return 0;
    found = position;
  }
  return found;
}

/// A counter is a pointer, counts of references, and the count of writes.
using Counter = std::array<uint32_t, 6>;

static Counter readCounter(const char *memory) {
  Counter words;
  std::memcpy(&words, memory, sizeof(words));
  return words;
}

static const char *loadPointer(const void *memory, size_t offset = 0) {
  const char *loaded;
  std::memcpy(static_cast<void *>(&loaded),
              static_cast<const char *>(memory) + offset, sizeof(loaded));
  return loaded;
}

TensorReader::TensorReader(nb::handle scratch) {
  usable = find(scratch) && passesTrial(scratch);
}

bool TensorReader::find(nb::handle scratch) {
  nb::object attribute = nb::getattr(scratch.type(), countName, nb::none());
  nb::object address = nb::getattr(scratch, "_cdata", nb::none());
  uintptr_t tensor = 0;
  if (!Py_IS_TYPE(attribute.ptr(), &PyGetSetDescr_Type) ||
      !nb::try_cast(address, tensor))
    return false;
  auto *count = reinterpret_cast<PyGetSetDescrObject *>(attribute.ptr());
  type = PyDescr_TYPE(count);
  tensorAt = findWord(scratch, type, tensor);
  void *library = openLibrary(reinterpret_cast<void *>(count->d_getset->get));
  if (!tensorAt || !library)
    return false;
  negation = reinterpret_cast<bool (*)(const void *)>(
      dlsym(library, "_ZN2at6native6is_negERKNS_6TensorE"));
  return negation && findCounter(scratch, library);
}

bool TensorReader::findCounter(nb::handle scratch, void *library) {
  // Returns a reference to the pointer to the counter.
  auto locate = reinterpret_cast<const char *(*)(const void *)>(dlsym(
      library, "_ZN5torch8autograd4impl15version_counterERKN2at6TensorE"));
  std::optional<int64_t> count = readCount(scratch);
  if (!locate || !count)
    return false;
  const char *tensor = loadPointer(scratch.ptr(), tensorAt);
  const char *place =
      locate(reinterpret_cast<const char *>(scratch.ptr()) + tensorAt);
  const char *counter = loadPointer(place);
  // A tensor has less than that many bytes.
  constexpr ptrdiff_t most = 1024;
  if (!counter || place < tensor || place - tensor >= most)
    return false;
  counterAt = place - tensor;
  Counter before = readCounter(counter);
  scratch.attr("zero_")();
  Counter after = readCounter(counter);
  for (size_t word = 0; word < before.size(); ++word)
    if (before[word] == *count && after[word] == *count + 1)
      countAt = word * sizeof(uint32_t);
  return countAt;
}

bool TensorReader::passesTrial(nb::handle scratch) const {
  nb::object alias = scratch.attr("detach")();
  for (int repeat = 0; repeat < 3; ++repeat) {
    std::optional<int64_t> before = readCount(scratch);
    scratch.attr("zero_")();
    std::optional<int64_t> after = readCount(scratch);
    const uint32_t *count = findCount(alias);
    if (!before || !after || !count || *after != *before + 1 ||
        *after != *count || count != findCount(scratch))
      return false;
  }
  nb::object negated = scratch.attr("_neg_view")();
  return isNegated(negated.ptr()) && !isNegated(scratch.ptr());
}

const uint32_t *TensorReader::findCount(nb::handle tensor) const {
  if (!PyType_IsSubtype(Py_TYPE(tensor.ptr()), type))
    return nullptr;
  const char *counter =
      loadPointer(loadPointer(tensor.ptr(), tensorAt), counterAt);
  return counter ? reinterpret_cast<const uint32_t *>(counter + countAt)
                 : nullptr;
}

} // namespace ag::python
