//===- FormHash.h - forms told apart across programs ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are two forms of different tables the same computation, at whatever sizes?
//
// Equal hashes say so, but for chance: of tensors, their numbers count; of
// loops, where they occur; of coefficients, the sign alone, as no hash allows
// for rounding. Sizes don't count.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMHASH_H
#define AG_SUPPORT_SCALAR_FORMHASH_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

/// A result's form, at its loops in its order.
struct FormAtLoops {
  Form form;
  llvm::SmallVector<unsigned> loops;
};

/// Of several results together, in their order.
uint64_t hashForms(const FormTable &table, llvm::ArrayRef<FormAtLoops> results);

/// `loops` are those of the result, in its order.
uint64_t hashForm(const FormTable &table, Form form,
                  llvm::ArrayRef<unsigned> loops);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMHASH_H
