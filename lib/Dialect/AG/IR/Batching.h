//===- Batching.h - how ops without a Spec are batched ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is done for a batch of what a Spec says only of one place?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_BATCHING_H
#define AG_DIALECT_AG_IR_BATCHING_H

#include "mlir/IR/MLIRContext.h"

namespace ag {

/// Gives ag.slice a rule for places that differ over a batch.
void registerSliceBatching(mlir::MLIRContext &context);

} // namespace ag

#endif // AG_DIALECT_AG_IR_BATCHING_H
