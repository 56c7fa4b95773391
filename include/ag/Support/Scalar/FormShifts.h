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

namespace ag {

/// A tensor, the place of the index that goes along the dimension, and its
/// element as a reduction over the dimension reads it, by loops alone: there,
/// `summed` is what is raised to a power, x or a sum of which x is a term.
struct FormShift {
  unsigned input;
  size_t place;
  FormAtom element;
  Form summed;
};

/// The tensors of which sums of powers over the dimension are taken, where
/// `forms` are the same for the tensor and for it with anything added to it
/// that does not change along the dimension.
llvm::SmallVector<FormShift>
findShifts(FormTable &table, llvm::ArrayRef<Form> forms, unsigned dimension);

/// Something that does not change along the dimension, for each of `indices`:
/// a sum of elements of `input` over it.
Form makeUnknown(FormTable &table, unsigned input, llvm::ArrayRef<Form> indices,
                 unsigned dimension);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMSHIFTS_H
