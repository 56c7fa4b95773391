//===- OneHotSums.h - sums of which one place counts ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is a sum in which a comparison selects a single element?
//
//   - sum over j of [j = l] * log(e^x[j] / s)     s = sum over b of e^x[b]
//     = - log(e^x[l] / s)
//     = log s - x[l]
//
// So the losses of a label have one form, however they are written. The element
// exists only if l is an index of the dimension; otherwise the sum is 0, which
// is not so for every spelling of a loss. These forms therefore serve to
// compare computations, and nothing is computed from them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_ONEHOTSUMS_H
#define AG_SUPPORT_FORMS_ONEHOTSUMS_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// Returns the form with each sum that selects one element replaced by that
/// element.
Form takePicked(FormTable &table, Form form);

} // namespace ag

#endif // AG_SUPPORT_FORMS_ONEHOTSUMS_H
