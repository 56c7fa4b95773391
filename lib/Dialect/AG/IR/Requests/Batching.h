//===- Batching.h - how ops without a Spec are batched ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op batched if its Spec covers only a position that is the same for
// all elements?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_REQUESTS_BATCHING_H
#define AG_LIB_DIALECT_AG_IR_REQUESTS_BATCHING_H

#include "mlir/IR/MLIRContext.h"

namespace ag {

/// Gives ag.slice a rule for offsets that differ over a batch.
void registerSliceBatching(mlir::MLIRContext &context);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_REQUESTS_BATCHING_H
