//===- RunTest.cpp - calls of a loaded program ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a valid call compute its results? Is each invalid call refused by a
// message that names the invalid argument?
//
//===----------------------------------------------------------------------===//
#include "TestModule.h"
#include <cmath>
#include <cstdlib>

namespace {
/// A valid call with batch 2 and n 3, which each test makes invalid
struct Run : testing::Test {
  ag_context ctx = AG_CONTEXT_INIT;
  ag_rt_model *model = nullptr;
  const ag_rt_entry *entry = embeddedModule.entries;
  Tensor x{{2, 4}, 10}, y{{2, 3}, 20}, state{{4}, 30};
  Tensor sum{{2, 4}}, pairs{{2, 6}};
  alignas(64) unsigned char scratch[64];
  ag_workspace workspace = {scratch, sizeof(scratch), 64};
  DLTensor arguments[3], results[3];

  void SetUp() override {
    ASSERT_EQ(ag_rt_load(&embeddedModule, nullptr, &ctx, &model), AG_OK);
  }
  void TearDown() override { ag_rt_unload(model); }

  int32_t run() {
    DLTensor in[] = {x.dl, y.dl, state.dl},
             out[] = {sum.dl, state.dl, pairs.dl};
    return runOn(in, out);
  }
  int32_t runOn(const DLTensor *in, const DLTensor *out) {
    ctx.message[0] = 0;
    return ag_rt_run(entry, model, in, out, &workspace, &ctx);
  }
  /// Expects that the call fails with this message and writes no result.
  void refused(const char *message, int32_t status = AG_INVALID_ARGUMENT) {
    EXPECT_EQ(run(), status);
    EXPECT_STREQ(ctx.message, message);
    EXPECT_EQ(sum.data[1], 1);
  }
};

TEST_F(Run, computes) {
  ASSERT_EQ(run(), AG_OK) << ctx.message;
  EXPECT_EQ(sum.data, (std::vector<float>{14, 17, 20, 23, 18, 21, 24, 27}));
  EXPECT_EQ(state.data, (std::vector<float>{54, 57, 60, 63}));
  EXPECT_EQ(pairs.data, (std::vector<float>{20, 20, 21, 21, 22, 22, 23, 23, 24,
                                            24, 25, 25}));
}

TEST_F(Run, honoursByteOffsetAndStridesThatAreNeverUsed) {
  int64_t shape[] = {1, 4}, strides[] = {77, 1}, none[] = {1, 0};
  x.dl.shape = sum.dl.shape = shape;
  x.dl.strides = strides;
  x.dl.byte_offset = 16;
  sum.dl.strides = nullptr;
  y.dl.shape = pairs.dl.shape = none;
  y.dl.strides = strides;
  y.dl.data = pairs.dl.data = nullptr;
  ASSERT_EQ(run(), AG_OK) << ctx.message;
  EXPECT_EQ(sum.data, (std::vector<float>{18, 21, 24, 27, 4, 5, 6, 7}));
}

TEST_F(Run, refusesDtypes) {
  x.dl.dtype = {2, 64, 1};
  refused("argument x: dtype is f64, expected f32");
  x.dl.dtype = {6, 8, 1};
  refused("argument x: dtype is i1, expected f32");
  x.dl.dtype = {2, 32, 4};
  refused("argument x: dtype is DLPack's type code 2 of 32 bits in 4 lanes, "
          "expected f32");
}

TEST_F(Run, refusesDevices) {
  y.dl.device = {kDLCUDA, 3};
  refused("argument y: is in memory of CUDA device 3, expected CPU memory");
  y.dl.device.device_type = static_cast<DLDeviceType>(10);
  refused("argument y: is in memory of DLPack's device type 10, expected CPU "
          "memory");
  y.dl.device = {kDLCPU, 1};
  EXPECT_EQ(run(), AG_OK) << ctx.message;
}

TEST_F(Run, refusesRanks) {
  x.dl.ndim = 1;
  refused("argument x: rank is 1, expected 2");
  x.dl.ndim = 2;
  x.dl.shape = nullptr;
  refused("argument x: shape is NULL");
}

TEST_F(Run, refusesSizes) {
  x.shape[1] = 5;
  refused("argument x: dimension 1 is 5, expected 4");
  x.shape = {65, 4};
  refused("argument x: batch is 65, at most 64");
  x.shape = {0, 4};
  refused("argument x: batch is 0, at least 1");
  x.shape = {-1, 4};
  refused("argument x: batch is -1, at least 0");
}

TEST_F(Run, refusesSizesOfUnnamedDimensions) {
  y.shape[1] = 9;
  refused("argument y: dimension 1 is 9, at most 8");
}

TEST_F(Run, refusesSizesThatDisagree) {
  y.shape[0] = 1;
  refused("argument y: batch is 1, but 2 in argument x");
}

TEST_F(Run, refusesSizesOfResults) {
  sum.shape[0] = 3;
  refused("result sum: batch is 3, expected 2");
  sum.shape[0] = 2;
  pairs.shape[1] = 5;
  refused("result pairs: dimension 1 is 5, expected 6");
}

TEST_F(Run, refusesStrides) {
  x.strides = {1, 2};
  refused("argument x: dimension 1 has stride 2, expected 1: pass a compact "
          "row-major tensor");
  x.strides = {8, 1};
  refused("argument x: dimension 0 has stride 8, expected 4: pass a compact "
          "row-major tensor");
}

TEST_F(Run, refusesData) {
  x.dl.byte_offset = 2;
  refused("argument x: data is not at a multiple of 4 bytes, as f32 must be");
  x.dl.data = nullptr;
  refused("argument x: data is NULL");
}

TEST_F(Run, refusesOverlaps) {
  sum.dl.data = x.data.data();
  EXPECT_EQ(run(), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "result sum: overlaps with argument x in memory");
  Tensor big({2, 8});
  sum.dl.data = big.data.data();
  pairs.dl.data = big.data.data() + 4;
  EXPECT_EQ(run(), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "result pairs: overlaps with result sum in memory");
}

TEST_F(Run, refusesAliasesThatAreNot) {
  Tensor elsewhere({4});
  DLTensor in[] = {x.dl, y.dl, state.dl};
  DLTensor out[] = {sum.dl, elsewhere.dl, pairs.dl};
  EXPECT_EQ(runOn(in, out), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "result 1: must be the same memory as argument "
                            "state, which it takes over");
}

TEST_F(Run, refusesAliasesThatOtherArgumentsShare) {
  DLTensor in[] = {x.dl, y.dl, state.dl}, out[] = {sum.dl, state.dl, pairs.dl};
  in[2].data = out[1].data = x.data.data() + 4;
  EXPECT_EQ(runOn(in, out), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "result 1: overlaps with argument x in memory");
}

TEST_F(Run, refusesWorkspaces) {
  workspace.bytes = 31;
  refused(
      "workspace: has 31 bytes, but 32 are needed for these sizes: ask query",
      AG_INVALID_WORKSPACE);
  workspace = {scratch + 16, 32, 64};
  refused("workspace: data is not at a multiple of 64 bytes",
          AG_INVALID_WORKSPACE);
  workspace.data = nullptr;
  refused("workspace: is NULL, but 32 bytes are needed: ask query",
          AG_INVALID_WORKSPACE);
  pairs.dl.data = scratch;
  workspace.data = scratch;
  EXPECT_EQ(run(), AG_INVALID_WORKSPACE);
  EXPECT_STREQ(ctx.message, "workspace: overlaps with result pairs in memory");
}

TEST_F(Run, refusesNull) {
  EXPECT_EQ(ag_rt_run(entry, model, nullptr, nullptr, &workspace, &ctx),
            AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "arguments is NULL");
  EXPECT_EQ(ag_rt_run(entry, nullptr, &x.dl, &sum.dl, &workspace, &ctx),
            AG_INVALID_MODEL);
  EXPECT_STREQ(ctx.message, "main: the model is NULL");
}

TEST_F(Run, refusesModelsOfOtherPrograms) {
  entry = fileModule.entries;
  refused("main: the model was loaded by another program, mlp",
          AG_INVALID_MODEL);
}

TEST_F(Run, refusesContexts) {
  ctx.threads = 5;
  refused("context: threads is 5, but the program was compiled for at most 4 "
          "(0 means all of them)",
          AG_INVALID_ARGUMENT);
  ctx.threads = 4;
  for (uint32_t other : {AG_ABI_VERSION - 1, AG_ABI_VERSION + 1}) {
    ctx.abi_version = other;
    refused("", AG_INVALID_CONTEXT);
  }
  ctx.abi_version = AG_ABI_VERSION;
  ctx.size = offsetof(ag_context, device);
  refused("", AG_INVALID_CONTEXT);
  EXPECT_EQ(ag_rt_run(entry, model, &x.dl, &sum.dl, nullptr, nullptr),
            AG_INVALID_CONTEXT);
}

TEST_F(Run, reportsFailuresOfKernels) {
  x.data[0] = NAN;
  refused("gather at mlp.mlir:12: index 7 is outside 0..3", AG_RUNTIME_FAILURE);
}

TEST_F(Run, cutsLongMessages) {
  std::string text(2000, 'a');
  EXPECT_EQ(ag_rt_fail(&ctx, "%s", text.c_str()), AG_RUNTIME_FAILURE);
  EXPECT_EQ(std::string(ctx.message), text.substr(0, AG_MESSAGE_BYTES - 1));
}

struct Query : Run {
  int64_t extents[5] = {};
  ag_workspace need = {scratch, 0, 0};
  int32_t query(int64_t batch, int64_t n, const ag_rt_entry *of) {
    const int64_t dims[] = {batch, n};
    return ag_rt_query(&fileModule, of, &ctx, dims, extents, &need);
  }
};

TEST_F(Query, answers) {
  ASSERT_EQ(query(7, 3, entry), AG_OK);
  EXPECT_EQ(std::vector<int64_t>(extents, extents + 5),
            (std::vector<int64_t>{7, 4, 4, 7, 6}));
  EXPECT_EQ(need.bytes, 112u);
  EXPECT_EQ(need.alignment, 64u);
  EXPECT_EQ(need.data, nullptr);
}

TEST_F(Query, takesNullForWhatIsNotWanted) {
  const int64_t dims[] = {1, 0};
  EXPECT_EQ(ag_rt_query(&fileModule, entry, &ctx, dims, nullptr, nullptr),
            AG_OK);
}

TEST_F(Query, refuses) {
  EXPECT_EQ(query(65, 3, entry), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "argument x: batch is 65, at most 64");
  EXPECT_EQ(query(0, 3, entry), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "argument x: batch is 0, at least 1");
  EXPECT_EQ(query(1, 9, entry), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "argument y: dimension 1 is 9, at most 8");
  for (int64_t n : {8, 7}) {
    EXPECT_EQ(query(1, n, &fileModule.entries[1]), AG_INVALID_ARGUMENT);
    EXPECT_STREQ(ctx.message,
                 "result z: for these sizes it takes 2^63 bytes or more");
  }
  EXPECT_EQ(query(1, 6, &fileModule.entries[1]), AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message,
               "huge: for these sizes the workspace takes 2^63 bytes or more");
  EXPECT_EQ(query(1, 5, &fileModule.entries[1]), AG_RUNTIME_FAILURE);
  EXPECT_STREQ(ctx.message, "ag.iota: a size is -1, less than 0");
}
} // namespace
