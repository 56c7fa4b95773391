//===- RequestTrait.h - ops that ask for functions --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which ops request a function that is derived from another one?
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_REQUESTTRAIT_H
#define AG_INTERFACES_REQUESTTRAIT_H

#include "mlir/IR/OpDefinition.h"

namespace ag {

/// An op that names a function and requests a derived one: its derivative, or
/// its version for a batch. The phase differentiate replaces the op by a call.
template <typename ConcreteOp>
class RequestTrait : public mlir::OpTrait::TraitBase<ConcreteOp, RequestTrait> {
};

} // namespace ag

#endif // AG_INTERFACES_REQUESTTRAIT_H
