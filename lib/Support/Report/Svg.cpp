//===- Svg.cpp - what drawings share --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Report/Svg.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

namespace ag {

std::string escapeXml(StringRef text) {
  std::string valid = llvm::json::fixUTF8(text);
  for (char &each : valid)
    if ((each >= 0 && each < ' ' && each != '\n') || each == '\x7f')
      each = '?';
  for (StringRef absent : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    for (size_t at; (at = valid.find(absent.str())) != std::string::npos;)
      valid.replace(at, absent.size(), "?");
  std::string escaped;
  llvm::raw_string_ostream os(escaped);
  llvm::printHTMLEscaped(valid, os);
  return escaped;
}

std::string shorten(StringRef text, size_t characters) {
  std::string valid = llvm::json::fixUTF8(text);
  size_t count = 0;
  for (size_t at = 0; at < valid.size(); ++count) {
    if (count == characters)
      return valid.substr(0, at);
    at += llvm::getNumBytesForUTF8(static_cast<uint8_t>(valid[at]));
  }
  return valid;
}

std::string beginSvg(double width, double height) {
  return llvm::formatv(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:f0} {1:f0}\" "
      "font-family=\"sans-serif\" font-size=\"11\">\n"
      "<rect width=\"{0:f0}\" height=\"{1:f0}\" fill=\"#fff\"/>\n",
      width, height);
}

} // namespace ag
