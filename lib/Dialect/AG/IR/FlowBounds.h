//===- FlowBounds.h - bounds of what control flow gives ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is what a loop or a choice gives, by what each iteration or branch
// hands on?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_FLOWBOUNDS_H
#define AG_LIB_DIALECT_AG_IR_FLOWBOUNDS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Gives the ValueBoundsOpInterface to ops of scf, and to arith.select, which
/// is as scf.if.
void registerFlowBounds(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_FLOWBOUNDS_H
