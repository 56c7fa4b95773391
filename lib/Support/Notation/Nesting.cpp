//===- Nesting.cpp - how deep a text nests --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/Nesting.h"

namespace ag {

/// Returns the position after the string or comment that begins at `position`,
/// or `position` if there is none.
static size_t skipQuoted(llvm::StringRef text, size_t position) {
  if (text.substr(position).starts_with("//"))
    return std::min(text.find('\n', position), text.size());
  if (text[position] != '"')
    return position;
  for (size_t end = position + 1; end < text.size(); ++end) {
    if (text[end] == '\\')
      ++end;
    else if (text[end] == '"' || text[end] == '\n')
      return end + 1;
  }
  return text.size();
}

std::optional<size_t> findTooDeep(llvm::StringRef text, unsigned limit) {
  unsigned depth = 0;
  for (size_t position = 0; position < text.size();) {
    if (size_t end = skipQuoted(text, position); end != position) {
      position = end;
      continue;
    }
    char c = text[position];
    bool isArrow = c == '>' && position > 0 && text[position - 1] == '-';
    bool compares =
        (c == '<' || c == '>') && text.substr(position + 1).starts_with("=");
    bool isBracket = !isArrow && !compares;
    if (isBracket && llvm::StringRef("([{<").contains(c) && ++depth > limit)
      return position;
    if (isBracket && depth > 0 && llvm::StringRef(")]}>").contains(c))
      --depth;
    ++position;
  }
  return std::nullopt;
}

} // namespace ag
