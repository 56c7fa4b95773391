//===- FormShifts.cpp - what may be added without a difference ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormShifts.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormReductions.h"
#include "ag/Support/Forms/FormWalk.h"
#include <cmath>
#include <set>

namespace ag {

/// Returns true if the indices are distinct loops.
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

//===----------------------------------------------------------------------===//
// Powers
//===----------------------------------------------------------------------===//

namespace {
class Shifts {
public:
  Shifts(FormTable &table, unsigned dimension)
      : table(table), dimension(dimension) {}

  void collect(Form form);

  llvm::SmallVector<FormShift> found;
  /// The same for tensors that are multiplied with another factor, as in a
  /// covariance.
  llvm::SmallVector<FormShift> products;
  /// Whether there are also powers that belong to no shift.
  bool hasOthers = false;

private:
  void collectPowers(const FormReduction &reduction, unsigned loop);
  void collectProducts(const FormReduction &reduction, unsigned loop);
  bool add(Form summed, const FormReduction &reduction, unsigned loop,
           llvm::SmallVectorImpl<FormShift> &shifts);

  FormTable &table;
  unsigned dimension;
};
} // namespace

void Shifts::collect(Form form) {
  walkAtoms(table, {form}, [&](const FormAtom &atom) {
    if (atom.kind != FormAtom::Reduction)
      return;
    const FormReduction &reduction = table.reduction(atom.number);
    for (unsigned loop : findLoopsOver(table, reduction, dimension)) {
      collectPowers(reduction, loop);
      collectProducts(reduction, loop);
    }
  });
}

void Shifts::collectPowers(const FormReduction &reduction, unsigned loop) {
  for (const FormTerm &term : table.terms(reduction.body))
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      if (factor.exponent < 2 || !table.atomFacts(factor.atom).dependsOn(loop))
        continue;
      bool isSum = atom.kind == FormAtom::Sum;
      hasOthers |= !add(isSum ? atom.operands.front() : table.make(atom),
                        reduction, loop, found);
    }
}

void Shifts::collectProducts(const FormReduction &reduction, unsigned loop) {
  for (const FormTerm &term : table.terms(reduction.body)) {
    llvm::SmallVector<unsigned> along;
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      if (table.atomFacts(factor.atom).dependsOn(loop) &&
          factor.exponent == 1.0 && atom.kind != FormAtom::Exp &&
          !isCondition(atom))
        along.push_back(factor.atom);
    }
    for (unsigned atom : along)
      if (along.size() > 1 && table.atom(atom).kind == FormAtom::Input)
        add(table.make(table.atom(atom)), reduction, loop, products);
  }
}

/// Adds the first tensor in `summed` that has the loop as an index of its own,
/// and depends on all loops of the sum. Returns false if there is none.
bool Shifts::add(Form summed, const FormReduction &reduction, unsigned loop,
                 llvm::SmallVectorImpl<FormShift> &shifts) {
  for (const FormTerm &term : table.terms(summed)) {
    bool isSingle = term.product.size() == 1 && term.coefficient == 1.0 &&
                    term.product.front().exponent == 1.0;
    if (!isSingle)
      continue;
    const FormAtom &atom = table.atom(term.product.front().atom);
    bool isWhole = table.atomFacts(term.product.front().atom).loops ==
                   table.facts(summed).loops;
    if (atom.kind != FormAtom::Input || !isWhole ||
        !llvm::is_contained(atom.operands, table.index(loop)) ||
        !hasLoopsAsIndices(table, atom))
      continue;
    FormShift shift{atom.number, {}, atom, summed};
    for (auto [place, index] : llvm::enumerate(atom.operands))
      if (llvm::is_contained(reduction.bound,
                             table.atom(*table.singleAtom(index)).number))
        shift.places.push_back(place);
    shifts.push_back(std::move(shift));
    return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// The added number
//===----------------------------------------------------------------------===//

/// Returns true if the unknown is a factor at most once in each term, and in no
/// other reduction.
static bool isAdded(const FormTable &table, Form form, unsigned unknown) {
  auto isOnce = [&](Form part) {
    return llvm::all_of(table.terms(part), [&](const FormTerm &term) {
      double degree = 0;
      for (const FormFactor &factor : term.product)
        if (getUnknown(table, table.atom(factor.atom)) == unknown)
          degree += std::abs(factor.exponent);
      return degree <= 1;
    });
  };
  bool isRight = isOnce(form);
  walkAtoms(table, {form}, [&](const FormAtom &atom) {
    isRight &= llvm::all_of(atom.operands, isOnce);
    if (atom.kind == FormAtom::Reduction && getUnknown(table, atom) != unknown)
      isRight &= !reads(table, table.reduction(atom.number).body, unknown);
  });
  return isRight;
}

std::optional<Form> getShifted(FormTable &table, Form form,
                               const FormShift &shift, unsigned dimension,
                               unsigned less, unsigned added) {
  bool isInExponent = hasAtom(table, {form}, [&](const FormAtom &atom) {
    return atom.kind == FormAtom::Exp &&
           reads(table, atom.operands.front(), shift.input);
  });
  if (isInExponent)
    return std::nullopt;
  Form shifted = replaceAtoms(
      table, form, [&](const FormAtom &atom) -> std::optional<Form> {
        if (atom.kind != FormAtom::Input || atom.number != shift.input)
          return std::nullopt;
        llvm::ArrayRef<Form> indices = atom.operands;
        return ag::add(table, table.element(less, indices),
                       makeUnknown(table, added,
                                   dropPlaces(indices, shift.places),
                                   dimension));
      });
  return isAdded(table, shifted, added) ? std::optional(shifted) : std::nullopt;
}

Form makeUnknown(FormTable &table, unsigned input, llvm::ArrayRef<Form> indices,
                 unsigned dimension) {
  unsigned loop = table.loops().addLoop(dimension);
  llvm::SmallVector<Form> all(indices);
  all.push_back(table.index(loop));
  return reduce(table, Primitive::Add, table.element(input, all), {loop});
}

std::optional<unsigned> getUnknown(const FormTable &table,
                                   const FormAtom &atom) {
  if (atom.kind != FormAtom::Reduction)
    return std::nullopt;
  std::optional<unsigned> single =
      table.singleAtom(table.reduction(atom.number).body);
  if (!single || table.atom(*single).kind != FormAtom::Input)
    return std::nullopt;
  return table.atom(*single).number;
}

llvm::SmallVector<FormShift>
findShifts(FormTable &table, llvm::ArrayRef<Form> forms, unsigned dimension) {
  llvm::SmallVector<FormShift> found;
  auto addNew = [&](Form form, const FormShift &shift, bool isProduct) {
    bool isNew = llvm::none_of(found, [&](const FormShift &other) {
      return other.input == shift.input;
    });
    unsigned added = table.addInput();
    std::optional<Form> shifted =
        isNew ? getShifted(table, form, shift, dimension, shift.input, added)
              : std::nullopt;
    if (shifted && !(isProduct && reads(table, *shifted, added)))
      found.push_back(shift);
  };
  for (Form form : forms) {
    Shifts shifts(table, dimension);
    shifts.collect(form);
    for (const FormShift &shift : shifts.found)
      addNew(form, shift, /*isProduct=*/false);
    for (const FormShift &shift : shifts.products)
      addNew(form, shift, /*isProduct=*/true);
  }
  return found;
}

//===----------------------------------------------------------------------===//
// Loss of digits
//===----------------------------------------------------------------------===//

/// Returns the largest number of factors of a term that depend on one of the
/// loops.
static double getDegree(const FormTable &table, Form body,
                        llvm::ArrayRef<unsigned> loops) {
  double most = 0;
  for (const FormTerm &term : table.terms(body)) {
    double degree = 0;
    for (const FormFactor &factor : term.product) {
      const FormFacts &facts = table.atomFacts(factor.atom);
      bool isAlong = llvm::any_of(
          loops, [&](unsigned loop) { return facts.dependsOn(loop); });
      const FormAtom &atom = table.atom(factor.atom);
      if (isAlong && factor.exponent > 0 && atom.kind != FormAtom::Exp)
        degree += factor.exponent;
    }
    most = std::max(most, degree);
  }
  return most;
}

/// Returns true if sums of squares over the dimension, or squares of its sums,
/// are subtracted from each other.
static bool subtractsSquares(const FormTable &table, Form form,
                             unsigned dimension) {
  auto getSign = [&](const FormTerm &term) {
    double degree = 0;
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      if (atom.kind != FormAtom::Reduction || factor.exponent < 0)
        continue;
      const FormReduction &reduction = table.reduction(atom.number);
      degree += factor.exponent *
                getDegree(table, reduction.body,
                          findLoopsOver(table, reduction, dimension));
    }
    return degree < 2 ? 0 : term.coefficient < 0 ? -1 : 1;
  };
  auto hasBoth = [&](Form part) {
    std::set<int> signs;
    for (const FormTerm &term : table.terms(part))
      signs.insert(getSign(term));
    return signs.count(-1) && signs.count(1);
  };
  bool isThere = hasBoth(form);
  walkAtoms(table, {form}, [&](const FormAtom &atom) {
    isThere |= llvm::any_of(atom.operands, hasBoth);
  });
  return isThere;
}

/// Returns true if a term is a sum over the dimension, multiplied by a maximum
/// or minimum over it, and another term has the other sign: sum over j of
/// (x[j] - max) * y[j].
static bool subtractsExtreme(const FormTable &table, Form form,
                             unsigned dimension) {
  auto isExtremeOfSum = [&](const FormTerm &term) {
    bool hasSum = false, hasExtreme = false;
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      if (atom.kind != FormAtom::Reduction || factor.exponent < 0)
        continue;
      const FormReduction &reduction = table.reduction(atom.number);
      if (!findLoopsOver(table, reduction, dimension).empty())
        (reduction.combiner == Primitive::Add ? hasSum : hasExtreme) = true;
    }
    return hasSum && hasExtreme;
  };
  llvm::ArrayRef<FormTerm> terms = table.terms(form);
  return llvm::any_of(terms, [&](const FormTerm &term) {
    return isExtremeOfSum(term) &&
           llvm::any_of(terms, [&](const FormTerm &other) {
             return (other.coefficient < 0) != (term.coefficient < 0);
           });
  });
}

bool losesDigits(FormTable &table, llvm::ArrayRef<Form> forms,
                 unsigned dimension) {
  llvm::SmallVector<FormShift> made = findShifts(table, forms, dimension);
  auto isCentred = [&](Form form, unsigned input) {
    return llvm::any_of(made, [&](const FormShift &shift) {
      return shift.input == input &&
             getShifted(table, form, shift, dimension, input, table.addInput());
    });
  };
  return llvm::any_of(forms, [&](Form form) {
    Shifts shifts(table, dimension);
    shifts.collect(form);
    bool areAll = !shifts.hasOthers &&
                  llvm::all_of(shifts.found, [&](const FormShift &shift) {
                    return isCentred(form, shift.input);
                  });
    return (!areAll && subtractsSquares(table, form, dimension)) ||
           subtractsExtreme(table, form, dimension);
  });
}

} // namespace ag
