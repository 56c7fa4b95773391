//===- Mutator.cpp - programs that are nearly right -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Mutator.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

using llvm::SmallVector;
using llvm::StringRef;

namespace ag {

static bool isBytecode(StringRef program) {
  return program.starts_with("ML\xefR");
}

static bool isWordCharacter(char c) {
  return llvm::isAlnum(c) || StringRef("_.%@!#$").contains(c);
}

/// Splits a text into words, such as "ag.add", "%0" and "tensor", and single
/// characters between them. A dimension is a word, too: 4x?xf32 is 4, x, ?, x,
/// f32.
static std::vector<std::string> split(StringRef text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    bool isNumber = llvm::isDigit(text.front());
    StringRef word = text.take_while([&](char c) {
      return isNumber ? llvm::isDigit(c) : isWordCharacter(c);
    });
    bool isExtent = word.size() > 1 && word.front() == 'x';
    word = text.take_front(isExtent ? 1 : std::max<size_t>(word.size(), 1));
    words.push_back(word.str());
    text = text.drop_front(word.size());
  }
  return words;
}

Mutator::Mutator(llvm::ArrayRef<std::string> seeds) : seeds(seeds) {
  for (const std::string &seed : seeds) {
    if (isBytecode(seed))
      continue;
    if (isGenericForm(seed))
      corpus.add(seed);
    for (std::string &word : split(seed))
      if (!llvm::isSpace(word.front()))
        words.push_back(std::move(word));
  }
}

void Mutator::changeBytes(std::string &program) {
  size_t place = pick(program.size());
  switch (pick(4)) {
  case 0:
    program[place] ^= char(1u << pick(8));
    break;
  case 1:
    program[place] = char(random());
    break;
  case 2:
    program.insert(place, 1, char(random()));
    break;
  default:
    program.erase(place, 1 + (pick(8) == 0 ? program.size() : pick(8)));
  }
}

void Mutator::changeLines(std::string &program) {
  SmallVector<StringRef> lines;
  StringRef(program).split(lines, '\n');
  size_t from = pick(lines.size()), to = pick(lines.size());
  switch (pick(3)) {
  case 0:
    lines.erase(lines.begin() + from);
    break;
  case 1: {
    StringRef copy = lines[from];
    lines.insert(lines.begin() + to, copy);
    break;
  }
  default:
    std::swap(lines[from], lines[to]);
  }
  program = llvm::join(lines, "\n");
}

/// Mostly returns an op for an op and a value for a value. These mutants parse
/// more often.
const std::string &Mutator::pickLike(const std::string &word) {
  bool isOp = StringRef(word).contains('.');
  for (unsigned tries = 0; tries < 63; ++tries) {
    const std::string &other = words[pick(words.size())];
    if (other.front() == word.front() && isOp == StringRef(other).contains('.'))
      return other;
  }
  return words[pick(words.size())];
}

void Mutator::changeWords(std::string &program) {
  static constexpr StringRef extremes[] = {"0",
                                           "-1",
                                           "1",
                                           "63",
                                           "4294967296",
                                           "9223372036854775807",
                                           "-9223372036854775808",
                                           "1.0e400",
                                           "0x7FC00000",
                                           "?"};
  static constexpr StringRef types[] = {
      "f16", "f32",  "f64",           "bf16",          "i1",
      "i8",  "ui8",  "i64",           "index",         "f8E4M3FN",
      "i7",  "none", "tensor<*xf32>", "memref<?xf32>", "complex<f32>"};
  std::vector<std::string> parts = split(program);
  size_t place = pick(parts.size());
  // A space is the most frequent part, and changing one has no effect.
  while (place + 1 < parts.size() && llvm::isSpace(parts[place].front()))
    ++place;
  char first = parts[place].front();
  bool isType = StringRef("f32 f64 i1 i8 i32 i64 index").contains(parts[place]);
  if (pick(4) == 0)
    std::swap(parts[place], parts[pick(parts.size())]);
  else if (llvm::isDigit(first))
    parts[place] = extremes[pick(std::size(extremes))].str();
  else if (isType && llvm::isAlpha(first))
    parts[place] = types[pick(std::size(types))].str();
  else
    parts[place] = pickLike(parts[place]);
  program = llvm::join(parts, "");
}

std::string Mutator::make(uint64_t number) {
  random.seed(number);
  std::string program = seeds[pick(seeds.size())];
  bool isText = !isBytecode(program), isGeneric = isGenericForm(program);
  for (size_t changes = pick(2) == 0 ? 1 : 1 + pick(4);
       changes > 0 && !program.empty(); --changes) {
    size_t kind = isText ? pick(8) : 0;
    if (isGeneric && pick(16) != 0)
      corpus.change(program, random);
    else if (kind == 0)
      changeBytes(program);
    else if (kind < 3)
      changeLines(program);
    else
      changeWords(program);
  }
  return program;
}

} // namespace ag
