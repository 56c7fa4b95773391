//===- FormNames.h - what the loops of a reduction are called ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order do loops occur in a form, regardless of their numbers?
//
// The order is found by colour refinement. The first colour of a loop follows
// from its dimension. Each round then adds the hash of the form in which only
// this loop is marked, until a round distinguishes no more loops. If several
// loops still have the same colour, each of them is tried as the first, and the
// order with the least hash of the form is kept. At most 64 orders are tried:
// loops that can be exchanged freely, as in sum over i, j of x[i, j] x[j, i],
// look the same in each order.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMNAMES_H
#define AG_SUPPORT_FORMS_FORMNAMES_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// The loops `bound`, and the other loops that `body` depends on. The order of
/// both lists follows from the body alone.
struct LoopOrder {
  llvm::SmallVector<unsigned, 2> bound, parameters;
};

LoopOrder findLoopOrder(const FormTable &table, Form body,
                        llvm::ArrayRef<unsigned> bound);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMNAMES_H
