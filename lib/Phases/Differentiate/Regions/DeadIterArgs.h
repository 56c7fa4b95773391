//===- DeadIterArgs.h - iter_args that no op reads --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that runs again stacks the values that its reverse reads. No op reads
// the stacks of the first run then, and they are erased:
//
//   %y, %kept = scf.for ... iter_args(%t = %x, %s = %empty)   // %kept: unread
//
// Upstream's canonicalization keeps an iter_arg that only its own update reads.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_DEADITERARGS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_DEADITERARGS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Erases unread iter_args of one loop, which is replaced if it has any.
void eraseDeadIterArgs(mlir::scf::ForOp loop);

/// Erases unread iter_args of all loops of the function, outer loops first.
void eraseDeadIterArgs(mlir::func::FuncOp function);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_DEADITERARGS_H
