//===- LoadTest.cpp - models and what they are made of --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does load find the weights, refuse files that do not fit, and free all
// memory?
//
//===----------------------------------------------------------------------===//
#include "TestModule.h"
#include <cstdlib>
#include <unistd.h>

namespace {
/// Counts allocations, and fails after `left` of them.
struct Allocator {
  int left = 100, live = 0;
  static void *allocate(void *self, size_t bytes, size_t alignment) {
    auto *a = static_cast<Allocator *>(self);
    if (a->left-- == 0)
      return nullptr;
    ++a->live;
    return std::aligned_alloc(alignment,
                              (bytes + alignment - 1) / alignment * alignment);
  }
  static void deallocate(void *self, void *memory) {
    --static_cast<Allocator *>(self)->live;
    std::free(memory);
  }
};

struct Load : testing::Test {
  ag_context ctx = AG_CONTEXT_INIT;
  ag_rt_model *model = nullptr;
  Allocator allocator;

  void SetUp() override {
    ctx.allocate = Allocator::allocate;
    ctx.deallocate = Allocator::deallocate;
    ctx.user = &allocator;
  }
  void TearDown() override {
    ag_rt_unload(model);
    EXPECT_EQ(allocator.live, 0);
  }
  int32_t load(const std::string &bytes) {
    path = writeFile("weights", bytes);
    return ag_rt_load(&fileModule, path.c_str(), &ctx, &model);
  }
  /// Expects that load fails with the file's path and `message`.
  void refused(const std::string &bytes, const std::string &message) {
    model = reinterpret_cast<ag_rt_model *>(this);
    EXPECT_EQ(load(bytes), AG_INVALID_MODEL);
    EXPECT_EQ(ctx.message, path + ": " + message);
    EXPECT_EQ(model, nullptr);
  }
  /// Returns w + b, the program's result for zeros.
  std::vector<float> addition() {
    Tensor x({1, 4}), y({1, 0}), state({4}), sum({1, 4}), pairs({1, 0});
    for (float &value : x.data)
      value = 0;
    alignas(64) unsigned char scratch[16];
    ag_workspace workspace = {scratch, 16, 64};
    DLTensor in[] = {x.dl, y.dl, state.dl},
             out[] = {sum.dl, state.dl, pairs.dl};
    EXPECT_EQ(ag_rt_run(fileModule.entries, model, in, out, &workspace, &ctx),
              AG_OK)
        << ctx.message;
    return sum.data;
  }
  std::string path;
};

const char *const b =
    R"("b": {"dtype":"F32","shape":[4],"data_offsets":[0,16]})";

std::string withW(const std::string &w) {
  return "{" + std::string(b) + ", \"w\": " + w + "}";
}

TEST_F(Load, mapsWeights) {
  ASSERT_EQ(load(goodWeights()), AG_OK) << ctx.message;
  EXPECT_EQ(addition(), (std::vector<float>{4, 6, 8, 10}));
}

TEST_F(Load, outlivesItsContext) {
  {
    ag_context other = ctx;
    path = writeFile("weights", goodWeights());
    ASSERT_EQ(ag_rt_load(&fileModule, path.c_str(), &other, &model), AG_OK);
  }
  EXPECT_EQ(addition(), (std::vector<float>{4, 6, 8, 10}));
}

TEST_F(Load, usesTheCLibrarysMemoryByDefault) {
  ctx = AG_CONTEXT_INIT;
  ASSERT_EQ(load(goodWeights()), AG_OK) << ctx.message;
  EXPECT_EQ(addition(), (std::vector<float>{4, 6, 8, 10}));
}

TEST_F(Load, copiesWhatLiesAskew) {
  for (size_t pad = 0; pad < 4; ++pad) {
    std::string header =
        withW(R"({"dtype":"F32","shape":[4],"data_offsets":[16,32]})");
    header.append((8 - header.size() % 8) + pad, ' ');
    ASSERT_EQ(load(makeSafetensors(header, 32)), AG_OK) << ctx.message;
    EXPECT_EQ(addition(), (std::vector<float>{4, 6, 8, 10}));
    ag_rt_unload(model);
    model = nullptr;
  }
}

TEST_F(Load, readsEscapedNames) {
  std::string bytes = makeSafetensors(
      R"({"b":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},)"
      R"("\u0077":{"dtype":"F32","shape":[4],"data_offsets":[16,32]}})",
      32);
  EXPECT_EQ(load(bytes), AG_OK) << ctx.message;
}

TEST_F(Load, refusesWeightsThatDoNotFit) {
  refused(makeSafetensors("{" + std::string(b) + "}", 16),
          "parameter w is missing, the program needs f32[4]");
  refused(
      makeSafetensors(
          withW(R"({"dtype":"F64","shape":[4],"data_offsets":[16,48]})"), 48),
      "parameter w is f64[4] in the file, the program needs f32[4]");
  refused(
      makeSafetensors(
          withW(R"({"dtype":"F32","shape":[2,2],"data_offsets":[16,32]})"), 32),
      "parameter w is f32[2, 2] in the file, the program needs f32[4]");
  refused(
      makeSafetensors(
          withW(R"({"dtype":"F32","shape":[],"data_offsets":[16,20]})"), 20),
      "parameter w is f32[] in the file, the program needs f32[4]");
}

TEST_F(Load, refusesEveryTruncation) {
  std::string whole = goodWeights();
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    EXPECT_EQ(load(whole.substr(0, bytes)), AG_INVALID_MODEL) << bytes;
    EXPECT_EQ(model, nullptr);
  }
  refused("", "0 bytes are too few for a safetensors file");
}

TEST_F(Load, refusesFilesThatCannotBeMapped) {
  EXPECT_EQ(ag_rt_load(&fileModule, "/nowhere/w", &ctx, &model),
            AG_INVALID_MODEL);
  EXPECT_STREQ(
      ctx.message,
      "/nowhere/w: cannot open the weights: No such file or directory");
  EXPECT_EQ(ag_rt_load(&fileModule, "/", &ctx, &model), AG_INVALID_MODEL);
  EXPECT_STREQ(ctx.message,
               "/: the weights must be a regular file, which can be mapped");
}

TEST_F(Load, asksForAPathExactlyWhereItIsNeeded) {
  EXPECT_EQ(ag_rt_load(&fileModule, nullptr, &ctx, &model), AG_INVALID_MODEL);
  EXPECT_STREQ(ctx.message,
               "mlp needs a weights file: parameter b is not embedded");
  EXPECT_EQ(ag_rt_load(&embeddedModule, "w", &ctx, &model), AG_INVALID_MODEL);
  EXPECT_STREQ(ctx.message,
               "w: mlp takes no weights file, as its parameters are "
               "embedded: pass NULL");
  EXPECT_EQ(ag_rt_load(&foreignModule, "w", &ctx, &model), AG_INVALID_MODEL);
  EXPECT_STREQ(ctx.message, "w: other takes no weights file, as it has no "
                            "parameters: pass NULL");
}

TEST_F(Load, refusesCpus) {
  EXPECT_EQ(ag_rt_load(&modernModule, nullptr, &ctx, &model),
            AG_UNSUPPORTED_CPU);
  EXPECT_STREQ(ctx.message, "modern was compiled for a CPU with avx4096, which "
                            "this one lacks: compile it for a lower --march");
}

TEST_F(Load, reportsThatMemoryIsOut) {
  for (int allocations : {0, 1}) {
    allocator.left = allocations;
    EXPECT_EQ(load(goodWeights()), AG_OUT_OF_MEMORY);
    EXPECT_EQ(std::string(ctx.message).substr(0, 15), "out of memory: ");
    EXPECT_EQ(model, nullptr);
    EXPECT_EQ(allocator.live, 0);
  }
}

TEST_F(Load, refusesContexts) {
  EXPECT_EQ(ag_rt_load(&embeddedModule, nullptr, nullptr, &model),
            AG_INVALID_CONTEXT);
  EXPECT_EQ(ag_rt_load(&embeddedModule, nullptr, &ctx, nullptr),
            AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "load: the place for the model is NULL");
  ctx.deallocate = nullptr;
  EXPECT_EQ(ag_rt_load(&embeddedModule, nullptr, &ctx, &model),
            AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "context: allocate and deallocate go together, but "
                            "only one is set");
  ctx.size = sizeof(ag_context) - 1;
  EXPECT_EQ(ag_rt_load(&embeddedModule, nullptr, &ctx, &model),
            AG_INVALID_CONTEXT);
}

TEST_F(Load, shortensLongPaths) {
  std::string longPath = std::string(300, 'p') + "/w";
  EXPECT_EQ(ag_rt_load(&fileModule, longPath.c_str(), &ctx, &model),
            AG_INVALID_MODEL);
  EXPECT_EQ(std::string(ctx.message).substr(0, 202),
            std::string(198, 'p') + "/w: ");
}

TEST_F(Load, unloadsNothing) { ag_rt_unload(nullptr); }
} // namespace
