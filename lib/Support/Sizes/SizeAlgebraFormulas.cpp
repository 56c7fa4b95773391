//===- SizeAlgebraFormulas.cpp - sizes as formulas ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a size written for people, and for scripts that have ceildiv and
// floordiv?
//
//   2 * rows * ceildiv(columns, 1024) + 4
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace ag {

/// The maximum number of names; a longer formula explains nothing.
constexpr uint64_t mostNames = 200;

/// A number that is rounded up to a multiple is represented by one that is
/// rounded down.
std::string
SizeAlgebra::spellAtom(const Atom &atom,
                       function_ref<std::string(unsigned)> names) const {
  auto operand = [&](unsigned number) {
    return spellExact(atom.operands[number], names);
  };
  auto choice = [&](StringRef name) {
    return formatv("{0}({1}, {2})", name, operand(0), operand(1)).str();
  };
  auto divide = [&] {
    const Size &a = atom.operands[0];
    int64_t most = atom.multiple - 1;
    bool isUp = splitNumber(a).second == most;
    return formatv("{0}({1}, {2})", isUp ? "ceildiv" : "floordiv",
                   spellExact(isUp ? addMultiple(a, most, -1) : a, names),
                   atom.multiple)
        .str();
  };
  switch (atom.kind) {
  case Kind::Symbol:
    return names(atom.symbol);
  case Kind::Max:
    return choice("max");
  case Kind::Min:
    return choice("min");
  case Kind::RoundDown:
    return formatv("{0} * {1}", atom.multiple, divide());
  case Kind::Quotient:
    return divide();
  case Kind::Ratio:
    return formatv("{0}({1}, {2})", atom.isUp ? "ceildiv" : "floordiv",
                   operand(1), spellExact(atom.by, names))
        .str();
  case Kind::Unknown:
  case Kind::Either:
    break;
  }
  llvm_unreachable("such a size has no formula");
}

/// Returns the number of functions and symbols in a formula of `a`, in which
/// each part is written as often as it is used; UINT64_MAX if it has no
/// formula. `known` caches the numbers of atoms.
uint64_t SizeAlgebra::countNames(const Size &a,
                                 DenseMap<unsigned, uint64_t> &known) const {
  uint64_t count = a.isTooLarge ? UINT64_MAX : 0;
  for (const Size::Term &term : a.terms)
    for (unsigned factor : term.factors) {
      const Atom &atom = atoms[factor];
      if (!known.contains(factor)) {
        bool isSpelled =
            atom.kind != Kind::Unknown && atom.kind != Kind::Either;
        uint64_t names = isSpelled ? 1 : UINT64_MAX;
        if (atom.kind != Kind::Symbol)
          for (const Size &operand : atom.operands)
            names = SaturatingAdd(names, countNames(operand, known));
        known[factor] = SaturatingAdd(names, countNames(atom.by, known));
      }
      count = SaturatingAdd(count, known[factor]);
    }
  return count;
}

std::optional<std::string>
SizeAlgebra::spell(const Size &a,
                   function_ref<std::string(unsigned)> names) const {
  DenseMap<unsigned, uint64_t> known;
  if (countNames(a, known) > mostNames)
    return std::nullopt;
  return spellExact(a, names);
}

std::string
SizeAlgebra::spellExact(const Size &a,
                        function_ref<std::string(unsigned)> names) const {
  std::string text;
  // The constant is written last.
  for (const Size::Term &term : reverse(a.terms)) {
    bool isNegative = term.coefficient < 0;
    if (!text.empty())
      text += isNegative ? " - " : " + ";
    else if (isNegative)
      text += "-";
    uint64_t count =
        isNegative ? -uint64_t(term.coefficient) : uint64_t(term.coefficient);
    bool isFirst = count == 1 && !term.factors.empty();
    if (!isFirst)
      text += std::to_string(count);
    for (unsigned factor : term.factors) {
      text += isFirst ? "" : " * ";
      text += spellAtom(atoms[factor], names);
      isFirst = false;
    }
  }
  return text.empty() ? "0" : text;
}

} // namespace ag
