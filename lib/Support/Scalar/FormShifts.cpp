//===- FormShifts.cpp - what may be added without a difference ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FormShifts.h"
#include "ag/Support/Scalar/FormArithmetic.h"
#include "ag/Support/Scalar/FormReductions.h"
#include "ag/Support/Scalar/FormWalk.h"
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

static bool reads(const FormTable &table, Form form, unsigned input) {
  return hasAtom(table, form, [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Input && atom.number == input;
  });
}

namespace {
class Shifts {
public:
  Shifts(FormTable &table, unsigned dimension)
      : table(table), dimension(dimension) {}

  void collect(llvm::ArrayRef<Form> forms);
  bool keep(llvm::ArrayRef<Form> forms, const FormShift &shift);

  llvm::SmallVector<FormShift> found;

private:
  void collectPowers(const FormReduction &reduction, unsigned loop);
  void add(Form summed, unsigned loop);

  FormTable &table;
  unsigned dimension;
};
} // namespace

void Shifts::collect(llvm::ArrayRef<Form> forms) {
  walkAtoms(table, forms, [&](const FormAtom &atom) {
    if (atom.kind != FormAtom::Reduction)
      return;
    const FormReduction &reduction = table.reduction(atom.number);
    for (unsigned loop : findLoopsOver(table, reduction, dimension))
      collectPowers(reduction, loop);
  });
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
  shifts.collect(forms);
  llvm::erase_if(shifts.found, [&](const FormShift &shift) {
    bool isInExponent = hasAtom(table, forms, [&](const FormAtom &atom) {
      return atom.kind == FormAtom::Exp &&
             reads(table, atom.operands.front(), shift.input);
    });
    return isInExponent || !shifts.keep(forms, shift);
  });
  return shifts.found;
}

} // namespace ag
