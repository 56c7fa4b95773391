//===- FormPasses.cpp - how often a form goes through a loop --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPasses.h"
#include "ag/Support/Forms/FormWalk.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

namespace ag {

using Loops = llvm::ArrayRef<unsigned>;

namespace {
/// Counts levels of forms and reductions, and caches those of forms.
class Levels {
public:
  Levels(const FormTable &table, unsigned dimension)
      : table(table), dimension(dimension) {}

  unsigned count(Form form);
  unsigned count(const FormAtom &atom);

private:
  const FormTable &table;
  unsigned dimension;
  llvm::DenseMap<unsigned, unsigned> known;
};
} // namespace

unsigned Levels::count(Form form) {
  if (!table.facts(form).reduces(dimension))
    return 0;
  auto found = known.find(form.number);
  if (found != known.end())
    return found->second;
  unsigned most = 0;
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product)
      most = std::max(most, count(table.atom(factor.atom)));
  known[form.number] = most;
  return most;
}

unsigned Levels::count(const FormAtom &atom) {
  unsigned most = 0;
  for (Form operand : atom.operands)
    most = std::max(most, count(operand));
  if (atom.kind != FormAtom::Reduction)
    return most;
  const FormReduction &reduction = table.reduction(atom.number);
  bool isOver = !findLoopsOver(table, reduction, dimension).empty();
  return std::max(most, count(reduction.body) + isOver);
}

unsigned countLevels(const FormTable &table, Form form, unsigned dimension) {
  return Levels(table, dimension).count(form);
}

unsigned countPasses(const FormTable &table, Form form, unsigned dimension,
                     Loops along) {
  bool liesAlong = llvm::any_of(along, [&](unsigned loop) {
    return table.loops().dimensionOf(loop) == dimension;
  });
  return countLevels(table, form, dimension) + liesAlong;
}

/// Returns true if this power is defined for 0, and for negative numbers.
static bool isDefined(double exponent) {
  return exponent > 0 && exponent == std::floor(exponent);
}

static bool needsPlaces(const FormTable &table, const FormAtom &atom,
                        unsigned dimension) {
  auto primitive = static_cast<Primitive>(atom.number);
  switch (atom.kind) {
  case FormAtom::Log:
    return true;
  case FormAtom::Apply:
    if (!isTotal(primitive))
      return true;
    break;
  case FormAtom::Reduction: {
    const FormReduction &reduction = table.reduction(atom.number);
    bool isOver = !findLoopsOver(table, reduction, dimension).empty();
    if (isOver && reduction.combiner != Primitive::Add)
      return true;
    return needsPlaces(table, reduction.body, dimension);
  }
  default:
    break;
  }
  return llvm::any_of(atom.operands, [&](Form operand) {
    return needsPlaces(table, operand, dimension);
  });
}

bool needsPlaces(const FormTable &table, Form form, unsigned dimension) {
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      bool isSize = atom.kind == FormAtom::Symbol && atom.number == dimension;
      bool isOf = isSize || table.atomFacts(factor.atom).reduces(dimension);
      if (isOf &&
          (!isDefined(factor.exponent) || needsPlaces(table, atom, dimension)))
        return true;
    }
  return false;
}

static std::optional<unsigned> findMixingIn(const FormTable &table, Form form,
                                            unsigned dimension, Loops bound) {
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      const FormFacts &facts = table.atomFacts(factor.atom);
      if (!facts.reduces(dimension))
        continue;
      std::optional<unsigned> deeper;
      if (atom.kind == FormAtom::Reduction) {
        const FormReduction &reduction = table.reduction(atom.number);
        deeper = findMixingIn(table, reduction.body, dimension,
                              findLoopsOver(table, reduction, dimension));
      }
      for (Form operand : atom.operands)
        if (!deeper)
          deeper = findMixingIn(table, operand, dimension, bound);
      if (deeper)
        return deeper;
      if (atom.kind != FormAtom::Reduction && facts.dependsOn(bound))
        return factor.atom;
    }
  return std::nullopt;
}

std::optional<unsigned> findMixing(const FormTable &table, Form form,
                                   unsigned dimension) {
  return findMixingIn(table, form, dimension, {});
}

} // namespace ag
