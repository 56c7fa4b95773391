//===- WhileBounds.h - the sizes of what while loops carry ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_WHILEBOUNDS_H
#define AG_LIB_DIALECT_AG_IR_WHILEBOUNDS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Gives scf.while the ValueBoundsOpInterface.
void registerWhileBounds(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_WHILEBOUNDS_H
