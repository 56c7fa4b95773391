//===- Csv.cpp - rows of fields between commas ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/Csv.h"
#include "llvm/ADT/Twine.h"

namespace ag {

char TextError::ID = 0;

std::string CsvField::value() const {
  if (!raw.starts_with('"'))
    return raw.str();
  std::string value;
  for (llvm::StringRef rest = raw.drop_front().drop_back(); !rest.empty();) {
    value += rest.front();
    rest = rest.drop_front(rest.starts_with("\"\"") ? 2 : 1);
  }
  return value;
}

namespace {
class Parser {
public:
  explicit Parser(llvm::StringRef text) : rest(text) {}

  llvm::Expected<std::vector<CsvRow>> parse();

private:
  llvm::Expected<CsvField> parseField();
  llvm::Expected<size_t> lengthOfQuoted() const;
  bool consumeLineEnd() {
    return rest.consume_front("\n") || rest.consume_front("\r\n");
  }
  llvm::Error refuse(llvm::StringRef at, const llvm::Twine &message) const {
    return llvm::make_error<TextError>(llvm::SMLoc::getFromPointer(at.begin()),
                                       message);
  }

  llvm::StringRef rest;
};
} // namespace

/// Returns the length of the quoted field at the front, with both quotes.
llvm::Expected<size_t> Parser::lengthOfQuoted() const {
  for (size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] != '"')
      continue;
    if (at + 1 == rest.size() || rest[at + 1] != '"')
      return at + 1;
    ++at;
  }
  return refuse(rest, "this quote is not closed");
}

llvm::Expected<CsvField> Parser::parseField() {
  size_t length = rest.find_first_of(llvm::StringRef(",\"\r\n\0", 5));
  if (rest.starts_with('"')) {
    llvm::Expected<size_t> quoted = lengthOfQuoted();
    if (!quoted)
      return quoted.takeError();
    length = *quoted;
  }
  CsvField field(rest.take_front(length));
  if (size_t at = field.written().find('\0'); at != llvm::StringRef::npos)
    return refuse(field.written().drop_front(at), "a NUL byte");
  rest = rest.drop_front(field.written().size());
  if (rest.empty() || rest.front() == ',' || rest.front() == '\n' ||
      rest.starts_with("\r\n"))
    return field;
  if (rest.front() == '\0')
    return refuse(rest, "a NUL byte");
  if (rest.front() == '\r')
    return refuse(rest, "a carriage return without a line feed");
  return refuse(rest, field.written().starts_with('"')
                          ? "expected a comma or the end of the line after the "
                            "closing quote"
                          : "a quote inside of a field; put the field into "
                            "quotes, and write this one twice");
}

llvm::Expected<std::vector<CsvRow>> Parser::parse() {
  rest.consume_front("\xEF\xBB\xBF");
  std::vector<CsvRow> rows;
  while (!rest.empty()) {
    if (consumeLineEnd())
      continue;
    CsvRow &row = rows.emplace_back();
    do {
      llvm::Expected<CsvField> field = parseField();
      if (!field)
        return field.takeError();
      row.push_back(*field);
    } while (rest.consume_front(","));
    consumeLineEnd();
  }
  return rows;
}

llvm::Expected<std::vector<CsvRow>> parseCsv(llvm::StringRef text) {
  return Parser(text).parse();
}

} // namespace ag
