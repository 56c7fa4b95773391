//===- JsonReader.h - JSON as its reader expects it -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is JSON read by code that knows the expected structure, and for which the
// order of members matters?
//
// The caller requests each value by its kind. An error begins with the path of
// keys and indices to the value, and ends with its location:
//
//   {"a": {"b": [1,
//     "2"]}}              a.b[1]: expected a number (line 2, column 3)
//
// A repeated key of an object is an error. The reader itself does not recurse,
// so that the nesting of the text is not limited by it. After an error, reading
// stops.
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

/// Returns a key as it occurs in paths: in quotes only if necessary.
std::string spellJsonKey(llvm::StringRef key);

/// Reads JSON. `expected` describes the requested value for errors.
class JsonReader {
public:
  explicit JsonReader(llvm::StringRef text) : text(text), rest(text) {}

  /// Reads an object. `readValue` must read each member's value, or return an
  /// error.
  llvm::Error
  readObject(llvm::StringRef expected,
             llvm::function_ref<llvm::Error(llvm::StringRef key)> readValue);
  /// Reads an array. `readElement` must read each element, or return an error.
  llvm::Error readArray(llvm::StringRef expected,
                        llvm::function_ref<llvm::Error()> readElement);
  llvm::Expected<std::string> readString(llvm::StringRef expected);
  llvm::Expected<double> readNumber(llvm::StringRef expected);
  /// Reads an integer from 0 to 2^63 - 1, in any notation.
  llvm::Expected<int64_t> readCount(llvm::StringRef expected);
  /// Consumes a null and returns true if there is one.
  bool acceptNull();
  llvm::Error readEnd();

  /// Returns an error at the value that was read last, or at its key if the
  /// value has not been read.
  llvm::Error error(const llvm::Twine &what) const;

private:
  void skipBlanks();
  bool accept(llvm::StringRef wanted);
  llvm::Expected<llvm::json::Value> readScalar(llvm::StringRef expected);

  llvm::StringRef text, rest;
  /// The beginning of the value that was requested last.
  const char *at = text.begin();
  /// Each with the punctuation before it.
  std::vector<std::string> path;
};

} // namespace ag

#endif // AG_SUPPORT_NOTATION_JSONREADER_H
