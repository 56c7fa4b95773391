//===- FormWriter.h - forms as ops ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a form that is a product, or a sum of products, written as ops?
//
//   l[i]^-1 * sum over e of g[i, e] * o[i, e]
//
//   %0 = ag.contract "ie,ie->i" %g, %o
//   %1 = ag.div %0, %l
//
// Other forms are not written. They only serve to make decisions.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_FORMWRITER_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_FORMWRITER_H

#include "ag/Analysis/Groups/GroupForms.h"
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"

namespace ag {

/// Writes the form at these loops as a value with elements of `type`. The form
/// may be a product of elements of floating-point tensors, to the powers 1 and
/// -1, and of at most one sum of such products. Returns null, and writes
/// nothing, for other forms.
mlir::Value writeForm(GroupForms &forms, const FormAtLoops &form,
                      ScalarType type, Vocabulary vocabulary,
                      mlir::OpBuilder &builder, mlir::Location loc);

/// Returns the vocabulary for ops that replace `op`.
Vocabulary vocabularyOf(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_FORMWRITER_H
