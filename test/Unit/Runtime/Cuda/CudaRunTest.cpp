//===- CudaRunTest.cpp - calls of a program on a GPU ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a valid call launch its kernels on the caller's stream and leave all
// else alone? Is each invalid call refused before the first launch?
//
//===----------------------------------------------------------------------===//
#include "Cuda/CudaTest.h"
#include <chrono>
#include <cstdlib>

namespace {
/// A valid call with batch 2, which each test makes invalid. All memory is the
/// fake GPU's.
struct CudaRun : CudaTest {
  const ag_rt_entry *entry = cudaEmbeddedModule.entries;
  Tensor x{{2, 4}, 10}, y{{2, 4}};
  alignas(256) unsigned char scratch[256];
  ag_workspace workspace = {scratch, sizeof(scratch), 256};
  int stream, other;

  void SetUp() override {
    CudaTest::SetUp();
    x.dl.device = y.dl.device = {kDLCUDA, 1};
    ctx.device = 1;
    ctx.stream = &stream;
    start();
  }
  void start() {
    ag_rt_cuda_unload(model);
    ASSERT_EQ(load(), AG_OK) << ctx.message;
    driver.current = &other;
    driver.waits = driver.copies = 0;
  }
  int32_t run() {
    ctx.message[0] = 0;
    int32_t status =
        ag_rt_cuda_run(entry, model, &x.dl, &y.dl, &workspace, &ctx);
    EXPECT_EQ(driver.current, &other);
    return status;
  }
  /// Expects that the call fails with this message before any launch.
  void refused(const char *message, int32_t status = AG_INVALID_ARGUMENT) {
    driver.launches = 0;
    EXPECT_EQ(run(), status);
    EXPECT_STREQ(ctx.message, message);
    EXPECT_EQ(driver.launches, 0);
  }
};

TEST_F(CudaRun, launchesAndDoesNotWait) {
  int allocated = driver.allocations, live = host.live;
  ctx.device = 0; // the model is on device 1
  ASSERT_EQ(run(), AG_OK) << ctx.message;
  EXPECT_EQ(y.data, (std::vector<float>{14, 16, 18, 20, 18, 20, 22, 24}));
  EXPECT_EQ(driver.launches, 2);
  EXPECT_EQ(driver.blocks, 2u);
  EXPECT_EQ(driver.threads, 128u);
  EXPECT_EQ(driver.shared_bytes, 512u);
  EXPECT_EQ(driver.launch_stream, &stream);
  EXPECT_EQ(driver.waits + driver.copies, 0);
  EXPECT_EQ(driver.allocations, allocated);
  EXPECT_EQ(host.live, live);
}

TEST_F(CudaRun, readsConstants) {
  entry = &cudaEmbeddedModule.entries[4];
  ASSERT_EQ(run(), AG_OK) << ctx.message;
  y.data.resize(4);
  EXPECT_EQ(y.data, (std::vector<float>{8, 9, 10, 11}));
  EXPECT_EQ(driver.copies, 0);
}

TEST_F(CudaRun, skipsLaunchesOfNoBlocks) {
  int64_t shape[] = {0, 4};
  x.dl.shape = y.dl.shape = shape;
  x.dl.data = y.dl.data = nullptr;
  EXPECT_EQ(run(), AG_OK) << ctx.message;
  EXPECT_EQ(driver.launches, 0);
}

TEST_F(CudaRun, refusesOtherDevices) {
  x.dl.device = {kDLCPU, 0};
  refused("argument x: is in CPU memory, expected memory of CUDA device 1");
  x.dl.device = {kDLCUDA, 0};
  refused("argument x: is in memory of CUDA device 0, expected memory of CUDA "
          "device 1");
  x.dl.device = {kDLCUDA, 1};
  y.dl.device = {static_cast<DLDeviceType>(3), 1};
  refused("result y: is in memory of DLPack's device type 3, expected memory "
          "of CUDA device 1");
}

TEST_F(CudaRun, refusesTensorsAsACpuDoes) {
  x.strides = {8, 1};
  refused("argument x: dimension 0 has stride 8, expected 4: pass a compact "
          "row-major tensor");
  x.strides = {4, 1};
  x.dl.byte_offset = 2;
  refused("argument x: data is not at a multiple of 4 bytes, as f32 must be");
  x.dl.byte_offset = 0;
  x.dl.dtype.bits = 64;
  refused("argument x: dtype is f64, expected f32");
  x.dl.dtype.bits = 32;
  y.dl.data = x.dl.data;
  refused("result y: overlaps with argument x in memory");
}

TEST_F(CudaRun, refusesWorkspaces) {
  workspace = {scratch + 64, 128, 256};
  refused("workspace: data is not at a multiple of 256 bytes",
          AG_INVALID_WORKSPACE);
  refused("workspace: data is not at a multiple of 256 bytes",
          AG_INVALID_WORKSPACE);
}

TEST_F(CudaRun, refusesModelsAndContexts) {
  EXPECT_EQ(ag_rt_cuda_run(entry, nullptr, &x.dl, &y.dl, &workspace, &ctx),
            AG_INVALID_MODEL);
  EXPECT_STREQ(ctx.message, "main: the model is NULL");
  ctx.abi_version = 1;
  refused("", AG_INVALID_CONTEXT);
}

TEST_F(CudaRun, stopsAtALaunchThatFails) {
  fail("cuLaunchKernel", 700);
  EXPECT_EQ(run(), AG_DEVICE_FAILURE);
  EXPECT_STREQ(
      ctx.message,
      "the launch of kernel main$copy (2 blocks of 32 threads, 0 bytes of "
      "shared memory) failed; if a kernel before it is at fault, "
      "AG_CUDA_SYNC=1 "
      "in the environment names it: an illegal memory access was encountered "
      "(CUDA_ERROR_ILLEGAL_ADDRESS, 700)");
  EXPECT_EQ(driver.launches, 1);
  EXPECT_EQ(y.data[1], 1);
  driver.failing = nullptr;
  EXPECT_EQ(run(), AG_OK);
}

TEST_F(CudaRun, readsElementsThatAreDemanded) {
  entry = &cudaEmbeddedModule.entries[3];
  x.data[0] = 1;
  EXPECT_EQ(run(), AG_OK) << ctx.message;
  EXPECT_EQ(driver.launches, 2);
  EXPECT_EQ(driver.copies, 1);
  EXPECT_EQ(driver.copy_stream, &stream);
  EXPECT_EQ(driver.waits, 1);
  x.data[0] = -1;
  EXPECT_EQ(run(), AG_RUNTIME_FAILURE);
  EXPECT_STREQ(ctx.message, "x begins with -1");
  x.data[0] = 1;
  EXPECT_EQ(run(), AG_OK) << ctx.message;
}

TEST_F(CudaRun, demandsNothingOfWhatItCannotRead) {
  entry = &cudaEmbeddedModule.entries[3];
  fail("cuStreamSynchronize", 700);
  EXPECT_EQ(run(), AG_DEVICE_FAILURE);
  EXPECT_STREQ(ctx.message,
               "elements that decide what is run cannot be read, or a kernel "
               "before failed: an illegal memory access was encountered "
               "(CUDA_ERROR_ILLEGAL_ADDRESS, 700)");
  fail("cuLaunchKernel", 700);
  EXPECT_EQ(run(), AG_DEVICE_FAILURE);
  EXPECT_EQ(std::string(ctx.message).substr(0, 31),
            "the launch of kernel main$copy ");
}

TEST_F(CudaRun, launchesLargeGridsInParts) {
  entry = &cudaEmbeddedModule.entries[1];
  EXPECT_EQ(run(), AG_OK) << ctx.message;
  EXPECT_EQ(driver.launches, 3);
  EXPECT_EQ(driver.blocks, 3u);
  EXPECT_EQ(driver.first_block, 2 * INT64_C(2147483647));
  driver.launches = 0;
  fail("cuLaunchKernel", 700, 1);
  EXPECT_EQ(run(), AG_DEVICE_FAILURE);
  EXPECT_EQ(driver.launches, 2);
}

TEST_F(CudaRun, namesTheKernelThatFailedWhereAskedTo) {
  setenv("AG_CUDA_SYNC", "1", 1);
  start();
  EXPECT_EQ(run(), AG_OK);
  EXPECT_EQ(driver.waits, 2);
  EXPECT_EQ(driver.wait_stream, &stream);
  fail("cuStreamSynchronize", 700, 1);
  EXPECT_EQ(run(), AG_DEVICE_FAILURE);
  EXPECT_STREQ(ctx.message,
               "kernel main$add failed: an illegal memory access was "
               "encountered (CUDA_ERROR_ILLEGAL_ADDRESS, 700)");
}

TEST_F(CudaRun, enqueuesQuickly) {
  entry = &cudaEmbeddedModule.entries[2];
  double least = 1;
  for (int i = 0; i < 20; ++i) {
    auto begin = std::chrono::steady_clock::now();
    ASSERT_EQ(run(), AG_OK) << ctx.message;
    std::chrono::duration<double> time =
        std::chrono::steady_clock::now() - begin;
    least = std::min(least, time.count());
  }
  EXPECT_EQ(driver.launches, 20 * 50);
  // The time is recorded and not checked. It should be at most 200 us.
  RecordProperty("nanoseconds_of_50_launches", int(1e9 * least));
}

struct CudaMemory : CudaTest {
  void *memory = nullptr;
  int32_t allocate(size_t bytes) {
    return ag_rt_cuda_allocate(&cudaModule, &ctx, bytes, &memory);
  }
  int32_t free() {
    int32_t status = ag_rt_cuda_free(&cudaModule, &ctx, memory);
    memory = nullptr;
    return status;
  }
  int32_t copy(void *to, const void *from, size_t bytes) {
    return ag_rt_cuda_copy(&cudaModule, &ctx, to, from, bytes);
  }
};

TEST_F(CudaMemory, livesUntilItIsFreed) {
  int other;
  driver.current = &other;
  ASSERT_EQ(allocate(10), AG_OK) << ctx.message;
  EXPECT_EQ(uintptr_t(memory) % 256, 0u);
  EXPECT_EQ(driver.contexts, 1); // a released context would lose the memory
  EXPECT_EQ(driver.current, &other);
  EXPECT_EQ(free(), AG_OK);
  EXPECT_EQ(driver.current, &other);
  holdsNothing();
}

TEST_F(CudaMemory, mayBeNone) {
  memory = this;
  EXPECT_EQ(allocate(0), AG_OK);
  EXPECT_EQ(memory, nullptr);
  EXPECT_EQ(free(), AG_OK);
}

TEST_F(CudaMemory, isCopiedAndWaitedFor) {
  int stream, other;
  ctx.stream = &stream;
  driver.current = &other;
  ASSERT_EQ(allocate(8), AG_OK) << ctx.message;
  float in[] = {1, 2}, out[2];
  EXPECT_EQ(copy(memory, in, sizeof(in)), AG_OK);
  EXPECT_EQ(copy(out, memory, sizeof(out)), AG_OK);
  EXPECT_EQ(out[1], 2);
  EXPECT_EQ(driver.copies, 2);
  EXPECT_EQ(driver.copy_stream, &stream);
  EXPECT_EQ(driver.waits, 2);
  EXPECT_EQ(driver.wait_stream, &stream);
  EXPECT_EQ(copy(nullptr, nullptr, 0), AG_OK);
  EXPECT_EQ(driver.copies, 2);
  EXPECT_EQ(driver.waits, 3);
  EXPECT_EQ(driver.current, &other);
  EXPECT_EQ(free(), AG_OK);
}

TEST_F(CudaMemory, refuses) {
  fail("cuMemAlloc", 2);
  EXPECT_EQ(allocate(4096), AG_OUT_OF_MEMORY);
  EXPECT_STREQ(ctx.message, "4096 bytes of memory of CUDA device 0: out of "
                            "memory (CUDA_ERROR_OUT_OF_MEMORY, 2)");
  EXPECT_EQ(memory, nullptr);
  holdsNothing();
  EXPECT_EQ(copy(nullptr, this, 4), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "copy: `to` is NULL");
  EXPECT_EQ(ag_rt_cuda_allocate(&cudaModule, &ctx, 4, nullptr),
            AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "allocate: the place for the memory is NULL");
  EXPECT_EQ(ag_rt_cuda_free(&cudaModule, nullptr, memory), AG_INVALID_CONTEXT);
  ctx.device = 7;
  EXPECT_EQ(allocate(4), AG_NO_DEVICE);
}

TEST_F(CudaMemory, isLostAfterAFault) {
  ASSERT_EQ(allocate(4096), AG_OK) << ctx.message;
  void *lost = memory;
  fail("cuMemFree", 700);
  EXPECT_EQ(free(), AG_DEVICE_FAILURE);
  EXPECT_EQ(driver.contexts, 0);
  std::free(lost);
  driver.allocations = 0;
}

TEST_F(CudaMemory, isItsOwnAlone) {
  ASSERT_EQ(allocate(4096), AG_OK) << ctx.message;
  void *own = memory;
  memory = this;
  fail("cuMemFree", 1);
  EXPECT_EQ(free(), AG_DEVICE_FAILURE);
  EXPECT_EQ(driver.contexts, 1);
  driver.failing = nullptr;
  memory = own;
  EXPECT_EQ(free(), AG_OK);
}

TEST_F(CudaMemory, reportsKernelsThatFailedBeforeACopy) {
  fail("cuStreamSynchronize", 700);
  float a, b = 0;
  EXPECT_EQ(copy(&a, &b, 4), AG_DEVICE_FAILURE);
  EXPECT_STREQ(ctx.message,
               "the copy of 4 bytes, or a kernel before it, failed on CUDA "
               "device 0: an illegal memory access was encountered "
               "(CUDA_ERROR_ILLEGAL_ADDRESS, 700)");
}
} // namespace
