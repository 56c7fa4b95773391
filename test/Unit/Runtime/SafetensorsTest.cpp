//===- SafetensorsTest.cpp - well and badly formed files ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a file's content read unchanged? Is every ill-formed file refused with a
// message that names the position?
//
//===----------------------------------------------------------------------===//
#include "ag-runtime/Safetensors.h"
#include "TestModule.h"
#include <cstring>
#include <memory>

namespace {
struct Parsed {
  int64_t count;
  std::vector<ag_safetensors_tensor> table;
  std::string message;
};

/// Parses a copy that is exactly as long as the file, so that a sanitizer finds
/// reads past its end.
Parsed parse(const std::string &file, std::unique_ptr<char[]> &copy) {
  copy.reset(new char[file.size()]);
  std::copy(file.begin(), file.end(), copy.get());
  char message[200] = "";
  Parsed parsed;
  parsed.count = ag_safetensors_parse(copy.get(), file.size(), nullptr, 0,
                                      message, sizeof(message));
  if (parsed.count >= 0) {
    parsed.table.resize(parsed.count);
    parsed.count =
        ag_safetensors_parse(copy.get(), file.size(), parsed.table.data(),
                             parsed.count, message, sizeof(message));
  }
  parsed.message = message;
  return parsed;
}

void refused(const std::string &file, const std::string &message) {
  std::unique_ptr<char[]> copy;
  Parsed parsed = parse(file, copy);
  EXPECT_EQ(parsed.count, -1) << file;
  EXPECT_EQ(parsed.message, message) << file;
}

void headerRefused(const std::string &header, const std::string &message) {
  refused(makeSafetensors(header, 8), message);
}

/// Returns a header with one tensor, t, that has these keys.
std::string oneTensor(const std::string &keys) {
  return "{\"t\":{" + keys + "}}";
}

TEST(Safetensors, reads) {
  std::unique_ptr<char[]> copy;
  Parsed parsed = parse(goodWeights(), copy);
  ASSERT_EQ(parsed.count, 3) << parsed.message;
  const ag_safetensors_tensor *w =
      ag_safetensors_find(parsed.table.data(), 3, "w");
  ASSERT_NE(w, nullptr);
  EXPECT_EQ(w->rank, 1);
  EXPECT_EQ(w->shape[0], 4);
  EXPECT_EQ(w->end - w->begin, 16u);
  float first;
  std::memcpy(&first, copy.get() + w->begin, sizeof(first));
  EXPECT_EQ(first, 4.0f);
  EXPECT_EQ(parsed.table[1].rank, 0); // "unused", between b and w
  for (const char *absent : {"", "a", "ba", "x", "__metadata__"})
    EXPECT_EQ(ag_safetensors_find(parsed.table.data(), 3, absent), nullptr);
}

TEST(Safetensors, readsFilesWithoutTensors) {
  std::unique_ptr<char[]> copy;
  for (const char *header : {"{}", "{ }  ", R"({"__metadata__":{}})"})
    EXPECT_EQ(parse(makeSafetensors(header, 0), copy).count, 0) << header;
}

TEST(Safetensors, readsEmptyAndSubByteTensors) {
  std::unique_ptr<char[]> copy;
  Parsed parsed = parse(
      makeSafetensors(
          R"({"e":{"dtype":"F32","shape":[0,9223372036854775807,9],"data_offsets":[0,0]},)"
          R"("f":{"dtype":"F4","shape":[3,2],"data_offsets":[0,3]}})",
          3),
      copy);
  ASSERT_EQ(parsed.count, 2) << parsed.message;
  EXPECT_EQ(parsed.table[1].dtype.bits, 4);
}

TEST(Safetensors, resolvesEscapesInNames) {
  std::unique_ptr<char[]> copy;
  Parsed parsed = parse(
      makeSafetensors(R"({"\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00é":)"
                      R"({"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
                      8),
      copy);
  ASSERT_EQ(parsed.count, 1) << parsed.message;
  const std::string name = "\"\\/\b\f\n\r\t\u00e9\u20ac\U0001f600\u00e9";
  char text[64];
  EXPECT_EQ(ag_safetensors_name(&parsed.table[0], text, sizeof(text)),
            name.size());
  EXPECT_EQ(text, name);
  EXPECT_EQ(ag_safetensors_name(&parsed.table[0], text, 3), name.size());
  EXPECT_STREQ(text, "\"\\");
  EXPECT_NE(ag_safetensors_find(parsed.table.data(), 1, name.c_str()), nullptr);
}

TEST(Safetensors, findsEveryNameOfMany) {
  std::string header = "{";
  for (int i = 0; i < 300; ++i) {
    std::string at = std::to_string(i * 7 % 300);
    header += (i ? "," : "") + ("\"layer." + at + "\":") +
              R"({"data_offsets":[)" + at + "," +
              std::to_string(i * 7 % 300 + 1) +
              R"(],"shape":[1],"dtype":"I8"})";
  }
  std::unique_ptr<char[]> copy;
  Parsed parsed = parse(makeSafetensors(header + "}", 300), copy);
  ASSERT_EQ(parsed.count, 300) << parsed.message;
  uint64_t data = parsed.table[0].begin; // layer.0
  for (uint64_t i = 0; i < 300; ++i) {
    std::string name = "layer." + std::to_string(i);
    auto *tensor = ag_safetensors_find(parsed.table.data(), 300, name.c_str());
    ASSERT_NE(tensor, nullptr) << name;
    EXPECT_EQ(tensor->begin, data + i);
  }
}

TEST(Safetensors, refusesLengths) {
  refused("1234567", "7 bytes are too few for a safetensors file");
  refused("\xff\xff\xff\xff\xff\xff\xff\xff{}",
          "a header of 18446744073709551615 bytes is more than a safetensors "
          "file's 100000000; is this one?");
  refused(
      makeSafetensors("{}", 0).substr(0, 9),
      "the header is 2 bytes long, but the file ends after 1 of them; is it "
      "truncated?");
}

TEST(Safetensors, refusesWhatIsNotJson) {
  headerRefused("", "the header does not begin with '{'");
  headerRefused(" {}", "the header does not begin with '{'");
  headerRefused("[]", "the header does not begin with '{'");
  headerRefused("{", "byte 1 of the header: expected a string");
  headerRefused("{}{", "byte 2 of the header: expected its end");
  headerRefused("{\"a\"", "byte 4 of the header: expected ':'");
  headerRefused("{\"a\":[", "byte 5 of the header: expected '{'");
  headerRefused("{\"a", "byte 3 of the header: expected the string's closing "
                        "quote");
  headerRefused("{\"\\", "byte 2 of the header: expected a valid escape");
  for (const char *escape : {"\\x", "\\u12", "\\u0000", "\\ud800", "\\udc00",
                             "\\ud800\\u0041", "\\u12g4"})
    headerRefused("{\"" + std::string(escape) + "\":",
                  "byte 2 of the header: expected a valid escape");
  for (const char *bytes : {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
                            "\xf4\x90\x80\x80", "\xff", "\xc3", "\xc3("})
    headerRefused("{\"" + std::string(bytes) + "\":",
                  "byte 2 of the header: expected valid UTF-8");
  headerRefused("{\"\n\":",
                "byte 2 of the header: expected no control character in a "
                "string");
}

TEST(Safetensors, refusesMetadata) {
  headerRefused(R"({"__metadata__":{"a":1}})",
                "byte 21 of the header: expected a string");
  headerRefused(R"({"__metadata__":{},"__metadata__":{}})",
                "the header has two __metadata__");
}

TEST(Safetensors, refusesTensors) {
  headerRefused(oneTensor(""), "byte 6 of the header: expected a string");
  headerRefused(oneTensor(R"("dtype":"F33")"),
                "byte 19 of the header: expected a dtype like F32 before here");
  headerRefused(oneTensor(R"("dtype":"F32","dtype":"F32")"),
                "byte 33 of the header: expected each key of a tensor once");
  headerRefused(oneTensor(R"("order":"F")"),
                "byte 14 of the header: expected dtype, shape or data_offsets "
                "before here");
  headerRefused(oneTensor(R"("dtype":"F32")"),
                "byte 20 of the header: expected dtype, shape and data_offsets "
                "before here");
  headerRefused(oneTensor(R"("data_offsets":[1])"),
                "byte 24 of the header: expected two offsets");
  headerRefused(oneTensor(R"("data_offsets":[1,2,3])"),
                "byte 26 of the header: expected two offsets");
  headerRefused(oneTensor(R"("shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1])"),
                "byte 47 of the header: expected at most 16 dimensions");
}

TEST(Safetensors, refusesNumbers) {
  for (const char *number : {"-1", "", "x", "\"1\"", "null", "[1]"})
    headerRefused(oneTensor("\"shape\":[" + std::string(number)),
                  "byte 15 of the header: expected a number in plain digits");
  headerRefused(oneTensor("\"shape\":[01]"),
                "byte 17 of the header: expected a number in plain digits");
  headerRefused(oneTensor("\"shape\":[1.0]"),
                "byte 16 of the header: expected ',' or ']'");
  headerRefused(oneTensor("\"shape\":[1,]"),
                "byte 17 of the header: expected a number in plain digits");
  headerRefused(oneTensor("\"shape\":[9223372036854775808]"),
                "byte 33 of the header: expected a number below 2^63");
}

std::string u8(const std::string &shape, const std::string &offsets,
               const std::string &dtype = "U8") {
  return "{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
         ",\"data_offsets\":" + offsets + "}";
}

TEST(Safetensors, refusesOffsets) {
  headerRefused("{\"t\":" + u8("[9]", "[0,9]") + "}",
                "tensor t: data_offsets [0, 9] are not within the 8 bytes of "
                "data; is the file truncated?");
  headerRefused("{\"t\":" + u8("[2]", "[4,2]") + "}",
                "tensor t: data_offsets [4, 2] are not within the 8 bytes of "
                "data; is the file truncated?");
  const std::string wrong =
      " bytes, which is not what its dtype and shape take";
  headerRefused("{\"t\":" + u8("[7]", "[0,8]") + "}",
                "tensor t: data_offsets [0, 8] are 8" + wrong);
  headerRefused("{\"t\":" + u8("[0]", "[0,8]") + "}",
                "tensor t: data_offsets [0, 8] are 8" + wrong);
  headerRefused("{\"t\":" + u8("[3]", "[0,1]", "F4") + "}",
                "tensor t: data_offsets [0, 1] are 1" + wrong);
  headerRefused("{\"t\":" + u8("[4294967296,4294967296,4294967296]", "[0,0]") +
                    "}",
                "tensor t: data_offsets [0, 0] are 0" + wrong);
}

TEST(Safetensors, refusesTensorsThatShareOrLeaveBytes) {
  headerRefused("{\"a\":" + u8("[5]", "[0,5]") +
                    ",\"b\":" + u8("[4]", "[4,8]") + "}",
                "tensor b: its data overlaps another tensor's");
  headerRefused("{\"a\":" + u8("[3]", "[0,3]") +
                    ",\"b\":" + u8("[4]", "[4,8]") + "}",
                "tensor b: its data begins after a hole that belongs to no "
                "tensor");
  headerRefused("{\"a\":" + u8("[3]", "[0,3]") + "}",
                "the last 5 bytes belong to no tensor");
  headerRefused("{\"a\":" + u8("[4]", "[0,4]") +
                    ",\"\\u0061\":" + u8("[4]", "[4,8]") + "}",
                "tensor a: there are two of that name");
}

TEST(Safetensors, neverNestsDeep) {
  std::string deep(1000000, '[');
  headerRefused(oneTensor("\"shape\":" + deep),
                "byte 15 of the header: expected a number in plain digits");
  headerRefused("{\"__metadata__\":" + std::string(1000000, '{'),
                "byte 17 of the header: expected a string");
}
} // namespace
