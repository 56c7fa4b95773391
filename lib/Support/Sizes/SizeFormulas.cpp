//===- SizeFormulas.cpp - sizes as formulas -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeFormulas.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace ag {

/// The maximum number of names; a longer formula explains nothing.
constexpr uint64_t mostNames = 200;

namespace {
/// Writes sizes that have formulas.
class SizeSpeller {
public:
  SizeSpeller(const SizeAtoms &atoms, function_ref<std::string(unsigned)> names)
      : atoms(atoms), names(names) {}

  std::string spell(const Size &a) const;

private:
  std::string spell(const SizeAtom &atom) const;

  const SizeAtoms &atoms;
  function_ref<std::string(unsigned)> names;
};
} // namespace

/// A number that is rounded up to a multiple is represented by one that is
/// rounded down.
std::string SizeSpeller::spell(const SizeAtom &atom) const {
  auto operand = [&](unsigned number) { return spell(atom.operands[number]); };
  auto choice = [&](StringRef name) {
    return formatv("{0}({1}, {2})", name, operand(0), operand(1)).str();
  };
  auto divide = [&] {
    const Size &a = atom.operands[0];
    int64_t most = atom.multiple - 1;
    bool isUp = a.splitNumber().second == most;
    return formatv("{0}({1}, {2})", isUp ? "ceildiv" : "floordiv",
                   spell(isUp ? a - most : a), atom.multiple)
        .str();
  };
  switch (atom.kind) {
  case SizeAtom::Symbol:
    return names(atom.symbol);
  case SizeAtom::Max:
    return choice("max");
  case SizeAtom::Min:
    return choice("min");
  case SizeAtom::RoundDown:
    return formatv("{0} * {1}", atom.multiple, divide());
  case SizeAtom::Quotient:
    return divide();
  case SizeAtom::Ratio:
    return formatv("{0}({1}, {2})", atom.isUp ? "ceildiv" : "floordiv",
                   operand(1), spell(atom.by))
        .str();
  case SizeAtom::Unknown:
  case SizeAtom::Either:
    break;
  }
  llvm_unreachable("such a size has no formula");
}

std::string SizeSpeller::spell(const Size &a) const {
  std::string text;
  // The constant is written last.
  for (const Size::Term &term : reverse(a.getTerms())) {
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
      text += spell(atoms[factor]);
      isFirst = false;
    }
  }
  return text.empty() ? "0" : text;
}

/// Returns the number of functions and symbols in a formula of `a`, in which
/// each part is written as often as it is used; UINT64_MAX if it has no
/// formula. `known` caches the numbers of atoms.
static uint64_t countNames(const SizeAtoms &atoms, const Size &a,
                           DenseMap<unsigned, uint64_t> &known) {
  uint64_t count = a.isTooLarge() ? UINT64_MAX : 0;
  for (const Size::Term &term : a.getTerms())
    for (unsigned factor : term.factors) {
      const SizeAtom &atom = atoms[factor];
      if (!known.contains(factor)) {
        bool isSpelled =
            atom.kind != SizeAtom::Unknown && atom.kind != SizeAtom::Either;
        uint64_t names = isSpelled ? 1 : UINT64_MAX;
        if (atom.kind != SizeAtom::Symbol)
          for (const Size &operand : atom.operands)
            names = SaturatingAdd(names, countNames(atoms, operand, known));
        known[factor] = SaturatingAdd(names, countNames(atoms, atom.by, known));
      }
      count = SaturatingAdd(count, known[factor]);
    }
  return count;
}

std::optional<std::string>
spellSize(const SizeAtoms &atoms, const Size &a,
          function_ref<std::string(unsigned)> names) {
  DenseMap<unsigned, uint64_t> known;
  if (countNames(atoms, a, known) > mostNames)
    return std::nullopt;
  return SizeSpeller(atoms, names).spell(a);
}

} // namespace ag
