//===- CudaTest.h - a program for CUDA under the fake driver ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// With which driver, memory and context does a test call a program for CUDA?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_RUNTIME_CUDA_CUDATEST_H
#define AG_TEST_UNIT_RUNTIME_CUDA_CUDATEST_H

#include "Cuda/FakeDriver.h"
#include "Cuda/TestProgram.h"
#include "TestModule.h"

/// The state of the library that stands in libcuda's place.
FakeDriver &getFakeDriver();

/// Counts what the host allocates, and fails after `left` allocations.
struct HostMemory {
  int left = 100, live = 0;
  static void *allocate(void *self, size_t bytes, size_t alignment);
  static void deallocate(void *self, void *memory);
};

/// A test of a program, which must leave nothing behind.
struct CudaTest : testing::Test {
  FakeDriver &driver = getFakeDriver();
  ag_context ctx = AG_CONTEXT_INIT;
  ag_rt_model *model = nullptr;
  HostMemory host;

  void SetUp() override;
  void TearDown() override;

  /// Loads the program whose parameters are embedded, or in a file.
  int32_t load();
  int32_t loadFile(const std::string &bytes);
  /// Lets a function of the driver fail after so many good calls.
  void fail(const char *function, int result, int goodCalls = 0);
  /// Expects that nothing is held on the host nor on a GPU.
  void holdsNothing();
};

#endif // AG_TEST_UNIT_RUNTIME_CUDA_CUDATEST_H
