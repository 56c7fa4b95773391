//===- FormShifts.cpp - what may be added without a difference ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FormShifts.h"
#include "ag/Support/Scalar/FormArithmetic.h"
#include "ag/Support/Scalar/FormReductions.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

namespace ag {

/// Whether the indices are those of different loops.
static bool hasLoopsAsIndices(const FormTable &table, const FormAtom &atom) {
  std::set<unsigned> loops;
  return llvm::all_of(atom.operands, [&](Form index) {
    std::optional<unsigned> single = table.singleAtom(index);
    return single && table.atom(*single).kind == FormAtom::Index &&
           loops.insert(table.atom(*single).number).second;
  });
}

static bool reads(FormTable &table, Form form, unsigned input) {
  bool isFound = false;
  replaceAtoms(table, form, [&](const FormAtom &atom) -> std::optional<Form> {
    isFound |= atom.kind == FormAtom::Input && atom.number == input;
    return std::nullopt;
  });
  return isFound;
}

namespace {
class Shifts {
public:
  Shifts(FormTable &table, unsigned dimension)
      : table(table), dimension(dimension) {}

  void collect(Form form);
  bool keep(llvm::ArrayRef<Form> forms, const FormShift &shift);
  bool isInExponent(Form form, unsigned input);

  llvm::SmallVector<FormShift> found;

private:
  void collectPowers(const FormReduction &reduction, unsigned loop);
  void add(Form summed, unsigned loop);

  FormTable &table;
  unsigned dimension;
  std::set<unsigned> seen;
};
} // namespace

void Shifts::collect(Form form) {
  if (!table.facts(form).reduces(dimension) || !seen.insert(form.number).second)
    return;
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      for (Form operand : atom.operands)
        collect(operand);
      if (atom.kind != FormAtom::Reduction)
        continue;
      const FormReduction &reduction = table.reduction(atom.number);
      collect(reduction.body);
      for (unsigned loop : reduction.bound)
        if (table.dimensionOf(loop) == dimension)
          collectPowers(reduction, loop);
    }
}

void Shifts::collectPowers(const FormReduction &reduction, unsigned loop) {
  for (const FormTerm &term : table.terms(reduction.body))
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      if (factor.exponent < 2 || !table.atomFacts(factor.atom).dependsOn(loop))
        continue;
      if (atom.kind == FormAtom::Input)
        add(table.make(atom), loop);
      else if (atom.kind == FormAtom::Sum)
        add(atom.operands.front(), loop);
    }
}

/// The first tensor in `summed` that goes along the loop by an index of its
/// own, and depends on all that the sum does.
void Shifts::add(Form summed, unsigned loop) {
  for (const FormTerm &term : table.terms(summed)) {
    bool isSingle = term.product.size() == 1 && term.coefficient == 1.0 &&
                    term.product.front().exponent == 1.0;
    if (!isSingle)
      continue;
    const FormAtom &atom = table.atom(term.product.front().atom);
    const auto *place = llvm::find(atom.operands, table.index(loop));
    bool isWhole = table.atomFacts(term.product.front().atom).loops ==
                   table.facts(summed).loops;
    bool isNew = llvm::none_of(found, [&](const FormShift &shift) {
      return shift.input == atom.number;
    });
    if (atom.kind == FormAtom::Input && isWhole && isNew &&
        place != atom.operands.end() && hasLoopsAsIndices(table, atom)) {
      found.push_back({atom.number,
                       size_t(std::distance(atom.operands.begin(), place)),
                       atom, summed});
      return;
    }
  }
}

/// Whether an exponential in a reduction over the dimension depends on it.
bool Shifts::isInExponent(Form form, unsigned input) {
  bool isFound = false;
  replaceAtoms(table, form, [&](const FormAtom &atom) -> std::optional<Form> {
    if (atom.kind == FormAtom::Exp)
      isFound |= reads(table, atom.operands.front(), input);
    return std::nullopt;
  });
  return isFound;
}

/// Something that is added counts as a reduction, so that it leaves sums.
bool Shifts::keep(llvm::ArrayRef<Form> forms, const FormShift &shift) {
  unsigned added = table.addInput();
  return llvm::all_of(forms, [&](Form form) {
    Form shifted = replaceAtoms(
        table, form, [&](const FormAtom &atom) -> std::optional<Form> {
          if (atom.kind != FormAtom::Input || atom.number != shift.input)
            return std::nullopt;
          llvm::SmallVector<Form> others(llvm::ArrayRef(atom.operands));
          others.erase(others.begin() + shift.place);
          return ag::add(table, table.make(atom),
                         makeUnknown(table, added, others, dimension));
        });
    return shifted == form;
  });
}

Form makeUnknown(FormTable &table, unsigned input, llvm::ArrayRef<Form> indices,
                 unsigned dimension) {
  unsigned loop = table.addLoop(dimension);
  llvm::SmallVector<Form> all(indices);
  all.push_back(table.index(loop));
  return reduce(table, Primitive::Add, table.element(input, all), {loop});
}

llvm::SmallVector<FormShift>
findShifts(FormTable &table, llvm::ArrayRef<Form> forms, unsigned dimension) {
  Shifts shifts(table, dimension);
  for (Form form : forms)
    shifts.collect(form);
  llvm::erase_if(shifts.found, [&](const FormShift &shift) {
    bool isInExponent = llvm::any_of(forms, [&](Form form) {
      return shifts.isInExponent(form, shift.input);
    });
    return isInExponent || !shifts.keep(forms, shift);
  });
  return shifts.found;
}

} // namespace ag
