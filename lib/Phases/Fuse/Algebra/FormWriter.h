//===- FormWriter.h - forms as ops ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops compute a form that is a product, or a sum of products?
//
//   l[i]^-1 * sum over e of g[i, e] * o[i, e]
//
//   %0 = ag.contract "ie,ie->i" %g, %o
//   %1 = ag.div %0, %l
//
// Forms are for deciding, and what they say in other ways is not written.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_FORMWRITER_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_FORMWRITER_H

#include "ag/Analysis/Groups/GroupForms.h"
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"

namespace ag {

/// A value of the form at these loops, of the element type; null, and no ops,
/// if it is none of these: the product of elements of floating-point tensors,
/// powers of 1 and -1, and of at most one sum of such products.
mlir::Value writeForm(GroupForms &forms, const FormAtLoops &form,
                      ScalarType type, Vocabulary vocabulary,
                      mlir::OpBuilder &builder, mlir::Location loc);

/// That of what replaces the op.
Vocabulary vocabularyOf(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_FORMWRITER_H
