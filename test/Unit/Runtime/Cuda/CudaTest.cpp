//===- CudaTest.cpp - a program for CUDA under the fake driver ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which driver, memory and context does a test of a program for CUDA use?
//
//===----------------------------------------------------------------------===//
#include "Cuda/CudaTest.h"
#include <climits>
#include <cstdlib>
#include <dlfcn.h>

FakeDriver &getFakeDriver() {
  static void *library = dlopen(FAKE_DRIVER, RTLD_NOW);
  auto *state =
      reinterpret_cast<FakeDriverState *>(dlsym(library, FAKE_DRIVER_STATE));
  return *state();
}

void *HostMemory::allocate(void *self, size_t bytes, size_t alignment) {
  auto *memory = static_cast<HostMemory *>(self);
  if (memory->left-- == 0)
    return nullptr;
  ++memory->live;
  return std::aligned_alloc(alignment,
                            (bytes + alignment - 1) / alignment * alignment);
}

void HostMemory::deallocate(void *self, void *memory) {
  --static_cast<HostMemory *>(self)->live;
  std::free(memory);
}

void CudaTest::SetUp() {
  setenv("AG_CUDA_DRIVER", FAKE_DRIVER, /*replace=*/1);
  unsetenv("AG_CUDA_SYNC");
  driver = FakeDriver();
  driver.version = 12040;
  driver.devices = 2;
  driver.capability = 80;
  driver.most_blocks = INT_MAX;
  ctx.allocate = HostMemory::allocate;
  ctx.deallocate = HostMemory::deallocate;
  ctx.user = &host;
}

void CudaTest::TearDown() {
  driver.failing = nullptr;
  ag_rt_cuda_unload(model);
  holdsNothing();
}

int32_t CudaTest::load() {
  return ag_rt_cuda_load(&cudaEmbeddedModule, &cudaCode, nullptr, &ctx, &model);
}

int32_t CudaTest::loadFile(const std::string &bytes) {
  std::string path = writeFile("cuda-weights", bytes);
  return ag_rt_cuda_load(&cudaModule, &cudaCode, path.c_str(), &ctx, &model);
}

void CudaTest::fail(const char *function, int result, int goodCalls) {
  driver.failing = function;
  driver.result = result;
  driver.good_calls = goodCalls;
}

void CudaTest::holdsNothing() {
  EXPECT_EQ(host.live, 0);
  EXPECT_EQ(driver.contexts, 0);
  EXPECT_EQ(driver.modules, 0);
  EXPECT_EQ(driver.allocations, 0);
}
