//===- RequestTrait.h - ops that ask for functions --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops ask for a function that is made of another one?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_REQUESTTRAIT_H
#define AG_INTERFACES_REQUESTTRAIT_H

#include "mlir/IR/OpDefinition.h"

namespace ag {

/// An op that names a function, and asks for one that is made of it: its
/// derivative, or what does the same for a batch. The phase differentiate puts
/// a call in its place.
template <typename ConcreteOp>
class RequestTrait : public mlir::OpTrait::TraitBase<ConcreteOp, RequestTrait> {
};

} // namespace ag

#endif // AG_INTERFACES_REQUESTTRAIT_H
