//===- Einsum.cpp - the notation of contractions --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/Einsum.h"
#include "llvm/ADT/StringExtras.h"

namespace ag {

static llvm::Error complain(llvm::StringRef text, size_t column,
                            const llvm::Twine &what) {
  return llvm::createStringError("\"" + text + "\", column " +
                                 llvm::Twine(column + 1) + ": " + what);
}

/// The column of the first character that is not a letter, or npos.
static size_t findNonLetter(llvm::StringRef part) {
  return part.find_if_not([](char c) { return llvm::isAlpha(c); });
}

llvm::Expected<Einsum> parseEinsum(llvm::StringRef text) {
  size_t comma = text.find(',');
  if (comma == llvm::StringRef::npos)
    return complain(text, text.size(), "expected ',' between two operands");
  size_t arrow = text.find("->", comma);
  if (arrow == llvm::StringRef::npos)
    return complain(text, text.size(), "expected '->' before the result");
  struct Part {
    size_t start;
    llvm::StringRef letters;
  };
  const Part x{0, text.take_front(comma)};
  const Part y{comma + 1, text.slice(comma + 1, arrow)};
  const Part result{arrow + 2, text.drop_front(arrow + 2)};
  for (const Part &part : {x, y, result})
    if (size_t bad = findNonLetter(part.letters); bad != llvm::StringRef::npos)
      return complain(text, part.start + bad, "expected a letter");

  Einsum einsum;
  einsum.letters = result.letters.str();
  einsum.resultRank = result.letters.size();
  for (auto [i, letter] : llvm::enumerate(result.letters)) {
    llvm::StringRef before = result.letters.take_front(i);
    if (before.contains(letter))
      return complain(text, result.start + i,
                      llvm::Twine("'") + llvm::Twine(letter) +
                          "' occurs twice in the result");
    if (!x.letters.contains(letter) && !y.letters.contains(letter))
      return complain(text, result.start + i,
                      llvm::Twine("'") + llvm::Twine(letter) +
                          "' is in no operand");
  }
  for (auto [part, loops] : llvm::zip(std::array{x, y}, einsum.operands)) {
    for (char letter : part.letters) {
      size_t loop = einsum.letters.find(letter);
      if (loop == std::string::npos) {
        loop = einsum.letters.size();
        einsum.letters.push_back(letter);
      }
      loops.push_back(loop);
    }
  }
  return einsum;
}

} // namespace ag
