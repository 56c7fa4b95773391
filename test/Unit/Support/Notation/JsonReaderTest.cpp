//===- JsonReaderTest.cpp - tests of reading JSON -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/JsonReader.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Returns the members of an object of strings, in order, or the error.
std::string readStrings(llvm::StringRef text) {
  JsonReader json(text);
  std::string result;
  llvm::Error error =
      json.readObject("an object", [&](llvm::StringRef key) -> llvm::Error {
        auto value = json.readString("a string");
        if (!value)
          return value.takeError();
        result += (key + "=" + *value + ";").str();
        return llvm::Error::success();
      });
  if (!error)
    error = json.readEnd();
  return error ? messageOf(std::move(error)) : result;
}

/// Returns the value that `read` gets from a text, or the error.
template <typename Read> std::string outcome(llvm::StringRef text, Read read) {
  JsonReader json(text);
  auto value = read(json);
  return value ? std::to_string(*value) : messageOf(value.takeError());
}
std::string readCount(llvm::StringRef text) {
  return outcome(text,
                 [](JsonReader &json) { return json.readCount("a count"); });
}
std::string readNumber(llvm::StringRef text) {
  return outcome(text,
                 [](JsonReader &json) { return json.readNumber("a number"); });
}

/// Reads the header's example.
std::string readNumbersUnderAB(llvm::StringRef text) {
  JsonReader json(text);
  auto readElement = [&] { return json.readNumber("a number").takeError(); };
  auto readMember = [&](llvm::StringRef) {
    return json.readArray("an array", readElement);
  };
  return messageOf(json.readObject("an object", [&](llvm::StringRef) {
    return json.readObject("an object", readMember);
  }));
}
} // namespace

TEST(JsonReader, MembersKeepTheirOrder) {
  EXPECT_EQ(readStrings(R"( {"z":"1", "a" : "2",
                             "m":"3"} )"),
            "z=1;a=2;m=3;");
  EXPECT_EQ(readStrings("{}"), "");
  EXPECT_EQ(readStrings("\t{ }\r\n"), "");
}

TEST(JsonReader, EscapesAreResolved) {
  EXPECT_EQ(readStrings(R"({"a\"\\":"\u00e9\ud83d\ude00\n"})"),
            "a\"\\=\xc3\xa9\xf0\x9f\x98\x80\n;");
}

TEST(JsonReader, ErrorsNamePathAndPlace) {
  EXPECT_EQ(readNumbersUnderAB("{\"a\": {\"b\": [1,\n  \"2\"]}}"),
            "a.b[1]: expected a number (line 2, column 3)");
  EXPECT_EQ(readNumbersUnderAB("{\"a b\": {\"\": [], \"c\": 3}}"),
            "\"a b\".c: expected an array (line 1, column 23)");
  EXPECT_EQ(readNumbersUnderAB("{\"a\": {\"\\n\": [1 2]}}"),
            "a.\"\\n\": expected ',' or ']' (line 1, column 17)");
  EXPECT_EQ(readNumbersUnderAB("{\"a\": {\"b\": [1,]}}"),
            "a.b[1]: expected a number (line 1, column 16)");
}

TEST(JsonReader, StructureIsChecked) {
  EXPECT_EQ(readStrings(""), "expected an object (line 1, column 1)");
  EXPECT_EQ(readStrings("[]"), "expected an object (line 1, column 1)");
  EXPECT_EQ(readStrings("{"), "expected a key in quotes (line 1, column 2)");
  EXPECT_EQ(readStrings("{a:1}"),
            "expected a key in quotes (line 1, column 2)");
  EXPECT_EQ(readStrings("{1:1}"),
            "expected a key in quotes (line 1, column 2)");
  EXPECT_EQ(readStrings("{\"a\" 1}"),
            "a: expected ':' behind the key (line 1, column 6)");
  EXPECT_EQ(readStrings("{\"a\":}"), "a: expected a string (line 1, column 6)");
  EXPECT_EQ(readStrings("{\"a\":1}"),
            "a: expected a string (line 1, column 6)");
  EXPECT_EQ(readStrings("{\"a\":\"b\""),
            "expected ',' or '}' (line 1, column 9)");
  EXPECT_EQ(readStrings("{\"a\":\"b\"}\n}"),
            "expected the end (line 2, column 1)");
  EXPECT_EQ(readStrings("{\"a\":\"b\",\n \"a\":\"c\"}"),
            "a: stands there twice (line 2, column 2)");
}

TEST(JsonReader, StringsAreChecked) {
  constexpr llvm::StringLiteral place = " (line 1, column 6)";
  for (const char *string : {"\"b", "\"b\\", "\"b\\\"", "\"\\x\"", "\"\\u12\"",
                             "\"\n\"", "\"\xff\""})
    EXPECT_EQ(readStrings(std::string("{\"a\":") + string),
              "a: expected a string; this is no JSON" + place.str());
}

TEST(JsonReader, NumbersAndCounts) {
  EXPECT_EQ(readNumber("-2.5e1"), "-25.000000");
  EXPECT_EQ(readNumber("1e999"), "inf");
  EXPECT_EQ(readNumber("null"), "expected a number (line 1, column 1)");
  EXPECT_EQ(readNumber("--"),
            "expected a number; this is no JSON (line 1, column 1)");
  EXPECT_EQ(readNumber("NaN"), "expected a number (line 1, column 1)");
  EXPECT_EQ(readCount("0"), "0");
  EXPECT_EQ(readCount("2e3"), "2000");
  EXPECT_EQ(readCount("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(readCount("9223372036854774784.0"), "9223372036854774784");
  for (const char *none : {"-1", "0.5", "9223372036854775808", "1e19", "1e999",
                           "9223372036854775808.0", "\"1\""})
    EXPECT_EQ(readCount(none), "expected a count (line 1, column 1)");
}

TEST(JsonReader, NullIsSteppedOver) {
  JsonReader json(" null 7");
  EXPECT_TRUE(json.acceptNull());
  EXPECT_FALSE(json.acceptNull());
  EXPECT_EQ(valueOf(json.readCount("a count")), 7);
  EXPECT_EQ(messageOf(json.readEnd()), "");
}
