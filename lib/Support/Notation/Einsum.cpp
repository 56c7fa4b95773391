//===- Einsum.cpp - the notation of contractions --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Notation/Einsum.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace ag {
namespace {
class EinsumParser {
public:
  explicit EinsumParser(StringRef text) : text(text) {}

  Expected<Einsum> run(unsigned numOperands);

private:
  /// A dimension as it is written, before its letters are numbered.
  struct Letter {
    int64_t factor;
    char letter;
    size_t column;
  };
  using Dim = SmallVector<Letter, 1>;
  using Part = SmallVector<Dim>;

  Error refuse(size_t column, const Twine &what) const {
    return createStringError("\"" + text + "\", column " + Twine(column + 1) +
                             ": " + what);
  }
  Error refuseAt(const Letter &letter, const Twine &what) const {
    return refuse(letter.column, "'" + Twine(letter.letter) + "' " + what);
  }
  bool take(StringRef token) {
    bool isThere = text.drop_front(at).starts_with(token);
    at += isThere ? token.size() : 0;
    return isThere;
  }
  bool isAtLetter() const { return at < text.size() && isAlpha(text[at]); }

  Expected<Part> readPart();
  Expected<Dim> readSum();
  Expected<Letter> readTerm();
  Expected<int64_t> readNumber();
  Error checkResult(const Part &result, ArrayRef<Part> operands) const;
  EinsumPart number(const Part &part, std::string &letters) const;

  StringRef text;
  size_t at = 0;
};

Expected<int64_t> EinsumParser::readNumber() {
  size_t start = at;
  while (at < text.size() && isDigit(text[at]))
    ++at;
  StringRef digits = text.slice(start, at);
  if (digits.empty())
    return 1;
  int64_t number;
  bool isOne = !digits.starts_with("0") && !digits.getAsInteger(10, number) &&
               number >= 2 && number <= INT32_MAX;
  if (!isOne)
    return refuse(start, "expected a number from 2 to 2147483647");
  return number;
}

Expected<EinsumParser::Letter> EinsumParser::readTerm() {
  auto factor = readNumber();
  if (!factor)
    return factor.takeError();
  if (!isAtLetter())
    return refuse(at, "expected a letter");
  Letter term{*factor, text[at], at};
  ++at;
  return term;
}

/// Reads a sum after its "(".
Expected<EinsumParser::Dim> EinsumParser::readSum() {
  Dim sum;
  do {
    auto term = readTerm();
    if (!term)
      return term.takeError();
    for (const Letter &other : sum)
      if (other.letter == term->letter)
        return refuseAt(*term, "occurs twice in the sum");
    sum.push_back(*term);
  } while (take("+"));
  if (!take(")"))
    return refuse(at, "expected '+' or ')'");
  if (sum.size() == 1 && sum[0].factor == 1)
    return refuseAt(sum[0], "is no sum; expected it without parentheses");
  return sum;
}

Expected<EinsumParser::Part> EinsumParser::readPart() {
  Part part;
  while (true) {
    if (take("(")) {
      auto sum = readSum();
      if (!sum)
        return sum.takeError();
      part.push_back(*sum);
    } else if (isAtLetter()) {
      part.push_back({{1, text[at], at}});
      ++at;
    } else {
      return part;
    }
  }
}

Error EinsumParser::checkResult(const Part &result,
                                ArrayRef<Part> operands) const {
  std::string before;
  auto isIn = [](const Part &part, char letter) {
    return any_of(part, [&](const Dim &dim) {
      return any_of(dim,
                    [&](const Letter &each) { return each.letter == letter; });
    });
  };
  for (const Dim &dim : result)
    for (const Letter &letter : dim) {
      if (StringRef(before).contains(letter.letter))
        return refuseAt(letter, "occurs twice in the result");
      before += letter.letter;
      bool isAlone = dim.size() == 1 && letter.factor == 1;
      if (isAlone && none_of(operands, [&](const Part &operand) {
            return isIn(operand, letter.letter);
          }))
        return refuseAt(letter, "is in no operand");
    }
  return Error::success();
}

/// Numbers the letters of a part. New letters become the next loops.
EinsumPart EinsumParser::number(const Part &part, std::string &letters) const {
  EinsumPart numbered;
  for (const Dim &dim : part) {
    EinsumDim &place = numbered.emplace_back();
    for (const Letter &letter : dim) {
      size_t loop = letters.find(letter.letter);
      if (loop == std::string::npos) {
        loop = letters.size();
        letters.push_back(letter.letter);
      }
      place.terms.push_back({letter.factor, unsigned(loop)});
    }
  }
  return numbered;
}

Expected<Einsum> EinsumParser::run(unsigned numOperands) {
  SmallVector<Part> operands;
  for (unsigned count = 0; count < numOperands; ++count) {
    if (count > 0 && !take(","))
      return refuse(at, at == text.size() ? "expected ',' between two operands"
                                          : "expected a letter, '(' or ','");
    auto operand = readPart();
    if (!operand)
      return operand.takeError();
    operands.push_back(*operand);
  }
  if (!take("->"))
    return refuse(at, at == text.size() ? "expected '->' before the result"
                                        : "expected a letter, '(' or '->'");
  auto result = readPart();
  if (!result)
    return result.takeError();
  if (at != text.size())
    return refuse(at, "expected a letter or '('");
  if (Error error = checkResult(*result, operands))
    return std::move(error);
  Einsum einsum;
  einsum.result = number(*result, einsum.letters);
  einsum.resultLoops = einsum.letters.size();
  for (const Part &operand : operands)
    einsum.operands.push_back(number(operand, einsum.letters));
  return einsum;
}
} // namespace

static bool hasLoop(const EinsumPart &part, unsigned loop) {
  return any_of(part, [&](const EinsumDim &dim) { return dim.isLoop(loop); });
}

bool Einsum::isMeasured(unsigned loop) const {
  return any_of(operands,
                [&](const EinsumPart &part) { return hasLoop(part, loop); });
}

bool Einsum::isCreated(const EinsumDim &dim) const {
  return !dim.isLoop() || !isMeasured(dim.terms.front().loop);
}

SmallVector<unsigned> Einsum::findWindows() const {
  SmallSetVector<unsigned, 4> windows;
  auto look = [&](const EinsumPart &part) {
    for (const EinsumDim &dim : part)
      for (const EinsumTerm &term : dim.terms)
        if (!isMeasured(term.loop) && !hasLoop(result, term.loop))
          windows.insert(term.loop);
  };
  for_each(operands, look);
  look(result);
  return windows.takeVector();
}

Expected<Einsum> parseEinsum(StringRef text, unsigned numOperands) {
  return EinsumParser(text).run(numOperands);
}

std::string spell(const Einsum &einsum) {
  std::string text;
  raw_string_ostream os(text);
  auto spellTerm = [&](const EinsumTerm &term) {
    if (term.factor != 1)
      os << term.factor;
    os << einsum.letters[term.loop];
  };
  auto spellPart = [&](const EinsumPart &part) {
    for (const EinsumDim &dim : part) {
      os << (dim.isLoop() ? "" : "(");
      interleave(dim.terms, os, spellTerm, "+");
      os << (dim.isLoop() ? "" : ")");
    }
  };
  interleave(einsum.operands, os, spellPart, ",");
  os << "->";
  spellPart(einsum.result);
  return text;
}

} // namespace ag
