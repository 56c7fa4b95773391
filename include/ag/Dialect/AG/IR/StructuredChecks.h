//===- StructuredChecks.h - what ops with a Spec demand ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an op with a Spec demand of sizes, and what is known of its own?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTUREDCHECKS_H
#define AG_DIALECT_AG_IR_STRUCTUREDCHECKS_H

#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

namespace ag {

/// CheckableOpInterface::insertChecks for every op with a Spec: created extents
/// are not negative, operands agree on loops, and reads and writes stay inside.
/// Fails with [bounds] where a map is not linear.
llvm::LogicalResult insertStructuredChecks(StructuredOpInterface op,
                                           mlir::OpBuilder &builder,
                                           SizeOrigins &origins);

/// ValueBoundsOpInterface for dimension `dim` of the one result of an op with a
/// Spec: it is as long as where its extent comes from at once.
void populateStructuredBounds(StructuredOpInterface op, int64_t dim,
                              mlir::ValueBoundsConstraintSet &bounds);

} // namespace ag

#endif // AG_DIALECT_AG_IR_STRUCTUREDCHECKS_H
