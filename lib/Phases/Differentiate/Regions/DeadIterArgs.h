//===- DeadIterArgs.h - iter_args that no op reads --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that runs again stacks the values that its reverse reads. No op reads
// the stacks of the first run then. A loop that counts the iterations of
// another may change an array that does not decide when it ends:
//
//   %y, %kept = scf.for ... iter_args(%t = %x, %s = %empty)   // %kept: unread
//
// Upstream's canonicalization keeps an iter_arg that only its own update reads,
// and erases one that yields its initial value.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_REGIONS_DEADITERARGS_H
#define AG_LIB_PHASES_DIFFERENTIATE_REGIONS_DEADITERARGS_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Lets all loops in `root` yield the initial value for an iter_arg that
/// neither a result of `root` nor an effect depends on. Returns true if it
/// changed a loop. Canonicalization erases these iter_args.
bool cutDeadIterArgs(mlir::Operation *root);

/// Erases dead iter_args of a loop and of loops in it, which are replaced.
void eraseDeadIterArgs(mlir::scf::ForOp loop);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_REGIONS_DEADITERARGS_H
