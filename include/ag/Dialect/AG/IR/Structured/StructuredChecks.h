//===- StructuredChecks.h - what ops with a Spec demand ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which requirements on sizes does an op with a Spec have, and what is known
// about its result's sizes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_STRUCTUREDCHECKS_H
#define AG_DIALECT_AG_IR_STRUCTURED_STRUCTUREDCHECKS_H

#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// Implements CheckableOpInterface::insertChecks() for every op with a Spec:
/// created extents are not negative, operands agree on loops, and reads and
/// writes are within bounds. Fails with [bounds] if a map is not linear.
llvm::LogicalResult insertStructuredChecks(StructuredOpInterface op,
                                           mlir::OpBuilder &builder,
                                           SizeOrigins &origins);

/// Implements ValueBoundsOpInterface for dimension `dim` of the only result of
/// an op with a Spec: it equals the direct origin of its extent.
void populateStructuredBounds(StructuredOpInterface op, int64_t dim,
                              mlir::ValueBoundsConstraintSet &bounds);

} // namespace ag

#endif // AG_DIALECT_AG_IR_STRUCTURED_STRUCTUREDCHECKS_H
