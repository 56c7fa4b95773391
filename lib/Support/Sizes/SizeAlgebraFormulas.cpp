//===- SizeAlgebraFormulas.cpp - sizes as formulas ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a person read a size, and a script that has ceildiv and floordiv?
//
//   2 * rows * ceildiv(columns, 1024) + 4
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/SizeAlgebra.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace ag {

/// A number rounded up to a multiple is kept as one that is rounded down.
std::string
SizeAlgebra::spellAtom(const Atom &atom,
                       function_ref<std::string(unsigned)> names) const {
  auto operand = [&](unsigned number) {
    return *spell(atom.operands[number], names);
  };
  auto choice = [&](StringRef name) {
    return formatv("{0}({1}, {2})", name, operand(0), operand(1)).str();
  };
  auto divide = [&] {
    const Size &a = atom.operands[0];
    int64_t most = atom.multiple - 1;
    bool isUp = splitNumber(a).second == most;
    return formatv("{0}({1}, {2})", isUp ? "ceildiv" : "floordiv",
                   *spell(isUp ? addMultiple(a, most, -1) : a, names),
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
  case Kind::Unknown:
  case Kind::Either:
    break;
  }
  llvm_unreachable("such a size is not exact");
}

std::optional<std::string>
SizeAlgebra::spell(const Size &a,
                   function_ref<std::string(unsigned)> names) const {
  if (!isExact(a))
    return std::nullopt;
  std::string text;
  // The number stands at the end.
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
