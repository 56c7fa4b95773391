//===- RegionEdits.h - programs without a region ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is left of an op with regions if one of them runs once?
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

/// Replaces an op by the ops of its first or last region, of one block. A block
/// argument becomes the operand in its place, or a constant.
Changes listFirstRegions(mlir::ModuleOp module);
Changes listLastRegions(mlir::ModuleOp module);

} // namespace ag

#endif // AG_LIB_DRIVER_REDUCE_REGIONEDITS_H
