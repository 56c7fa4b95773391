//===- CudaTest.h - a program for CUDA under the fake driver ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which driver, memory and context does a test of a program for CUDA use?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_RUNTIME_CUDA_CUDATEST_H
#define AG_TEST_UNIT_RUNTIME_CUDA_CUDATEST_H

#include "Cuda/FakeDriver.h"
#include "Cuda/TestProgram.h"
#include "TestModule.h"

/// Returns the state of the fake driver, the library in libcuda's place.
FakeDriver &getFakeDriver();

/// Counts the host's allocations, and fails after `left` of them.
struct HostMemory {
  int left = 100, live = 0;
  static void *allocate(void *self, size_t bytes, size_t alignment);
  static void deallocate(void *self, void *memory);
};

/// A test of a program, which must free all that it allocates
struct CudaTest : testing::Test {
  FakeDriver &driver = getFakeDriver();
  ag_context ctx = AG_CONTEXT_INIT;
  ag_rt_model *model = nullptr;
  HostMemory host;

  void SetUp() override;
  void TearDown() override;

  /// Loads the program with embedded parameters. `loadFile` loads it with
  /// parameters from a file.
  int32_t load();
  int32_t loadFile(const std::string &bytes);
  /// Makes the driver's function return `result` after `goodCalls` calls.
  void fail(const char *function, int result, int goodCalls = 0);
  /// Expects that neither the host nor a GPU has live allocations.
  void holdsNothing();
};

#endif // AG_TEST_UNIT_RUNTIME_CUDA_CUDATEST_H
