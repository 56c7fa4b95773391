//===- JsonReader.cpp - JSON as its reader expects it ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/JsonReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;
using llvm::json::Value;

namespace ag {

std::string spellJsonKey(StringRef key) {
  auto isPlain = [](char c) {
    return llvm::isAlnum(c) || StringRef("_.@/-").contains(c);
  };
  if (!key.empty() && llvm::all_of(key, isPlain))
    return key.str();
  return llvm::formatv("{0}", Value(key));
}

Error JsonReader::readObject(
    StringRef expected, llvm::function_ref<Error(StringRef key)> readValue) {
  if (!accept("{"))
    return error("expected " + expected);
  if (accept("}"))
    return Error::success();
  llvm::StringSet<> keys;
  do {
    Expected<std::string> key = readString("a key in quotes");
    if (!key)
      return key.takeError();
    path.push_back((path.empty() ? "" : ".") + spellJsonKey(*key));
    if (!keys.insert(*key).second)
      return error("stands there twice");
    const char *start = at;
    if (!accept(":"))
      return error("expected ':' behind the key");
    at = start;
    if (Error error = readValue(*key))
      return error;
    path.pop_back();
  } while (accept(","));
  return accept("}") ? Error::success() : error("expected ',' or '}'");
}

Error JsonReader::readArray(StringRef expected,
                            llvm::function_ref<Error()> readElement) {
  if (!accept("["))
    return error("expected " + expected);
  if (accept("]"))
    return Error::success();
  size_t index = 0;
  do {
    path.push_back("[" + std::to_string(index++) + "]");
    if (Error error = readElement())
      return error;
    path.pop_back();
  } while (accept(","));
  return accept("]") ? Error::success() : error("expected ',' or ']'");
}

/// Returns the string with both quotes, or all of `text` if the second one is
/// missing.
static StringRef takeString(StringRef text) {
  size_t end = 1;
  while (end < text.size() && text[end] != '"')
    end += text[end] == '\\' ? 2 : 1;
  return text.take_front(end + 1);
}

/// Returns LLVM's value of the next string or number.
Expected<Value> JsonReader::readScalar(StringRef expected) {
  skipBlanks();
  at = rest.begin();
  StringRef token =
      rest.starts_with('"') ? takeString(rest) : rest.take_while([](char c) {
        return llvm::isDigit(c) || StringRef("+-.eE").contains(c);
      });
  if (token.empty())
    return error("expected " + expected);
  rest = rest.drop_front(token.size());
  Expected<Value> value = llvm::json::parse(token);
  if (value)
    return value;
  llvm::consumeError(value.takeError());
  return error("expected " + expected + "; this is no JSON");
}

Expected<std::string> JsonReader::readString(StringRef expected) {
  Expected<Value> value = readScalar(expected);
  if (!value)
    return value.takeError();
  if (std::optional<StringRef> string = value->getAsString())
    return string->str();
  return error("expected " + expected);
}

Expected<double> JsonReader::readNumber(StringRef expected) {
  Expected<Value> value = readScalar(expected);
  if (!value)
    return value.takeError();
  if (std::optional<double> number = value->getAsNumber())
    return *number;
  return error("expected " + expected);
}

Expected<int64_t> JsonReader::readCount(StringRef expected) {
  Expected<Value> value = readScalar(expected);
  if (!value)
    return value.takeError();
  // LLVM also converts a double of 2^63, which is undefined; as doubles, all
  // integers from 2^63 - 512 on are 2^63.
  std::optional<uint64_t> digits = value->getAsUINT64();
  std::optional<double> number = value->getAsNumber();
  if (digits ? *digits <= INT64_MAX
             : number && *number >= 0 && *number < 0x1p63)
    if (std::optional<int64_t> count = value->getAsInteger())
      return *count;
  return error("expected " + expected);
}

bool JsonReader::acceptNull() { return accept("null"); }

Error JsonReader::readEnd() {
  skipBlanks();
  at = rest.begin();
  return rest.empty() ? Error::success() : error("expected the end");
}

void JsonReader::skipBlanks() { rest = rest.ltrim(" \t\r\n"); }

bool JsonReader::accept(StringRef wanted) {
  skipBlanks();
  at = rest.begin();
  return rest.consume_front(wanted);
}

Error JsonReader::error(const Twine &what) const {
  StringRef before = text.take_front(at - text.begin());
  size_t column = before.size() - (before.rfind('\n') + 1) + 1;
  return llvm::createStringError(
      llvm::join(path, "") + (path.empty() ? "" : ": ") + what + " (line " +
      Twine(before.count('\n') + 1) + ", column " + Twine(column) + ")");
}

} // namespace ag
