//===- FormPrint.cpp - forms, for people to read --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPrint.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace ag {
namespace {
class Printer {
public:
  Printer(const FormTable &table, FormNames names)
      : table(table), names(names) {}

  std::string spell(Form form);
  std::string spell(const FormAtom &atom);

private:
  std::string spellTerm(const FormTerm &term);
  std::string spellLoop(unsigned loop);
  std::string spellReduction(const FormAtom &atom);
  std::string call(llvm::StringRef function, const FormAtom &atom);

  const FormTable &table;
  FormNames names;
  /// The names that loops of an open reduction have outside.
  llvm::SmallDenseMap<unsigned, std::string> loopNames;
  unsigned depth = 0;
};
} // namespace

std::string Printer::spellLoop(unsigned loop) {
  auto found = loopNames.find(loop);
  if (found != loopNames.end())
    return found->second;
  constexpr unsigned letters = 6;
  return loop < letters ? std::string(1, static_cast<char>('i' + loop))
                        : "i" + std::to_string(loop);
}

static std::string spellNumber(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", value);
  return text;
}

std::string Printer::spellTerm(const FormTerm &term) {
  llvm::SmallVector<std::string> factors;
  if (term.coefficient != 1.0 || term.product.empty())
    factors.push_back(spellNumber(term.coefficient));
  for (const FormFactor &factor : term.product) {
    std::string base = spell(table.atom(factor.atom));
    if (factor.exponent != 1.0)
      base += "^" + spellNumber(factor.exponent);
    factors.push_back(base);
  }
  return llvm::join(factors, "*");
}

std::string Printer::spell(Form form) {
  llvm::SmallVector<std::string> terms;
  for (const FormTerm &term : table.terms(form))
    terms.push_back(spellTerm(term));
  return terms.empty() ? "0" : llvm::join(terms, " + ");
}

std::string Printer::call(llvm::StringRef function, const FormAtom &atom) {
  llvm::SmallVector<std::string> operands;
  for (Form operand : atom.operands)
    operands.push_back(spell(operand));
  return (function + "(" + llvm::join(operands, ", ") + ")").str();
}

/// Spells a reduction. Its own loops are named by depth; parameters have the
/// names of the loops outside.
std::string Printer::spellReduction(const FormAtom &atom) {
  const FormReduction &reduction = table.reduction(atom.number);
  llvm::SmallDenseMap<unsigned, std::string> inner;
  for (auto [own, given] : llvm::zip_equal(reduction.parameters, atom.loops))
    inner[own] = spellLoop(given);
  llvm::SmallVector<std::string> bound;
  for (unsigned loop : reduction.bound) {
    bound.push_back(std::string(1, static_cast<char>('a' + depth % 8)) +
                    (depth < 8 ? "" : std::to_string(depth / 8)));
    inner[loop] = bound.back();
    ++depth;
  }
  std::swap(loopNames, inner);
  bool isSum = reduction.combiner == Primitive::Add;
  std::string text = isSum ? "sum" : getSpelling(reduction.combiner).str();
  text += " over " + llvm::join(bound, ", ") + " of (" + spell(reduction.body) +
          ")";
  std::swap(loopNames, inner);
  depth -= reduction.bound.size();
  return "(" + text + ")";
}

std::string Printer::spell(const FormAtom &atom) {
  switch (atom.kind) {
  case FormAtom::Input: {
    std::string name = atom.number < names.size()
                           ? names[atom.number]
                           : "t" + std::to_string(atom.number);
    llvm::SmallVector<std::string> indices;
    for (Form index : atom.operands)
      indices.push_back(spell(index));
    return indices.empty() ? name
                           : name + "[" + llvm::join(indices, ", ") + "]";
  }
  case FormAtom::Index:
    return spellLoop(atom.number);
  case FormAtom::Symbol:
    return "size" + std::to_string(atom.number);
  case FormAtom::Infinity:
    return "inf";
  case FormAtom::NaN:
    return "nan";
  case FormAtom::IsNatural:
    return "[" + spell(atom.operands.front()) + " >= 0]";
  case FormAtom::IsZero:
    return "[" + spell(atom.operands.front()) +
           (atom.number ? " != 0]" : " == 0]");
  case FormAtom::Fails:
    return "[not " + spell(atom.operands.front()) + "]";
  case FormAtom::Exp:
    return call("exp", atom);
  case FormAtom::Log:
    return call("log", atom);
  case FormAtom::Sum:
    return call("", atom);
  case FormAtom::Apply:
    return call(getSpelling(static_cast<Primitive>(atom.number)), atom);
  case FormAtom::Reduction:
    return spellReduction(atom);
  case FormAtom::Guarded:
    return "(" + spell(atom.operands[1]) + " if " +
           spell(atom.operands.front()) + ")";
  }
  return "";
}

std::string print(const FormTable &table, Form form, FormNames names) {
  return Printer(table, names).spell(form);
}

std::string printAtom(const FormTable &table, unsigned atom, FormNames names) {
  return Printer(table, names).spell(table.atom(atom));
}

} // namespace ag
