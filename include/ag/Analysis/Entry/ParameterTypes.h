//===- ParameterTypes.h - one type for each name ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which type has each parameter? One name is one tensor of the weights file.
// All `ag.parameter`s of a module with that name, and the arguments that they
// became, have one type, and so has each gradient by it (`ag.gradient_of`). No
// op can verify this by itself.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRY_PARAMETERTYPES_H
#define AG_ANALYSIS_ENTRY_PARAMETERTYPES_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Emits an error at a parameter whose type differs from that of an earlier one
/// of its name, or for a result whose type is not that of a gradient by its
/// parameter.
mlir::LogicalResult checkParameterTypes(mlir::ModuleOp module);

} // namespace ag

#endif // AG_ANALYSIS_ENTRY_PARAMETERTYPES_H
