//===- ShardFileTest.cpp - tests of what a file says of a sharding --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/ShardFile.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
using Dims = std::vector<ShardPins::Dim>;
using Axes = std::vector<std::string>;

std::string fileRefusal(llvm::StringRef json) {
  return messageOf(parseShardFile(json));
}

/// Returns the mesh axes of a SPEC and a file, or the error.
std::string readMesh(llvm::StringRef spec, llvm::StringRef json) {
  auto mesh =
      meshOf(valueOf(parseShardSpec(spec)), valueOf(parseShardFile(json)));
  if (!mesh)
    return messageOf(mesh.takeError());
  std::string axes;
  for (const MeshAxis &axis : mesh->getAxes())
    axes += axis.name + std::to_string(axis.size) + ";";
  return axes;
}

constexpr llvm::StringLiteral example = R"({
 "mesh": {
  "dp": 2,
  "tp": 4
 },
 "links": {
  "tp": [5e-06, 1e+11]
 },
 "bucket_bytes": 67108864,
 "arguments": {
  "x": [["dp"], null, []],
  "1": null
 },
 "parameters": {
  "layer0.w": [[], ["tp"]]
 },
 "results": {
  "0": [["dp","tp"]]
 },
 "@loss": {
  "arguments": {
   "x": []
  }
 },
 "@f": {}
}
)";
} // namespace

TEST(ShardFile, IsReadInItsOrder) {
  ShardFile file = valueOf(parseShardFile(example));
  EXPECT_EQ(file.mesh, std::vector<ShardAxis>({{"dp", 2}, {"tp", 4}}));
  EXPECT_EQ(file.links,
            std::vector<ShardFile::Link>({{"tp", MeshLink{5e-6, 1e11}}}));
  EXPECT_EQ(file.bucketBytes, 67108864);
  ShardPins pins;
  pins.arguments = {{"x", Dims{Axes{"dp"}, std::nullopt, Axes{}}},
                    {"1", std::nullopt}};
  pins.parameters = {{"layer0.w", Dims{Axes{}, Axes{"tp"}}}};
  pins.results = {{"0", Dims{Axes{"dp", "tp"}}}};
  EXPECT_EQ(file.pins, pins);
  ShardPins loss;
  loss.arguments = {{"x", Dims{}}};
  EXPECT_EQ(file.entries, std::vector<ShardFile::Entry>(
                              {{"loss", loss}, {"f", ShardPins{}}}));
}

TEST(ShardFile, EachKeyMayBeMissing) {
  EXPECT_EQ(valueOf(parseShardFile("{}")), ShardFile());
  EXPECT_EQ(valueOf(parseShardFile(R"({"links": {}, "arguments": {}})")),
            ShardFile());
  EXPECT_EQ(writeShardFile({}), "{}\n");
}

TEST(ShardFile, IsWrittenAsItIsRead) {
  EXPECT_EQ(writeShardFile(valueOf(parseShardFile(example))), example);
  ShardFile file;
  file.mesh = {{"z", 2}, {"a", 3}};
  file.links = {{"a", {0, 1.0 / 3}}, {"z", {5e-324, 1.7976931348623157e308}}};
  file.bucketBytes = INT64_MAX;
  file.pins.results = {{"a \"b\"\n\xc3\xa9", Dims{std::nullopt}}};
  EXPECT_EQ(valueOf(parseShardFile(writeShardFile(file))), file);
}

TEST(ShardFile, PlansAreReadAndWritten) {
  std::string text = R"({"plan": [{"op": "ag.exp", "loops": [["x"], []], )"
                     R"("groups": [["y", "z"]]}, {"op": "carried"}]})";
  ShardFile file = valueOf(parseShardFile(text));
  ASSERT_EQ(file.plan->size(), 2u);
  EXPECT_EQ(file.plan->front().op, "ag.exp");
  EXPECT_EQ(file.plan->front().loops, (ShardFile::Step::Lists{{"x"}, {}}));
  EXPECT_EQ(file.plan->front().groups, (ShardFile::Step::Lists{{"y", "z"}}));
  EXPECT_EQ(valueOf(parseShardFile(writeShardFile(file))), file);
  EXPECT_EQ(fileRefusal(R"({"plan": [{"loops": [["x"], ["x"]]}]})"),
            "plan[0].loops[1][0]: 'x' stands here already (line 1, column 30)");
  EXPECT_EQ(fileRefusal(R"({"plan": [{"loop": []}]})"),
            "plan[0].loop: no such key; expected op, loops or groups (line 1, "
            "column 12)");
}

TEST(ShardFile, KeysAreThoseListed) {
  EXPECT_EQ(fileRefusal(R"({"argument": {}})"),
            "argument: no such key; expected mesh, links, bucket_bytes, "
            "arguments, parameters, results, plan, or @ and an entry's name "
            "(line 1, column 2)");
  EXPECT_NE(fileRefusal(R"({"@": {}})").find("@: no such key"),
            std::string::npos);
  EXPECT_EQ(fileRefusal(R"({"@f": {"mesh": {}}})"),
            "@f.mesh: no such key; expected arguments, parameters or results "
            "(line 1, column 9)");
  EXPECT_EQ(fileRefusal(R"({"results": {}, "results": {}})"),
            "results: stands there twice (line 1, column 17)");
  EXPECT_EQ(
      fileRefusal(R"({"arguments": {"": null}})"),
      "arguments.\"\": expected a tensor's name or number (line 1, column "
      "16)");
}

TEST(ShardFile, ValuesAreOfTheirTypes) {
  EXPECT_EQ(fileRefusal("[]"), "expected an object (line 1, column 1)");
  EXPECT_EQ(fileRefusal("{} x"), "expected the end (line 1, column 4)");
  EXPECT_EQ(fileRefusal(R"({"@f": []})"),
            "@f: expected an object (line 1, column 8)");
  EXPECT_EQ(fileRefusal(R"({"arguments": [["x"]]})"),
            "arguments: expected an object of tensors (line 1, column 15)");
  EXPECT_EQ(fileRefusal(R"({"arguments": {"x": "y"}})"),
            "arguments.x: expected null, or a list of axes, or null, for each "
            "dimension (line 1, column 21)");
  EXPECT_EQ(fileRefusal(R"({"arguments": {"x": [null, "y"]}})"),
            "arguments.x[1]: expected a list of axes, or null (line 1, column "
            "28)");
  EXPECT_EQ(fileRefusal(R"({"@f": {"results": {"0": [[], ["y", 3]]}}})"),
            "@f.results.0[1][1]: expected an axis's name (line 1, column 37)");
  EXPECT_EQ(fileRefusal(R"({"results": {"0": [["x y"]]}})"),
            "results.0[0][0]: expected an axis's name (line 1, column 21)");
}

TEST(ShardFile, AnAxisSplitsATensorOnce) {
  EXPECT_EQ(fileRefusal(R"({"results": {"0": [["x"], ["y", "x"]]}})"),
            "results.0[1][1]: 'x' stands here already (line 1, column "
            "33)");
  EXPECT_EQ(fileRefusal(R"({"results": {"0": [["x"]], "1": [["x"]]}})"), "");
}

TEST(ShardFile, MeshesHaveAxesOf1OrMore) {
  EXPECT_EQ(fileRefusal(R"({"mesh": [["x", 2]]})"),
            "mesh: expected an object of axes (line 1, column 10)");
  EXPECT_EQ(fileRefusal(R"({"mesh": {}})"),
            "mesh: expected an axis or more (line 1, column 11)");
  EXPECT_EQ(fileRefusal(R"({"mesh": {"2x": 2}})"),
            "mesh.2x: expected an axis's name, of letters, digits and _, which "
            "begins with no digit (line 1, column 11)");
  EXPECT_EQ(fileRefusal(R"({"mesh": {"x": 0}})"),
            "mesh.x: expected 1 or more ranks (line 1, column 16)");
  for (const char *none : {"-1", "1.5", "\"2\"", "1e99"})
    EXPECT_EQ(fileRefusal(std::string(R"({"mesh": {"x": )") + none + "}}"),
              "mesh.x: expected how many ranks the axis has (line 1, column "
              "16)");
  EXPECT_EQ(fileRefusal(R"({"mesh": {"x": 2, "x": 2}})"),
            "mesh.x: stands there twice (line 1, column 19)");
}

TEST(ShardFile, LinksAreTwoNumbers) {
  auto link = [](std::string text) {
    return fileRefusal(R"({"links": {"x": )" + text + "}}");
  };
  EXPECT_EQ(link("3"),
            "links.x: expected [seconds, bytes a second] (line 1, column 17)");
  EXPECT_EQ(link("[]"),
            "links.x: expected [seconds, bytes a second] (line 1, column 18)");
  EXPECT_EQ(link("[0]"),
            "links.x: expected [seconds, bytes a second] (line 1, column 19)");
  EXPECT_EQ(link("[0, 1, 2]"),
            "links.x[2]: expected no third number (line 1, column 24)");
  EXPECT_EQ(link("[-1e-9, 1]"),
            "links.x[0]: expected seconds, 0 or more (line 1, column 18)");
  EXPECT_EQ(link("[null, 1]"),
            "links.x[0]: expected seconds, 0 or more (line 1, column 18)");
  for (const char *none : {"0", "-1", "1e999", "1e-999", "\"1\""})
    EXPECT_EQ(link(std::string("[0, ") + none + "]"),
              "links.x[1]: expected bytes a second, more than 0 (line 1, "
              "column 21)");
}

TEST(ShardFile, ALinkOfNegativeZeroSecondsIsWrittenTheSameTwice) {
  std::string written =
      writeShardFile(valueOf(parseShardFile(R"({"links": {"x": [-0.0, 1]}})")));
  EXPECT_NE(written.find("[0, 1]"), std::string::npos) << written;
  EXPECT_EQ(writeShardFile(valueOf(parseShardFile(written))), written);
}

TEST(ShardFile, BucketsHave0BytesOrMore) {
  EXPECT_EQ(valueOf(parseShardFile(R"({"bucket_bytes": 0})")).bucketBytes, 0);
  for (const char *none : {"-1", "0.5", "9223372036854775808", "null"})
    EXPECT_EQ(fileRefusal(std::string(R"({"bucket_bytes": )") + none + "}"),
              "bucket_bytes: expected bytes, 0 or more, below 2^63 (line 1, "
              "column 18)");
}

TEST(ShardFile, NoDepthIsTooMuch) {
  std::string deep(1 << 20, '[');
  EXPECT_EQ(fileRefusal(deep), "expected an object (line 1, column 1)");
  EXPECT_EQ(fileRefusal(R"({"results": {"0": )" + deep),
            "results.0[0][0]: expected an axis's name (line 1, column 21)");
}

TEST(ShardFile, TheMeshIsAskedForOrTheFiles) {
  EXPECT_EQ(readMesh("dp2,x=3", "{}"), "dp2;x3;");
  EXPECT_EQ(readMesh("@f", R"({"mesh": {"z": 2, "a": 3}})"), "z2;a3;");
  EXPECT_EQ(readMesh("dp2,tp4,@f", R"({"mesh": {"dp": 2, "tp": 4}})"),
            "dp2;tp4;");
  EXPECT_EQ(readMesh("dp2,tp4,@f", R"({"mesh": {"tp": 4, "dp": 2}})"),
            "mesh: is tp=4,dp=2; asked for is dp=2,tp=4");
  EXPECT_EQ(readMesh("dp2,@f", R"({"mesh": {"dp": 4}})"),
            "mesh: is dp=4; asked for is dp=2");
  EXPECT_EQ(readMesh("@f", "{}"), "there is no mesh; expected axes, as in "
                                  "dp2,tp4, or a file's \"mesh\"");
  EXPECT_EQ(readMesh("@f", R"({"mesh": {"x": 256, "y": 257}})"),
            "a mesh of more than 65536 ranks");
}

TEST(ShardFile, TheMeshHasTheFilesLinks) {
  ShardFile file = valueOf(parseShardFile(R"({"links": {"tp": [1e-6, 1e9]}})"));
  Mesh mesh = valueOf(meshOf(valueOf(parseShardSpec("dp2,tp4")), file));
  EXPECT_EQ(mesh.getAxes()[0].link, std::nullopt);
  EXPECT_EQ(mesh.getAxes()[1].link, (MeshLink{1e-6, 1e9}));
}

TEST(ShardFile, AxesThatTheMeshHasNotAreNamed) {
  EXPECT_EQ(readMesh("x=2,y=2", R"({"links": {"q": [0, 1]}})"),
            "links.q: the mesh has no axis 'q'; it has x, y");
  EXPECT_EQ(readMesh("x=2", R"({"arguments": {"a": [null, ["q"]]}})"),
            "arguments.a[1]: the mesh has no axis 'q'; it has x");
  EXPECT_EQ(readMesh("@f", R"({"parameters": {"a b": [["q"]]},
                               "mesh": {"x": 2}})"),
            "parameters.\"a b\"[0]: the mesh has no axis 'q'; it has x");
  EXPECT_EQ(readMesh("x=2", R"({"@f": {"results": {"0": [["x"], ["q"]]}}})"),
            "@f.results.0[1]: the mesh has no axis 'q'; it has x");
  EXPECT_EQ(readMesh("x=2", R"({"arguments": {"a": null, "b": [["x"]]}})"),
            "x2;");
}
