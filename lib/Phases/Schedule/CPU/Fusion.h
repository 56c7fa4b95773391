//===- Fusion.h - fewer ops before the loops are made -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which linalg ops are joined before each becomes loops?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_FUSION_H
#define AG_LIB_PHASES_SCHEDULE_CPU_FUSION_H

#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

/// Joins element-wise ops with their users where no work is done twice that is
/// worth a pass over memory; linalg ops other than fill become generics.
mlir::LogicalResult fuseElementwise(mlir::Operation *function);

/// Puts a product of batches, the ops that it reads, and the products that
/// these read, into one loop over the batches.
mlir::LogicalResult fuseBatches(mlir::Operation *function);

/// Puts an element-wise op and the reductions that it reads into one loop over
/// rows, where they work row by row.
mlir::LogicalResult fuseRows(mlir::Operation *function);

/// Lets an element-wise op whose result is to lie in the buffer of an argument
/// (by ag.alias, or as a loop carries it) that it reads at the same places
/// write onto that argument.
void writeInPlace(mlir::FunctionOpInterface function);

/// Applies the patterns and the canonical forms of generics wherever they
/// match, leaves out ops that have no element to compute, and merges ops that
/// are equal then.
mlir::LogicalResult simplify(mlir::Operation *function,
                             mlir::RewritePatternSet patterns);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_FUSION_H
