//===- BatchFusion.h - one loop over batches --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which products share a loop over batches?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_CPU_BATCHFUSION_H
#define AG_LIB_PHASES_SCHEDULE_CPU_BATCHFUSION_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Puts a product of batches, the ops that it reads, and the products that
/// these read, into one loop over the batches.
mlir::LogicalResult fuseBatches(mlir::Operation *function);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_CPU_BATCHFUSION_H
