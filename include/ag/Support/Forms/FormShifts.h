//===- FormShifts.h - what may be added without a difference ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensor may have a constant added to all elements along a dimension
// without changing forms?
//
// Only tensors matter for which large numbers lose digits: those with sums of
// x^2, as in a variance.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMSHIFTS_H
#define AG_SUPPORT_FORMS_FORMSHIFTS_H

#include "ag/Support/Forms/Forms.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

/// A tensor that can be shifted. `places` are the positions of its indices that
/// the reduction's loops provide, one of them along the dimension. `element` is
/// its element as the reduction reads it, indexed by loops only. `summed` is
/// the base of the power that is summed: x, or a sum with x as a term.
struct FormShift {
  unsigned input;
  llvm::SmallVector<size_t, 2> places;
  FormAtom element;
  Form summed;
};

/// Returns tensors whose power sums over `dimension` occur in `forms` and that
/// getShifted() can shift. Also returns tensors that are multiplied with
/// another factor in such sums, as in a covariance, if the added number then
/// cancels.
llvm::SmallVector<FormShift>
findShifts(FormTable &table, llvm::ArrayRef<Form> forms, unsigned dimension);

/// Returns the form with the shift's tensor replaced by `less` plus a number
/// that is constant along the dimension, read from `added` as in makeUnknown().
/// In the result, the number has cancelled, as in a variance, or is a term or a
/// factor of values that do not contain it, as in a mean. Returns std::nullopt
/// if the number is raised to a power, as in a sum of squares, or is in an
/// exponent.
std::optional<Form> getShifted(FormTable &table, Form form,
                               const FormShift &shift, unsigned dimension,
                               unsigned less, unsigned added);

/// Returns true if one of the forms subtracts sums of squares over the
/// dimension, or squares of its sums, from each other, and not all tensors in
/// them can be centred, or if one subtracts a sum times a maximum from another
/// sum. For large numbers, the difference then has few correct digits.
bool losesDigits(FormTable &table, llvm::ArrayRef<Form> forms,
                 unsigned dimension);

/// Returns the elements except those at `places`, which must be increasing.
template <typename T>
llvm::SmallVector<T> dropPlaces(llvm::ArrayRef<T> elements,
                                llvm::ArrayRef<size_t> places) {
  llvm::SmallVector<T> others(elements);
  for (size_t place : llvm::reverse(places))
    others.erase(others.begin() + place);
  return others;
}

/// Returns an unknown that is constant along the dimension, for each of
/// `indices`: a sum of elements of `input` over the dimension.
Form makeUnknown(FormTable &table, unsigned input, llvm::ArrayRef<Form> indices,
                 unsigned dimension);

/// Returns the input that such an atom is a sum of, or std::nullopt if the atom
/// is not of this form.
std::optional<unsigned> getUnknown(const FormTable &table,
                                   const FormAtom &atom);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMSHIFTS_H
