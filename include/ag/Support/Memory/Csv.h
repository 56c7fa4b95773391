//===- Csv.h - rows of fields between commas --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which rows and fields does a CSV file have?
//
// The format is RFC 4180's, with these choices where the RFC leaves one: lines
// end in LF or CRLF, and the last one may have no end; empty lines are not
// rows; a byte order mark at the start is not part of the first field; rows may
// differ in length; NUL is refused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_MEMORY_CSV_H
#define AG_SUPPORT_MEMORY_CSV_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/SMLoc.h"
#include <optional>
#include <vector>

namespace ag {

/// An error in a text, with its location.
class TextError : public llvm::ErrorInfo<TextError> {
public:
  static char ID;
  TextError(llvm::SMLoc at, const llvm::Twine &message)
      : at(at), text(message.str()) {}

  void log(llvm::raw_ostream &os) const override { os << text; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

  llvm::SMLoc at;
  std::string text;
  /// The location and text of a note: what the error contradicts.
  std::optional<std::pair<llvm::SMLoc, std::string>> note;
};

/// A field as it is written, with its quotes.
class CsvField {
public:
  explicit CsvField(llvm::StringRef raw) : raw(raw) {}

  llvm::StringRef written() const { return raw; }
  std::string value() const;
  llvm::SMLoc at() const { return llvm::SMLoc::getFromPointer(raw.begin()); }

private:
  llvm::StringRef raw;
};
using CsvRow = std::vector<CsvField>;

/// Returns the rows, which refer to `text`. Errors are TextErrors.
llvm::Expected<std::vector<CsvRow>> parseCsv(llvm::StringRef text);

} // namespace ag

#endif // AG_SUPPORT_MEMORY_CSV_H
