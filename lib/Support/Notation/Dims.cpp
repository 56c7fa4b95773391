//===- Dims.cpp - the notations of named dimensions -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/Dims.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

namespace ag {
namespace {
/// Consumes tokens from the front of a text.
class DimParser {
public:
  explicit DimParser(llvm::StringRef text) : text(text), rest(text) {}

  llvm::Expected<llvm::StringRef> name();
  llvm::Expected<int64_t> number();
  llvm::Error token(llvm::StringRef expected);
  llvm::Error end();
  llvm::Error error(const llvm::Twine &message) const;

private:
  llvm::StringRef text, rest;
};
} // namespace

static bool isNameCharacter(char c) { return llvm::isAlnum(c) || c == '_'; }

bool isDimName(llvm::StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, isNameCharacter);
}

llvm::Error DimParser::error(const llvm::Twine &message) const {
  return llvm::createStringError("'" + text + "', column " +
                                 llvm::Twine(text.size() - rest.size() + 1) +
                                 ": " + message);
}

llvm::Expected<llvm::StringRef> DimParser::name() {
  llvm::StringRef name = rest.take_while(isNameCharacter);
  if (!isDimName(name))
    return error("expected a dimension's name: letters, digits and _, not "
                 "beginning with a digit");
  rest = rest.drop_front(name.size());
  return name;
}

llvm::Expected<int64_t> DimParser::number() {
  llvm::StringRef digits = rest.take_while(llvm::isDigit);
  int64_t value = 0;
  if (digits.empty() || digits.getAsInteger(10, value))
    return error("expected a size, a whole number from 0 to 2^63 - 1");
  rest = rest.drop_front(digits.size());
  return value;
}

llvm::Error DimParser::token(llvm::StringRef expected) {
  if (rest.consume_front(expected))
    return llvm::Error::success();
  return error("expected '" + expected + "'");
}

llvm::Error DimParser::end() {
  return rest.empty() ? llvm::Error::success() : error("expected the end");
}

llvm::Expected<DimSize> parseDimSize(llvm::StringRef text) {
  DimParser parser(text);
  llvm::Expected<llvm::StringRef> name = otherDims;
  if (text.starts_with(otherDims))
    llvm::cantFail(parser.token(otherDims));
  else
    name = parser.name();
  if (!name)
    return name.takeError();
  if (llvm::Error error = parser.token("="))
    return error;
  llvm::Expected<int64_t> size = parser.number();
  if (!size)
    return size.takeError();
  if (llvm::Error error = parser.end())
    return error;
  return DimSize{*name, *size};
}

llvm::Expected<std::vector<DimSize>>
parseDimSizes(llvm::ArrayRef<std::string> texts) {
  std::vector<DimSize> sizes;
  llvm::StringSet<> names;
  for (const std::string &text : texts) {
    llvm::Expected<DimSize> dim = parseDimSize(text);
    if (!dim)
      return llvm::createStringError(text + ": " +
                                     llvm::toString(dim.takeError()));
    if (!names.insert(dim->name).second)
      return llvm::createStringError(text + ": " + dim->name +
                                     " has a size already");
    sizes.push_back(*dim);
  }
  return sizes;
}

} // namespace ag
