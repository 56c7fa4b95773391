//===- UnreadCarried.h - what loops carry for nobody ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that is run again stacks what its reverse reads. Once the first has
// made its stacks for nobody, they go:
//
//   %y, %kept = scf.for ... iter_args(%t = %x, %s = %empty)   // %kept: unread
//
// Upstream's canonicalization leaves what is carried, and read for that alone.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_UNREADCARRIED_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_UNREADCARRIED_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Erases it from one loop, for which another is there then.
void eraseUnreadCarried(mlir::scf::ForOp loop);

/// Erases it from all loops of the function, the outer ones first.
void eraseUnreadCarried(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_UNREADCARRIED_H
