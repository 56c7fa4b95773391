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

/// An op whose floats are linear in its operands', taken together: its tangent
/// is what it computes of tangents.
///
///   %y = ag.update %x, %p [%i] [1]
///   %y' = ag.update %x', %p' [%i] [1]
template <typename ConcreteOp>
class LinearTrait : public mlir::OpTrait::TraitBase<ConcreteOp, LinearTrait> {};

} // namespace ag

#endif // AG_INTERFACES_LINEARTRAIT_H
