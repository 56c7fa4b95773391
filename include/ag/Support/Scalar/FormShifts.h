//===- FormShifts.h - what may be added without a difference ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensor may have the same added to all elements along a dimension, so
// that forms stay what they are?
//
// Asked for are those that large numbers hurt: sums of x^2, as in a variance.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMSHIFTS_H
#define AG_SUPPORT_SCALAR_FORMSHIFTS_H

#include "ag/Support/Scalar/Forms.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

/// A tensor, the places of those of its indices that the reduction goes
/// through, one of them along the dimension, and its element as the reduction
/// reads it, by loops alone: there, `summed` is what is raised to a power, x or
/// a sum of which x is a term.
struct FormShift {
  unsigned input;
  llvm::SmallVector<size_t, 2> places;
  FormAtom element;
  Form summed;
};

/// The tensors of which sums of powers over the dimension are taken in one of
/// `forms` that getShifted makes another of; and those that are multiplied with
/// something else in such sums, where what is added is nowhere in it then, as
/// in a covariance.
llvm::SmallVector<FormShift>
findShifts(FormTable &table, llvm::ArrayRef<Form> forms, unsigned dimension);

/// The form made of `less` in place of the shift's tensor, which is greater by
/// what does not change along the dimension: `added`, as makeUnknown reads it.
/// That is nowhere in it, as in a variance, or is added, and multiplies what is
/// made of no such number, as in a mean. None where it is raised to a power, as
/// in a sum of squares: those that are subtracted don't take one another away.
std::optional<Form> getShifted(FormTable &table, Form form,
                               const FormShift &shift, unsigned dimension,
                               unsigned less, unsigned added);

/// Whether one of the forms subtracts sums of squares over the dimension, or
/// squares of its sums, from one another, of what is not less its centre: of
/// large numbers little is left.
bool losesDigits(FormTable &table, llvm::ArrayRef<Form> forms,
                 unsigned dimension);

/// The elements but for those at the places, which are in order.
template <typename T>
llvm::SmallVector<T> dropPlaces(llvm::ArrayRef<T> elements,
                                llvm::ArrayRef<size_t> places) {
  llvm::SmallVector<T> others(elements);
  for (size_t place : llvm::reverse(places))
    others.erase(others.begin() + place);
  return others;
}

/// Something that does not change along the dimension, for each of `indices`:
/// a sum of elements of `input` over it.
Form makeUnknown(FormTable &table, unsigned input, llvm::ArrayRef<Form> indices,
                 unsigned dimension);

/// The input that such an atom is a sum of; none if it is something else.
std::optional<unsigned> getUnknown(const FormTable &table,
                                   const FormAtom &atom);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMSHIFTS_H
