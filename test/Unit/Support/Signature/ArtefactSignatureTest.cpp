//===- ArtefactSignatureTest.cpp - MODULE_info, to and fro ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Signature/ArtefactSignature.h"
#include "Outcome.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Returns a signature with a named, an unnamed and a computed size.
ArtefactSignature makeExample() {
  EntrySignature entry;
  entry.name = "main";
  entry.symbols = {{"batch", 1, 64}, {"", 0, INT64_MAX}};
  entry.arguments = {{"x",
                      ScalarType::BF16,
                      {{SizeSignature::Symbol, 0},
                       {SizeSignature::Symbol, 1},
                       {SizeSignature::Number, 4}}}};
  entry.results = {{"", ScalarType::I1, {{SizeSignature::Computed, 0}}},
                   {"", ScalarType::BF16, {}, /*alias=*/0, GradientOf(0)},
                   {"y",
                    ScalarType::UI8,
                    {},
                    /*alias=*/-1,
                    "w\"1",
                    /*originalName=*/"y.1"}};
  entry.kernels = {{"main$block", "m.mlir", 3, 8, "ceildiv(batch, 2)", 256,
                    /*sharedBytes=*/1024, std::monostate(), int64_t(12)},
                   {"main$copy"}};
  return {"mlp",
          {entry},
          {{"w\"1", ScalarType::UI8, {}}},
          /*march=*/"sm_80",
          /*threads=*/4,
          /*isForCuda=*/true,
          /*sanitizesAddress=*/false,
          /*embedsParameters=*/false,
          std::nullopt};
}

std::string replaced(std::string text, llvm::StringRef from,
                     llvm::StringRef to) {
  size_t place = text.find(from.str());
  EXPECT_NE(place, std::string::npos) << from.str() << " in " << text;
  return text.replace(place, from.size(), to.str());
}

TEST(ArtefactSignature, ReadsWhatItWrites) {
  std::string text = formatInfo(makeExample());
  ArtefactSignature artefact = valueOf(parseInfo(text));
  EXPECT_EQ(formatInfo(artefact), text);
  const EntrySignature &entry = artefact.entries.at(0);
  EXPECT_EQ(entry.symbols[1].greatest, INT64_MAX);
  EXPECT_EQ(spellSymbol(entry, 1), "#1");
  EXPECT_EQ(entry.arguments[0].type, ScalarType::BF16);
  EXPECT_EQ(entry.arguments[0].dims[1].kind, SizeSignature::Symbol);
  EXPECT_EQ(entry.arguments[0].dims[1].value, 1);
  EXPECT_EQ(entry.results[0].dims[0].kind, SizeSignature::Computed);
  EXPECT_EQ(entry.results[0].originalName, "");
  EXPECT_EQ(entry.results[2].originalName, "y.1");
  EXPECT_EQ(entry.results[0].gradientOf, std::nullopt);
  EXPECT_EQ(entry.results[1].gradientOf, GradientOf(0));
  EXPECT_EQ(entry.results[2].gradientOf, GradientOf("w\"1"));
  EXPECT_EQ(artefact.parameters[0].name, "w\"1");
  EXPECT_EQ(artefact.march, "sm_80");
  EXPECT_EQ(artefact.threads, 4);
  EXPECT_TRUE(artefact.isForCuda);
  EXPECT_EQ(entry.kernels.at(0).grid, SizeFormula("ceildiv(batch, 2)"));
  EXPECT_EQ(entry.kernels[0].sharedBytes, 1024);
  EXPECT_EQ(entry.kernels[0].flops, SizeFormula());
  EXPECT_EQ(entry.kernels[0].bytes, SizeFormula(int64_t(12)));
  EXPECT_EQ(entry.kernels.at(1).line, 0);
  EXPECT_EQ(entry.kernels[1].sharedBytes, std::nullopt);
}

TEST(ArtefactSignature, MarksParametersThatOnlyLoadReads) {
  ArtefactSignature artefact = makeExample();
  artefact.parameters.push_back({"w2", ScalarType::UI8, {}});
  artefact.entries[0].parameters = {artefact.parameters[0]};
  EXPECT_EQ(formatInfo(artefact).find("only_load"), std::string::npos);
  artefact.load = LoadSignature();
  std::string text = formatInfo(artefact);
  EXPECT_NE(text.find(R"([{"name":"w\"1","dtype":"uint8","dims":[]},)"
                      R"({"name":"w2","dtype":"uint8","dims":[],)"
                      R"("only_load":true}])"),
            std::string::npos)
      << text;
}

TEST(ArtefactSignature, ReadsInfoWithoutKernels) {
  std::string text = formatInfo(makeExample());
  size_t begin = text.find(",\"kernels\":["), end = text.find(']', begin);
  text.erase(begin, end + 1 - begin);
  EXPECT_TRUE(valueOf(parseInfo(text)).entries.at(0).kernels.empty());
  ArtefactSignature example = makeExample();
  example.isForCuda = false;
  EXPECT_EQ(formatInfo(example).find("kernels"), std::string::npos);
}

TEST(ArtefactSignature, RefusesEverythingElse) {
  std::string text = formatInfo(makeExample());
  auto changed = [&](llvm::StringRef from, llvm::StringRef to) {
    return messageOf(parseInfo(replaced(text, from, to)));
  };
  EXPECT_EQ(changed("\"bfloat16\"", "\"complex64\""),
            "expected numpy's name of an element type at "
            "info.entries[0].arguments[0].dtype");
  EXPECT_EQ(changed("[\"batch\",", "[\"other\","),
            "expected a size, a symbol of the entry, or null at "
            "info.entries[0].arguments[0].dims[0]");
  EXPECT_EQ(changed("\"#1\",4]", "\"#1\",-4]"),
            "expected a size, a symbol of the entry, or null at "
            "info.entries[0].arguments[0].dims[2]");
  EXPECT_EQ(changed("\"least\":1", "\"least\":1.5"),
            "expected an integer at info.entries[0].symbols[0].least");
  EXPECT_EQ(changed("\"gradient_of\":0", "\"gradient_of\":0.5"),
            "expected an integer or a text at "
            "info.entries[0].results[1].gradient_of");
  EXPECT_EQ(changed("\"original_name\":\"y.1\"", "\"original_name\":1"),
            "expected a text at info.entries[0].results[2].original_name");
  EXPECT_EQ(changed("\"grid\":\"ceildiv(batch, 2)\"", "\"grid\":[]"),
            "expected a number, a formula or null at "
            "info.entries[0].kernels[0].grid");
  EXPECT_EQ(changed("\"threads\":256", "\"threads\":\"all\""),
            "expected integer at info.entries[0].kernels[0].threads");
  EXPECT_EQ(changed("\"march\"", "\"machine\""),
            "expected a text at info.march");
  EXPECT_EQ(changed("\"parameters\"", "\"weights\""),
            "expected a list at info.parameters");
  EXPECT_EQ(messageOf(parseInfo("[]")), "expected an object when parsing info");
  EXPECT_NE(messageOf(parseInfo("{")), "");
}

TEST(ArtefactSignature, NamesCalls) {
  ArtefactSignature artefact = makeExample();
  EXPECT_EQ(getCallName(artefact, artefact.entries[0], "run"), "mlp_run");
  artefact.entries.push_back(artefact.entries[0]);
  artefact.entries[1].name = "f.grad";
  EXPECT_EQ(getCallName(artefact, artefact.entries[1], "query"),
            "mlp_f_grad_query");
  EXPECT_EQ(mangle("8x-y.so"), "_8x_y_so");
  EXPECT_EQ(mangle(""), "_");
  EXPECT_EQ(mangle("\u30e2\u30c7\u30eb"), "_u30E2_u30C7_u30EB");
  EXPECT_EQ(mangle("\u5225\u306e-\u7269"), "_u5225_u306E__u7269");
  EXPECT_EQ(mangle("na\u00efve"), "na_u00EFve");
  EXPECT_EQ(mangle("\U0001f600"), "_u1F600");
  // Bytes that are not UTF-8, and a truncated character
  EXPECT_EQ(mangle("a\xff\xe3\x83"), "a___");
}

TEST(PlannedSizeTest, IsTheGreatestOrAssumed) {
  EXPECT_EQ(getPlannedSize({"n", 1, 32}), 32);
  EXPECT_EQ(getPlannedSize({"n", 1, 1 << 20}), 1 << 20);
  EXPECT_EQ(getPlannedSize({"n", 0, INT64_MAX}), assumedSize);
  EXPECT_EQ(getPlannedSize({"n", 4096, INT64_MAX}), 4096);
}
} // namespace
