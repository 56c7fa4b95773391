//===- TestModule.h - a program as the compiler would emit it ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which program, tensors and files do the runtime's tests use?
//
// The program has parameters b and w of f32[4], batch in 1..64, ?n in 0..8:
//   main(x: f32[batch, 4], y: f32[batch, ?n], state: f32[4])
//     sum: f32[batch, 4]      x + w + b
//     result 1: f32[4]        state + x's sum over batch; takes over state
//     pairs: f32[batch, 2n]   each of y's elements twice
// A NaN as the first element of x makes a run fail.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_RUNTIME_TESTMODULE_H
#define AG_TEST_UNIT_RUNTIME_TESTMODULE_H

#include "ag-runtime/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif
extern const ag_rt_module fileModule;      // both parameters from a file
extern const ag_rt_module embeddedModule;  // both parameters embedded
extern const ag_rt_module foreignModule;   // another program: no parameters
extern const ag_rt_module modernModule;    // needs a feature that no CPU has
extern const ag_rt_module preparingModule; // prepares a parameter from w
#ifdef __cplusplus
}
#endif

#ifdef __cplusplus
#include "gtest/gtest.h"
#include <cstdlib>
#include <string>
#include <vector>

/// A tensor of floats that owns its memory. `lead` elements precede the data.
struct Tensor {
  std::vector<int64_t> shape, strides;
  std::vector<float> data;
  DLTensor dl;

  explicit Tensor(std::vector<int64_t> sizes, float first = 0);
  Tensor(const Tensor &) = delete;
};

/// Returns the bytes of a safetensors file with this header and dataBytes of
/// data, where float i is i.
std::string makeSafetensors(const std::string &header, size_t dataBytes);

/// Writes a file in the temporary folder of the tests. Returns its path.
std::string writeFile(const std::string &name, const std::string &bytes);

/// Returns a file with b = 0, 1, 2, 3 and w = 4, 5, 6, 7, and an unused tensor.
std::string goodWeights();

/// An allocator of a context whose memory is out after `left` allocations.
/// `live` is the number of those that were not freed.
struct Scarce {
  int left, live;
  static void *allocate(void *self, size_t bytes, size_t alignment) {
    auto *scarce = static_cast<Scarce *>(self);
    if (scarce->left-- == 0)
      return nullptr;
    ++scarce->live;
    return std::aligned_alloc(alignment,
                              (bytes + alignment - 1) / alignment * alignment);
  }
  static void deallocate(void *self, void *memory) {
    --static_cast<Scarce *>(self)->live;
    std::free(memory);
  }
};
#endif

#endif // AG_TEST_UNIT_RUNTIME_TESTMODULE_H
