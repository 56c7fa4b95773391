//===- Memory.cpp - memory of devices -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Memory.h"
#include "Diagnostics.h"
#include "ag-runtime/Cuda.h"
#include <algorithm>
#include <cstdlib>

namespace nb = nanobind;

namespace ag::python {

/// Returns the module that the runtime's messages name: "ag needs an NVIDIA
/// GPU".
static const ag_rt_module &getModule() {
  static const ag_rt_module module = [] {
    ag_rt_module module = {};
    module.name = "ag";
    module.max_threads = 1;
    return module;
  }();
  return module;
}

static ag_context makeRuntimeContext(DLDevice gpu, void *stream = nullptr) {
  ag_context context = AG_CONTEXT_INIT;
  context.device = gpu.device_id;
  context.stream = stream;
  return context;
}

static void checkRuntime(int32_t status, const ag_context &context) {
  if (status != AG_OK)
    throw Failure(context.message);
}

/// Ignores failures: after a fault of a GPU, its memory is freed with its
/// context.
void FreeMemory::operator()(void *memory) const {
  if (isCPU(device))
    return std::free(memory);
  ag_context context = makeRuntimeContext(device);
  ag_rt_cuda_free(&getModule(), &context, memory);
}

static void *allocateOnCPU(size_t bytes, size_t alignment) {
  alignment = std::max(alignment, sizeof(void *));
  size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void *memory = std::aligned_alloc(alignment, std::max(rounded, alignment));
  if (!memory)
    throw std::bad_alloc();
  return memory;
}

static void *allocateOnGPU(DLDevice gpu, size_t bytes) {
  ag_context context = makeRuntimeContext(gpu);
  void *memory = nullptr;
  checkRuntime(ag_rt_cuda_allocate(&getModule(), &context, bytes, &memory),
               context);
  return memory;
}

Memory Memory::allocate(size_t bytes, size_t alignment, DLDevice device) {
  void *data = isCPU(device) ? allocateOnCPU(bytes, alignment)
                             : allocateOnGPU(device, bytes);
  Memory memory;
  memory.data = std::unique_ptr<void, FreeMemory>(data, {device});
  memory.bytes = bytes;
  return memory;
}

void copyBytes(DLDevice gpu, void *to, const void *from, size_t bytes,
               void *stream) {
  ag_context context = makeRuntimeContext(gpu, stream);
  checkRuntime(ag_rt_cuda_copy(&getModule(), &context, to, from, bytes),
               context);
}

void awaitStream(DLDevice gpu, void *stream) {
  copyBytes(gpu, nullptr, nullptr, 0, stream);
}

static int getMemoryBuffer(PyObject *self, Py_buffer *view, int flags) {
  auto *memory = nb::inst_ptr<Memory>(self);
  return PyBuffer_FillInfo(view, self, memory->data.get(), memory->bytes,
                           /*readonly=*/0, flags);
}

void bindMemory(nb::module_ &m) {
  static PyType_Slot slots[] = {
      {Py_bf_getbuffer, reinterpret_cast<void *>(getMemoryBuffer)},
      {0, nullptr}};
  nb::class_<Memory>(m, "Memory", nb::type_slots(slots));
}

} // namespace ag::python
