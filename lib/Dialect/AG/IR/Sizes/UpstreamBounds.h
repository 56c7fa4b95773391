//===- UpstreamBounds.h - bounds of upstream's ops --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DIALECT_AG_IR_SIZES_UPSTREAMBOUNDS_H
#define AG_LIB_DIALECT_AG_IR_SIZES_UPSTREAMBOUNDS_H

#include "mlir/IR/DialectRegistry.h"

namespace ag {

/// Gives the ValueBoundsOpInterface to ops that lack it upstream: scf.while,
/// scf.index_switch, memref.view, minima and remainders. The bounds of scf.for,
/// scf.if and arith.select are ag's if they are registered first.
void registerUpstreamBounds(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_LIB_DIALECT_AG_IR_SIZES_UPSTREAMBOUNDS_H
