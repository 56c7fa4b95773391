//===- Constants.h - constants of any type ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which constant can replace a value of a given type?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_CONSTANTS_H
#define AG_LIB_DRIVER_REDUCE_CONSTANTS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Returns a constant of ones, or of zeros if they are integers; null if there
/// is no constant of this type.
mlir::Value makeConstant(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Type type);

/// Loads the dialect of these constants, arith.
void loadConstants(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_CONSTANTS_H
