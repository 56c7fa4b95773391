//===- Memory.h - memory of devices -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the package allocate memory of the CPU and of a GPU, and how does it
// copy bytes between them?
//
// Arrays outlive the programs that computed them, so their memory belongs to no
// program. That of a GPU comes from the runtime's functions that compiled
// programs have as MODULE_allocate, _copy and _free.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_MEMORY_H
#define AG_PYTHON_BINDINGS_MEMORY_H

#include "ag-runtime/ABI.h"
#include <memory>
#include <nanobind/nanobind.h>

namespace ag::python {

constexpr DLDevice cpuDevice = {kDLCPU, 0};

/// The GPU that programs are loaded on and that arrays are allocated on.
constexpr DLDevice gpuDevice = {kDLCUDA, 0};

inline bool isCPU(DLDevice device) { return device.device_type == kDLCPU; }
inline bool isGPU(DLDevice device) {
  return device.device_type == gpuDevice.device_type &&
         device.device_id == gpuDevice.device_id;
}

/// The alignment of results, and of copies of arguments modulo their own.
constexpr size_t operandAlignment = 64;

/// Frees memory of its device.
struct FreeMemory {
  DLDevice device = cpuDevice;
  void operator()(void *memory) const;
};

/// An aligned block of memory, freed with this object. A block of 0 bytes of a
/// GPU is null.
struct Memory {
  std::unique_ptr<void, FreeMemory> data;
  size_t bytes = 0;

  /// Throws std::bad_alloc if the CPU has not enough memory, and a Failure with
  /// the runtime's message if a GPU has not, or if there is no such GPU. GPUs
  /// align memory to 256 bytes at least.
  static Memory allocate(size_t bytes, size_t alignment, DLDevice device);
};

/// Copies bytes between memory of the CPU and of a GPU, in any direction, after
/// all work on the GPU's stream, and waits for the copy. Throws a Failure if
/// the copy or a kernel on the stream failed.
void copyBytes(DLDevice gpu, void *to, const void *from, size_t bytes,
               void *stream = nullptr);

/// Waits for all work on the GPU's stream. Throws a Failure if it failed.
void awaitStream(DLDevice gpu, void *stream);

/// Binds Memory of the CPU as an object with Python's buffer protocol.
void bindMemory(nanobind::module_ &m);

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_MEMORY_H
