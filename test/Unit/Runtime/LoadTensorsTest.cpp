//===- LoadTensorsTest.cpp - models of tensors in memory ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does load take tensors where they are, find them by name, and refuse those
// that do not fit?
//
//===----------------------------------------------------------------------===//
#include "TestModule.h"
#include "ag-runtime/Model.h"
#include <algorithm>
#include <cstring>

namespace {
constexpr DLDataType f32 = {kDLFloat, 32, 1};
const int64_t four[] = {4};

struct LoadTensors : testing::Test {
  ag_context ctx = AG_CONTEXT_INIT;
  ag_rt_model *model = nullptr;
  alignas(64) float b[4] = {0, 1, 2, 3}, w[4] = {4, 5, 6, 7};
  /// The order is not that of the module's parameters.
  std::vector<ag_named_tensor> tensors = {{"w", f32, 1, four, w},
                                          {"x", f32, -3, nullptr, nullptr},
                                          {"b", f32, 1, four, b}};

  void TearDown() override { ag_rt_unload(model); }

  int32_t load(const ag_rt_module &module = fileModule) {
    return ag_rt_load_tensors(&module, tensors.data(), tensors.size(), &ctx,
                              &model);
  }
  const float *parameter(int64_t number) {
    return static_cast<const float *>(model->parameters[number]);
  }
  /// Expects that load fails with `message`.
  void refused(const std::string &message, int32_t status = AG_INVALID_MODEL,
               const ag_rt_module &module = fileModule) {
    model = reinterpret_cast<ag_rt_model *>(this);
    EXPECT_EQ(load(module), status);
    EXPECT_EQ(ctx.message, message);
    EXPECT_EQ(model, nullptr);
  }
};

TEST_F(LoadTensors, leavesThemWhereTheyAre) {
  ASSERT_EQ(load(), AG_OK) << ctx.message;
  EXPECT_EQ(parameter(0), b);
  EXPECT_EQ(parameter(1), w);
  EXPECT_EQ(model->mapping, nullptr);
}

TEST_F(LoadTensors, needsNeitherTheArrayNorTheNamesLater) {
  std::string name = "w";
  tensors[0].name = name.c_str();
  ASSERT_EQ(load(), AG_OK) << ctx.message;
  name = "?";
  tensors.clear();
  tensors.shrink_to_fit();
  EXPECT_EQ(parameter(1)[3], 7);
}

TEST_F(LoadTensors, copiesThoseThatAreMisaligned) {
  alignas(4) char bytes[20];
  for (size_t shift = 0; shift <= 4; ++shift) {
    std::memcpy(bytes + shift, w, sizeof(w));
    tensors[0].data = bytes + shift;
    ASSERT_EQ(load(), AG_OK) << ctx.message;
    EXPECT_EQ(parameter(1) == tensors[0].data, shift % 4 == 0);
    EXPECT_TRUE(std::equal(std::begin(w), std::end(w),
                           static_cast<const float *>(parameter(1))));
    EXPECT_EQ(parameter(0), b);
    ag_rt_unload(model);
    model = nullptr;
  }
}

TEST_F(LoadTensors, findsThemAmongMany) {
  std::vector<std::string> names;
  for (int number = 0; number < 1000; ++number)
    names.push_back("n" + std::to_string(number * 7919 % 1000));
  for (const std::string &name : names)
    tensors.push_back({name.c_str(), f32, 1, four, b});
  ASSERT_EQ(load(), AG_OK) << ctx.message;
  EXPECT_EQ(parameter(0), b);
  EXPECT_EQ(parameter(1), w);
}

TEST_F(LoadTensors, preparesParameters) {
  ASSERT_EQ(load(preparingModule), AG_OK) << ctx.message;
  EXPECT_EQ(parameter(0), b);
  EXPECT_EQ(parameter(2)[0], 8);
  EXPECT_EQ(parameter(2)[3], 14);
}

TEST_F(LoadTensors, takesPreparedParameters) {
  std::string label = "ag prepared weights 1\nmarch x86-64-v3\n"
                      "load 81dc9bdb52d04dc2\n";
  auto bytes = int64_t(label.size());
  tensors = {{"ag.prepared.0", f32, 1, four, w},
             {"ag.prepared", {kDLUInt, 8, 1}, 1, &bytes, label.data()},
             {"b", f32, 1, four, b}};
  ASSERT_EQ(load(preparingModule), AG_OK) << ctx.message;
  EXPECT_EQ(parameter(2), w);
  ag_rt_unload(model);
  label[20] = '2';
  refused("load_tensors: prepared in format 2, mlp reads format 1",
          AG_INVALID_MODEL, preparingModule);
  // Neither of these is a label.
  bytes = -1;
  refused("load_tensors: parameter w is missing, the program needs f32[4]",
          AG_INVALID_MODEL, preparingModule);
  tensors[1].shape = nullptr;
  refused("load_tensors: parameter w is missing, the program needs f32[4]",
          AG_INVALID_MODEL, preparingModule);
}

TEST_F(LoadTensors, refusesThoseThatDoNotFit) {
  tensors.pop_back();
  refused("load_tensors: parameter b is missing, the program needs f32[4]");
  tensors.clear();
  refused("load_tensors: parameter b is missing, the program needs f32[4]");
  const int64_t other[] = {2, 2};
  const ag_named_tensor good = {"b", f32, 1, four, b};
  auto refusedB = [&](ag_named_tensor tensor, const std::string &what) {
    tensors = {{"w", f32, 1, four, w}, tensor};
    refused("load_tensors: " + what);
  };
  std::string end = " in memory, the program needs f32[4]";
  refusedB({"b", {kDLFloat, 64, 1}, 1, four, b}, "parameter b is f64[4]" + end);
  refusedB({"b", f32, 2, other, b}, "parameter b is f32[2, 2]" + end);
  refusedB({"b", f32, 1, other, b}, "parameter b is f32[2]" + end);
  refusedB({"b", f32, 0, nullptr, b}, "parameter b is f32[]" + end);
  refusedB({"b", f32, -1, four, b},
           "parameter b is f32 of rank -1 without a shape" + end);
  refusedB({"b", f32, 1, nullptr, b},
           "parameter b is f32 of rank 1 without a shape" + end);
  refusedB({"b", {kDLFloat, 32, 2}, 1, four, b},
           "parameter b is DLPack's type code 2 of 32 bits in 2 lanes[4]" +
               end);
  refusedB({"b", f32, 1, four, nullptr}, "the data of parameter b is NULL");
  tensors = {good, {"w", f32, 1, four, w}, good};
  refused("load_tensors: two tensors are called b");
}

TEST_F(LoadTensors, refusesWhatIsNoArray) {
  EXPECT_EQ(ag_rt_load_tensors(&fileModule, nullptr, 3, &ctx, &model),
            AG_INVALID_ARGUMENT);
  EXPECT_STREQ(ctx.message, "load_tensors: the array of 3 tensors is NULL");
  tensors[1].name = nullptr;
  refused("load_tensors: the name of tensor 1 is NULL", AG_INVALID_ARGUMENT);
  EXPECT_EQ(ag_rt_load_tensors(&fileModule, tensors.data(), 3, nullptr, &model),
            AG_INVALID_CONTEXT);
  EXPECT_EQ(ag_rt_load_tensors(&fileModule, tensors.data(), 3, &ctx, nullptr),
            AG_INVALID_ARGUMENT);
}

TEST_F(LoadTensors, areRefusedWhereNoneAreNeeded) {
  refused("load_tensors: mlp takes no tensors, as its parameters are "
          "embedded: pass none",
          AG_INVALID_MODEL, embeddedModule);
  refused("load_tensors: other takes no tensors, as it has no parameters: "
          "pass none",
          AG_INVALID_MODEL, foreignModule);
  for (const ag_rt_module *module : {&embeddedModule, &foreignModule}) {
    ASSERT_EQ(ag_rt_load_tensors(module, nullptr, 0, &ctx, &model), AG_OK);
    ag_rt_unload(model);
  }
  model = nullptr;
}

TEST_F(LoadTensors, reportsThatMemoryIsOut) {
  for (int allocations : {0, 1}) {
    Scarce scarce = {allocations, 0};
    ctx.allocate = Scarce::allocate;
    ctx.deallocate = Scarce::deallocate;
    ctx.user = &scarce;
    EXPECT_EQ(load(), AG_OUT_OF_MEMORY);
    EXPECT_EQ(std::string(ctx.message).substr(0, 15), "out of memory: ");
    EXPECT_EQ(model, nullptr);
    EXPECT_EQ(scarce.live, 0);
  }
}
} // namespace
