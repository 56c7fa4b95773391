//===- FormNames.h - what the loops of a reduction are called ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order do loops occur in a form, whatever they are called?
//
// Loops are told apart by where they occur: each gets a colour, from its
// dimension and then, turn by turn, from the form in which it alone is marked,
// until no turn tells more of them apart. Where several remain, one after the
// other is taken as the first, and the order is kept that gives the least
// form. Of that, no more than 64 orders are tried: loops that are exchanged
// freely look the same in each, as those of sum over i, j of x[i, j] x[j, i].
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMNAMES_H
#define AG_SUPPORT_SCALAR_FORMNAMES_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

/// `bound`, then the other loops that `body` depends on, each group in the
/// order that follows from the body alone.
struct LoopOrder {
  llvm::SmallVector<unsigned, 2> bound, parameters;
};

LoopOrder findLoopOrder(const FormTable &table, Form body,
                        llvm::ArrayRef<unsigned> bound);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMNAMES_H
