//===- JsonReader.h - JSON as its reader expects it -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is JSON read by one who knows what shall stand there, and cares in which
// order the members of an object do?
//
// Each value is asked for by its kind. An error ends with its place, and begins
// with the keys and indices that lead there:
//
//   {"a": {"b": [1,
//     "2"]}}              a.b[1]: expected a number (line 2, column 3)
//
// A key twice in one object is an error, too. Nothing recurses but who asks, so
// that no depth of the text is too much. After an error, no more is read.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_NOTATION_JSONREADER_H
#define AG_SUPPORT_NOTATION_JSONREADER_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace ag {

/// Keys as paths have them: in quotes only if they need some.
std::string spellJsonKey(llvm::StringRef key);

/// `expected` says in words what each value is asked for.
class JsonReader {
public:
  explicit JsonReader(llvm::StringRef text) : text(text), rest(text) {}

  /// `readValue` reads each member's value, or returns an error.
  llvm::Error
  readObject(llvm::StringRef expected,
             llvm::function_ref<llvm::Error(llvm::StringRef key)> readValue);
  /// `readElement` reads each element, or returns an error.
  llvm::Error readArray(llvm::StringRef expected,
                        llvm::function_ref<llvm::Error()> readElement);
  llvm::Expected<std::string> readString(llvm::StringRef expected);
  llvm::Expected<double> readNumber(llvm::StringRef expected);
  /// From 0 to 2^63 - 1, however it is written.
  llvm::Expected<int64_t> readCount(llvm::StringRef expected);
  /// Whether there is a null, which is stepped over.
  bool acceptNull();
  llvm::Error readEnd();

  /// At what was read last, or at the key if none of its value was.
  llvm::Error error(const llvm::Twine &what) const;

private:
  void skipBlanks();
  bool accept(llvm::StringRef wanted);
  llvm::Expected<llvm::json::Value> readScalar(llvm::StringRef expected);

  llvm::StringRef text, rest;
  /// What was asked for last begins there.
  const char *at = text.begin();
  /// With the punctuation in front of each.
  std::vector<std::string> path;
};

} // namespace ag

#endif // AG_SUPPORT_NOTATION_JSONREADER_H
