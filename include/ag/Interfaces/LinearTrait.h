//===- LinearTrait.h - ops that are linear in floats ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_LINEARTRAIT_H
#define AG_INTERFACES_LINEARTRAIT_H

#include "mlir/IR/OpDefinition.h"

namespace ag {

/// An op whose floats are jointly linear in its float operands. Its tangent is
/// the op applied to the operands' tangents:
///
///   %y = ag.update %x, %p [%i] [1]
///   %y' = ag.update %x', %p' [%i] [1]
template <typename ConcreteOp>
class LinearTrait : public mlir::OpTrait::TraitBase<ConcreteOp, LinearTrait> {};

} // namespace ag

#endif // AG_INTERFACES_LINEARTRAIT_H
