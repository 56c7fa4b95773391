//===- CudaLoadTest.cpp - models on GPUs, and what they are made of -------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does load find a driver and a GPU, refuse those that do not suffice, and free
// all its resources?
//
//===----------------------------------------------------------------------===//
#include "Cuda/CudaTest.h"
#include "ag-runtime/Model.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>

namespace {
using CudaLoad = CudaTest;

TEST_F(CudaLoad, bringsAllToTheGpu) {
  int other;
  driver.current = &other;
  ctx.device = 1;
  ASSERT_EQ(load(), AG_OK) << ctx.message;
  EXPECT_EQ(driver.current, &other);
  EXPECT_EQ(driver.contexts, 1);
  EXPECT_EQ(driver.modules, 1);
  EXPECT_EQ(driver.allocations, 1);
  EXPECT_EQ(driver.copies, 3);
  EXPECT_EQ(driver.loaded_functions, 2);
  EXPECT_EQ(driver.dynamic_shared_bytes, 162 * 1024);
  EXPECT_EQ(driver.wait_stream, nullptr);
  EXPECT_EQ(model->device.device_type, kDLCUDA);
  EXPECT_EQ(model->device.device_id, 1);
  const auto *w = static_cast<const float *>(model->parameters[1]);
  EXPECT_NE(w, cudaEmbeddedModule.parameters[1].data);
  EXPECT_EQ(uintptr_t(w) % 256, 0u);
  EXPECT_EQ(w[3], 7);
}

TEST_F(CudaLoad, closesTheWeightsFile) {
  ASSERT_EQ(loadFile(goodWeights()), AG_OK) << ctx.message;
  EXPECT_EQ(model->mapping, nullptr);
  EXPECT_EQ(static_cast<const float *>(model->parameters[0])[3], 3);
}

TEST_F(CudaLoad, copiesTensorsInMemory) {
  const int64_t four[] = {4};
  const float b[] = {0, 1, 2, 3}, w[] = {4, 5, 6, 7};
  const ag_named_tensor tensors[] = {{"w", {kDLFloat, 32, 1}, 1, four, w},
                                     {"b", {kDLFloat, 32, 1}, 1, four, b}};
  ASSERT_EQ(
      ag_rt_cuda_load_tensors(&cudaModule, &cudaCode, tensors, 2, &ctx, &model),
      AG_OK)
      << ctx.message;
  const auto *onGpu = static_cast<const float *>(model->parameters[0]);
  EXPECT_NE(onGpu, b);
  EXPECT_EQ(onGpu[3], 3);
  ag_rt_cuda_unload(model);
  EXPECT_EQ(
      ag_rt_cuda_load_tensors(&cudaModule, &cudaCode, tensors, 1, &ctx, &model),
      AG_INVALID_MODEL);
  EXPECT_STREQ(
      ctx.message,
      "load_tensors: parameter b is missing, the program needs f32[4]");
}

TEST_F(CudaLoad, refusesWeightsAsACpuDoes) {
  EXPECT_EQ(loadFile(""), AG_INVALID_MODEL);
  EXPECT_EQ(ag_rt_cuda_load(&cudaModule, &cudaCode, nullptr, &ctx, &model),
            AG_INVALID_MODEL);
  EXPECT_STREQ(ctx.message,
               "mlp needs a weights file: parameter b is not embedded");
}

/// Tests of a program whose load computes a parameter from w, which runs do not
/// read
struct CudaPrepare : CudaTest {
  int32_t prepare() {
    std::string path = writeFile("cuda-weights", goodWeights());
    return ag_rt_cuda_load(&preparingModule, &cudaCode, path.c_str(), &ctx,
                           &model);
  }
  const float *parameter(int64_t number) {
    return static_cast<const float *>(model->parameters[number]);
  }
};

TEST_F(CudaPrepare, computesOnTheGpu) {
  int stream;
  ctx.stream = &stream;
  ASSERT_EQ(prepare(), AG_OK) << ctx.message;
  EXPECT_EQ(parameter(0)[3], 3);
  EXPECT_EQ(parameter(2)[0], 8);
  EXPECT_EQ(parameter(2)[3], 14);
  EXPECT_EQ(uintptr_t(parameter(2)) % 256, 0u);
  EXPECT_EQ(driver.wait_stream, &stream);
  // The workspace and w are freed.
  EXPECT_EQ(parameter(1), nullptr);
  EXPECT_EQ(driver.allocations, 1);
  EXPECT_EQ(model->mapping, nullptr);
}

TEST_F(CudaPrepare, reportsKernelsThatFail) {
  // The first wait is for the copies.
  fail("cuStreamSynchronize", 700, /*goodCalls=*/1);
  EXPECT_EQ(prepare(), AG_DEVICE_FAILURE);
  EXPECT_STREQ(ctx.message,
               "a kernel of the load of mlp failed: an illegal memory access "
               "was encountered (CUDA_ERROR_ILLEGAL_ADDRESS, 700)");
  fail("cuMemAlloc", 2, /*goodCalls=*/2);
  EXPECT_EQ(prepare(), AG_OUT_OF_MEMORY);
  EXPECT_STREQ(ctx.message,
               "16 bytes for the load of mlp on CUDA device 0: out of memory "
               "(CUDA_ERROR_OUT_OF_MEMORY, 2)");
}

TEST_F(CudaPrepare, givesAllBackWhateverFails) {
  for (const char *name :
       {"cuMemAlloc", "cuMemcpyAsync", "cuStreamSynchronize"})
    for (int good = 0; good < 6; ++good) {
      fail(name, 999, good);
      int32_t status = prepare();
      EXPECT_TRUE(status == AG_OK || status == AG_DEVICE_FAILURE) << name;
      driver.failing = nullptr;
      EXPECT_EQ(model == nullptr, status != AG_OK) << name;
      ag_rt_cuda_unload(model);
      model = nullptr;
      holdsNothing();
    }
}

TEST_F(CudaLoad, refusesContexts) {
  EXPECT_EQ(ag_rt_cuda_load(&cudaModule, &cudaCode, nullptr, nullptr, &model),
            AG_INVALID_CONTEXT);
  EXPECT_EQ(
      ag_rt_cuda_load(&cudaEmbeddedModule, &cudaCode, nullptr, &ctx, nullptr),
      AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "load: the place for the model is NULL");
  ctx.size = offsetof(ag_context, device);
  EXPECT_EQ(load(), AG_INVALID_CONTEXT);
}

TEST_F(CudaLoad, needsAGpu) {
  driver.devices = 0;
  EXPECT_EQ(load(), AG_NO_DEVICE);
  EXPECT_STREQ(ctx.message, "mlp needs a GPU, but the CUDA driver finds none");
  driver.devices = 2;
  for (int device : {-1, 2}) {
    ctx.device = device;
    EXPECT_EQ(load(), AG_NO_DEVICE);
    EXPECT_EQ(ctx.message, "context: device is " + std::to_string(device) +
                               ", but GPUs have the numbers 0 to 1");
  }
}

TEST_F(CudaLoad, needsACapability) {
  driver.capability = 75;
  EXPECT_EQ(load(), AG_NO_DEVICE);
  EXPECT_STREQ(ctx.message,
               "mlp was compiled for sm_80, but CUDA device 0, Fake GPU 0, is "
               "an sm_75: choose another device or a lower --march");
  EXPECT_EQ(model, nullptr);
  driver.capability = 120;
  EXPECT_EQ(load(), AG_OK) << ctx.message;
}

TEST_F(CudaLoad, needsAGpuThatLaunchesBlocks) {
  for (int most : {0, -1}) {
    driver.most_blocks = most;
    EXPECT_EQ(load(), AG_DEVICE_FAILURE);
    EXPECT_EQ(ctx.message, "mlp: CUDA device 0 launches at most " +
                               std::to_string(most) +
                               " blocks, expected at least 1");
    EXPECT_EQ(model, nullptr);
  }
  driver.most_blocks = 1;
  EXPECT_EQ(load(), AG_OK) << ctx.message;
}

TEST_F(CudaLoad, saysWhatTheCompilerOfTheDriverSays) {
  fail("cuModuleLoadDataEx", 700);
  EXPECT_EQ(load(), AG_DEVICE_FAILURE);
  EXPECT_STREQ(ctx.message,
               "the driver does not take the kernels of mlp: ptxas fatal: line "
               "7: an illegal memory access was encountered "
               "(CUDA_ERROR_ILLEGAL_ADDRESS, 700)");
  fail("cuModuleLoadDataEx", 222);
  EXPECT_EQ(load(), AG_NO_DEVICE);
}

TEST_F(CudaLoad, reportsThatMemoryIsOut) {
  for (int allocations : {0, 1}) {
    host.left = allocations;
    EXPECT_EQ(load(), AG_OUT_OF_MEMORY);
    EXPECT_EQ(std::string(ctx.message).substr(0, 15), "out of memory: ");
    EXPECT_EQ(model, nullptr);
    holdsNothing();
  }
  host.left = 100;
  fail("cuMemAlloc", 2);
  EXPECT_EQ(load(), AG_OUT_OF_MEMORY);
  EXPECT_STREQ(ctx.message,
               "768 bytes for the parameters and constants of mlp on CUDA "
               "device 0: out of memory (CUDA_ERROR_OUT_OF_MEMORY, 2)");
}

TEST_F(CudaLoad, givesAllBackWhateverFails) {
  int other;
  driver.current = &other;
  for (const char *name :
       {"cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetName",
        "cuDeviceGetAttribute", "cuDevicePrimaryCtxRetain", "cuCtxPushCurrent",
        "cuModuleLoadDataEx", "cuModuleGetFunction", "cuFuncLoad",
        "cuFuncGetAttribute", "cuFuncSetAttribute", "cuMemAlloc",
        "cuMemcpyAsync", "cuStreamSynchronize"})
    for (int good : {0, 1, 2}) {
      fail(name, 999, good);
      int32_t status = load();
      EXPECT_TRUE(good ? status == AG_OK || status == AG_DEVICE_FAILURE
                       : status == AG_DEVICE_FAILURE)
          << name;
      driver.failing = nullptr;
      EXPECT_EQ(model == nullptr, status != AG_OK) << name;
      ag_rt_cuda_unload(model);
      model = nullptr;
      EXPECT_EQ(driver.current, &other) << name;
      holdsNothing();
    }
}

TEST_F(CudaLoad, unloadsNothing) { ag_rt_cuda_unload(nullptr); }

/// A process keeps its driver open, so each of these tests has a process of its
/// own.
struct CudaDriver : CudaTest {
  void SetUp() override {
    CudaTest::SetUp();
    GTEST_FLAG_SET(death_test_style, "threadsafe");
  }
  void loadAndExit() {
    int32_t status = load();
    std::fprintf(stderr, "[%s]", ctx.message);
    std::exit(status);
  }
  /// Expects that load fails with AG_NO_DEVICE and this message.
  void refused(const std::string &message) {
    EXPECT_EXIT(loadAndExit(), testing::ExitedWithCode(AG_NO_DEVICE), message);
  }
};

TEST_F(CudaDriver, isNeeded) {
  setenv("AG_CUDA_DRIVER", "/none/libcuda.so", 1);
  refused(R"(\[mlp needs an NVIDIA GPU and its driver: /none/libcuda.so: )"
          R"(cannot open shared object file: No such file or directory\])");
}

TEST_F(CudaDriver, isLibcudaByDefault) {
  setenv("AG_CUDA_DRIVER", "", 1);
  EXPECT_EXIT(
      {
        // This machine may have a driver and a GPU.
        load();
        std::exit(std::strstr(ctx.message, FAKE_DRIVER) ? 1 : 0);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(CudaDriver, isNoOtherLibrary) {
  setenv("AG_CUDA_DRIVER", "libm.so.6", 1);
  refused(R"(\[mlp needs a driver for CUDA 12.0, but libm.so.6 is of an older )"
          R"(one: update it\])");
}

TEST_F(CudaDriver, isClosedIfItIsNone) {
  setenv("AG_CUDA_DRIVER", "libanl.so.1", 1);
  EXPECT_EXIT(
      {
        int32_t status = load();
        std::fprintf(stderr, "[%s]", ctx.message);
        std::exit(dlopen("libanl.so.1", RTLD_NOW | RTLD_NOLOAD) ? 0 : status);
      },
      testing::ExitedWithCode(AG_NO_DEVICE), "libanl.so.1 is of an older one");
}

TEST_F(CudaDriver, isNotOld) {
  driver.version = 11040;
  refused("is for CUDA 11.4: update it");
}

TEST_F(CudaDriver, hasAllFunctions) {
  driver.missing = "cuLaunchKernel";
  refused("has no function cuLaunchKernel");
}

TEST_F(CudaDriver, mayLackThoseThatAreNew) {
  driver.version = 12000;
  EXPECT_EXIT(
      {
        int32_t status = load();
        std::exit(status == AG_OK && driver.loaded_functions == 0 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(CudaDriver, starts) {
  for (int result : {100, 999}) {
    fail("cuInit", result);
    refused("mlp: the CUDA driver does not start: ");
  }
}
} // namespace
