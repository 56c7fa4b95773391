//===- CotangentSizes.h - that a cotangent has a result's sizes -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is a cotangent that callers give? As the result that it is for: the
// names of its dimensions say so, which entering checks, or else a check.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REVERSE_COTANGENTSIZES_H
#define AG_LIB_PHASES_DIFFERENTIATE_REVERSE_COTANGENTSIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// The ag.dims of an argument of `function` that is as large as `result`, a
/// value of it; null where names don't say it, or numbers say it all.
mlir::DictionaryAttr nameSizes(mlir::func::FuncOp function, mlir::Value result);

/// Ends the run unless `cotangent` is as large as `result`, number `number` of
/// the function.
void requireSizes(mlir::Value cotangent, mlir::Value result, unsigned number,
                  mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REVERSE_COTANGENTSIZES_H
