//===- RegionEdits.h - programs without a region ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which program remains if one region of an op runs once in its place?
//
//   %1 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) {
//     %2 = ag.tanh %a                     becomes    %2 = ag.tanh %x
//     scf.yield %2
//   }
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_REDUCE_REGIONEDITS_H
#define AG_LIB_DRIVER_REDUCE_REGIONEDITS_H

#include "Reduce/Change.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Lists, for each op, the change that replaces it by the ops of its first or
/// last region, and its results by the last values which that region yields.
///
/// A block argument becomes the operand at the same distance from the end, else
/// the first operand of its type, else a constant. In the example, %i becomes
/// %c1. The change returns false if the region has no single block with a
/// terminator, if it yields other types, or if an argument has no replacement.
Changes listFirstRegions(mlir::ModuleOp module);
Changes listLastRegions(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_REGIONEDITS_H
