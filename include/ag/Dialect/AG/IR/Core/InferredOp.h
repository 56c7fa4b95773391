//===- InferredOp.h - types that follow from operands -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the result types of an op without a Spec inferred and verified?
//
// The op defines inferTypes, as InfersTypes requires. This header also includes
// the interfaces that these ops implement (AG_InferredOp).
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_INFERREDOP_H
#define AG_DIALECT_AG_IR_CORE_INFERREDOP_H

#include "ag/Interfaces/BatchableOp.h"
#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

template <typename ConcreteOp>
class InferredOpTrait
    : public mlir::OpTrait::TraitBase<ConcreteOp, InferredOpTrait>,
      public InfersTypes<ConcreteOp> {};

} // namespace ag

#endif // AG_DIALECT_AG_IR_CORE_INFERREDOP_H
