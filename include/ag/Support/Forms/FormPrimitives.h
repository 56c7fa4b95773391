//===- FormPrimitives.h - primitives of forms -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form does a primitive of forms have?
//
// A primitive without a rule is an atom of its operands, such as tanh(x).
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMPRIMITIVES_H
#define AG_SUPPORT_FORMS_FORMPRIMITIVES_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// Returns the form of a primitive with operands of type `type` and a result of
/// type `resultType`. Sums and products of integers are assumed to be those of
/// indices and sizes, which do not wrap; others, such as those of hashes, are
/// atoms.
Form apply(FormTable &table, Primitive primitive, ScalarType type,
           ScalarType resultType, llvm::ArrayRef<Form> operands);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMPRIMITIVES_H
