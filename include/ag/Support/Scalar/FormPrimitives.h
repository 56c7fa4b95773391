//===- FormPrimitives.h - primitives of forms -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which form has a primitive of forms? What no rule is about is an atom of it:
// tanh(x).
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMPRIMITIVES_H
#define AG_SUPPORT_SCALAR_FORMPRIMITIVES_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

/// The form of a primitive of operands of type `type`, with a result of type
/// `resultType`. Sums and products of whole numbers are taken for those of
/// indices and lengths, which do not wrap; others, as of hashes, are atoms.
Form apply(FormTable &table, Primitive primitive, ScalarType type,
           ScalarType resultType, llvm::ArrayRef<Form> operands);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMPRIMITIVES_H
