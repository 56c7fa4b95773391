//===- CsvTest.cpp - tests of CSV -----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/Csv.h"
#include "Outcome.h"
#include "gtest/gtest.h"

using namespace ag;

namespace {
/// Returns the rows of a text, with | after each field and / after each row.
std::string read(llvm::StringRef text) {
  std::string result;
  for (const CsvRow &row : valueOf(parseCsv(text))) {
    for (const CsvField &field : row)
      result += field.value() + "|";
    result += "/";
  }
  return result;
}

/// Returns the error's offset and message.
std::string refusal(llvm::StringRef text) {
  std::string result;
  llvm::handleAllErrors(
      parseCsv(text).takeError(), [&](const TextError &error) {
        result = std::to_string(error.at.getPointer() - text.data()) + ": " +
                 error.text;
      });
  return result;
}
} // namespace

TEST(Csv, RowsAndFields) {
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("a,b\nc,d\n"), "a|b|/c|d|/");
  EXPECT_EQ(read("a,b\r\nc,d"), "a|b|/c|d|/");
  EXPECT_EQ(read("\xEF\xBB\xBFid,\n\n\r\n,x"), "id||/|x|/");
}

TEST(Csv, Quotes) {
  EXPECT_EQ(read("\"a,b\",\"c\"\"d\"\n\"\",\"e\nf\""), "a,b|c\"d|/|e\nf|/");
}

TEST(Csv, Refusals) {
  EXPECT_EQ(refusal("a,\"b\n"), "2: this quote is not closed");
  EXPECT_EQ(refusal("\""), "0: this quote is not closed");
  EXPECT_EQ(refusal("\"a\"b"), "3: expected a comma or the end of the line "
                               "after the closing quote");
  EXPECT_EQ(refusal("ab\"c"),
            "2: a quote inside of a field; put the field into "
            "quotes, and write this one twice");
  EXPECT_EQ(refusal("a\rb"), "1: a carriage return without a line feed");
  EXPECT_EQ(refusal(llvm::StringRef("a,b\0c", 5)), "3: a NUL byte");
  EXPECT_EQ(refusal(llvm::StringRef("\"a\0\"", 4)), "2: a NUL byte");
}
