//===- FormHash.h - hashes of forms across programs -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do two forms of different tables describe the same computation, regardless of
// sizes?
//
// Equal hashes mean yes, up to collisions. The hash depends on the numbers of
// tensors, on where loops occur, and on the signs of coefficients. Their
// magnitudes are left out, because no hash can allow for rounding, and so are
// sizes.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMHASH_H
#define AG_SUPPORT_FORMS_FORMHASH_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// The form of a result, and the loops that index it, in the result's order.
struct FormAtLoops {
  Form form;
  llvm::SmallVector<unsigned> loops;
};

/// Returns the hash of several results together, in their order.
uint64_t hashForms(const FormTable &table, llvm::ArrayRef<FormAtLoops> results);

/// Returns the hash of one result. `loops` index the result, in its order.
uint64_t hashForm(const FormTable &table, Form form,
                  llvm::ArrayRef<unsigned> loops);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMHASH_H
