//===- FlowBounds.h - bounds of what control flow gives ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which size does the result of a loop or choice have, given the values that
// each iteration or branch yields?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_SIZES_FLOWBOUNDS_H
#define AG_LIB_DIALECT_AG_IR_SIZES_FLOWBOUNDS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Gives the ValueBoundsOpInterface to ops of scf, and to arith.select, which
/// is similar to scf.if.
void registerFlowBounds(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_SIZES_FLOWBOUNDS_H
