//===- ParameterTypes.h - one type for each name ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of which type is each parameter? One name is one tensor of the weights file:
// all `ag.parameter`s of a module that have it, and arguments that these
// became, are of one type, and so is each gradient by it (`ag.gradient_of`),
// which no op by itself can tell.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_PARAMETERTYPES_H
#define AG_ANALYSIS_PARAMETERTYPES_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Reports a parameter, or a result that is the gradient by one, of another
/// type than those of its name.
mlir::LogicalResult checkParameterTypes(mlir::ModuleOp module);

} // namespace ag

#endif // AG_ANALYSIS_PARAMETERTYPES_H
