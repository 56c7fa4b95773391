//===- CotangentSizes.h - sizes of cotangents -------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is a cotangent that callers pass? As large as the result that it
// belongs to. Names of its dimensions say so, which are checked on entry; if
// there are no names, assertions check it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REVERSE_COTANGENTSIZES_H
#define AG_LIB_PHASES_DIFFERENTIATE_REVERSE_COTANGENTSIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Returns the ag.dims of an argument of `function` that has the sizes of
/// `result`, a value of the function. Returns null if a size has no name, or if
/// no size is dynamic.
mlir::DictionaryAttr nameSizes(mlir::func::FuncOp function, mlir::Value result);

/// Emits assertions that `cotangent` has the dynamic sizes of `result`, which
/// is result `number` of the function.
void requireSizes(mlir::Value cotangent, mlir::Value result, unsigned number,
                  mlir::OpBuilder &builder);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REVERSE_COTANGENTSIZES_H
