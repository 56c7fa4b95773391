//===- FormPicks.h - sums of which one place counts -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is a sum over a place that a comparison picks?
//
//   - sum over j of [j = l] * log(e^x[j] / s)     s = sum over b of e^x[b]
//     = - log(e^x[l] / s)
//     = log s - x[l]
//
// So the losses of a label, however they are spelled, are one form. There is
// such a place only if l is an index along the dimension; elsewhere the sum is
// 0, which not every spelling of a loss is. So this is for telling computations
// apart, and nothing is computed by it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMPICKS_H
#define AG_SUPPORT_SCALAR_FORMPICKS_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

/// The form, of what is at the place in place of sums that pick one.
Form takePicked(FormTable &table, Form form);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMPICKS_H
