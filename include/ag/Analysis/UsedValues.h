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

/// The operands of `op`, then what its regions use from outside of it.
llvm::SetVector<mlir::Value> getUsedValues(mlir::Operation *op);

/// What the region uses from outside of it.
llvm::SetVector<mlir::Value> getUsedValues(mlir::Region &region);

} // namespace ag

#endif // AG_ANALYSIS_USEDVALUES_H
