//===- UsedValues.h - what an op uses ---------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values does an op with regions depend on?
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_USEDVALUES_H
#define AG_ANALYSIS_USEDVALUES_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

/// Returns the operands of `op`, then the values from outside that its regions
/// use.
llvm::SetVector<mlir::Value> getUsedValues(mlir::Operation *op);

/// Returns the values from outside that the region uses.
llvm::SetVector<mlir::Value> getUsedValues(mlir::Region &region);

} // namespace ag

#endif // AG_ANALYSIS_USEDVALUES_H
