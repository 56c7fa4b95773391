//===- PrepareTest.cpp - what load makes of the weights -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does load compute the prepared parameters, or take them from a file that has
// them? Does it refuse the file of another program?
//
//===----------------------------------------------------------------------===//
#include "TestModule.h"

namespace {
struct Prepare : testing::Test {
  ag_context ctx = AG_CONTEXT_INIT;
  ag_rt_model *model = nullptr;

  void TearDown() override { ag_rt_unload(model); }

  /// Loads a file whose tensors have these names and four numbers each, counted
  /// from 0. A tensor "ag.prepared" with the bytes of `label` follows if it is
  /// not empty.
  int32_t load(const std::vector<std::string> &names,
               const std::string &label = "") {
    std::string header = "{";
    size_t bytes = 0;
    for (const std::string &name : names) {
      header +=
          "\"" + name + R"(":{"dtype":"F32","shape":[4],"data_offsets":[)" +
          std::to_string(bytes) + "," + std::to_string(bytes + 16) + "]},";
      bytes += 16;
    }
    std::string size = std::to_string(label.size());
    if (label.empty())
      header.pop_back();
    else
      header += R"("ag.prepared":{"dtype":"U8","shape":[)" + size +
                R"(],"data_offsets":[)" + std::to_string(bytes) + "," +
                std::to_string(bytes + label.size()) + "]}";
    path = writeFile("prepared", makeSafetensors(header + "}", bytes) + label);
    return ag_rt_load(&preparingModule, path.c_str(), &ctx, &model);
  }
  std::vector<float> run() {
    Tensor y({4});
    EXPECT_EQ(ag_rt_run(preparingModule.entries, model, nullptr, &y.dl, nullptr,
                        &ctx),
              AG_OK)
        << ctx.message;
    return y.data;
  }
  void refused(const std::string &label, const std::string &message) {
    EXPECT_EQ(load({"b", "ag.prepared.0"}, label), AG_INVALID_MODEL);
    EXPECT_EQ(ctx.message, path + ": " + message);
    EXPECT_EQ(model, nullptr);
  }
  std::string path;
};

const std::string good = "ag prepared weights 1\nmarch x86-64-v3\n"
                         "load 81dc9bdb52d04dc2\nweights 5f4dcc3b5aa765d6\n  ";

TEST_F(Prepare, computesOfPlainWeights) {
  ASSERT_EQ(load({"b", "w"}), AG_OK) << ctx.message;
  EXPECT_EQ(run(), (std::vector<float>{8, 11, 14, 17}));
}

TEST_F(Prepare, takesWhatAFileHas) {
  // Only the preparation of parameters uses w.
  ASSERT_EQ(load({"b", "ag.prepared.0"}, good), AG_OK) << ctx.message;
  EXPECT_EQ(run(), (std::vector<float>{4, 6, 8, 10}));
}

TEST_F(Prepare, needsAllOfItFromTheFile) {
  EXPECT_EQ(load({"b", "w"}, good), AG_INVALID_MODEL);
  EXPECT_EQ(ctx.message,
            path + ": parameter ag.prepared.0 is missing, the program needs "
                   "f32[4]");
  EXPECT_EQ(load({"ag.prepared.0"}, good), AG_INVALID_MODEL);
  EXPECT_EQ(ctx.message,
            path + ": parameter b is missing, the program needs f32[4]");
}

TEST_F(Prepare, refusesAnothersFile) {
  refused("ag prepared weights 2\n",
          "prepared in format 2, mlp reads format 1");
  refused("anything", "parameter w is missing, the program needs f32[4]");
  refused("ag prepared weights 1\nmarch x86-64-v4\n",
          "prepared for x86-64-v4, mlp was compiled for x86-64-v3");
  refused("ag prepared weights 1\nmarch x86-64-v3\nload 0\n",
          "prepared for another program than mlp: pass the weights that it was "
          "made of, or prepare them again");
  refused("ag prepared weights 1\nmarch " + std::string(100, 'x'),
          "prepared for " + std::string(40, 'x') +
              ", mlp was compiled for x86-64-v3");
}

TEST_F(Prepare, givesBackAllMemoryOnFailure) {
  int failures = 0;
  for (int allocations = 0;; ++allocations, ++failures) {
    Scarce scarce = {allocations, 0};
    ctx.allocate = Scarce::allocate;
    ctx.deallocate = Scarce::deallocate;
    ctx.user = &scarce;
    int32_t status = load({"b", "w"});
    if (status == AG_OK) {
      ag_rt_unload(model);
      model = nullptr;
    }
    EXPECT_EQ(scarce.live, 0);
    if (status == AG_OK)
      break;
    EXPECT_EQ(status, AG_OUT_OF_MEMORY);
  }
  // Load allocates the table of contents, the model and its workspace.
  EXPECT_EQ(failures, 3);
}
} // namespace
