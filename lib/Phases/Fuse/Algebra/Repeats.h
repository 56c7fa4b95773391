//===- Repeats.h - ops that repeat elements, for each reader ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What repeats the elements of a smaller tensor costs nothing in a group, so
// that each has its own: two that read a row's sum share this, and not what it
// is as often as there are elements.
//
//   %b = ag.broadcast %l [0]         %b = ag.broadcast %l [0]
//   %p = ag.div %e, %b               %p = ag.div %e, %b
//   %h = ag.div %g, %b               %c = ag.broadcast %l [0]
//                                    %h = ag.div %g, %c
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_ALGEBRA_REPEATS_H
#define AG_LIB_PHASES_FUSE_ALGEBRA_REPEATS_H

#include "mlir/IR/Block.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace ag {

/// Takes away the barriers in front of what is made of constants, as a mask of
/// places is: a group makes its own while it goes through.
void freeConstants(mlir::Block &block);

/// Gives each op that reads what repeats elements its own.
void splitRepeats(mlir::Block &block);

/// Makes those that are equal one again, each in the place of the first: tells
/// of an op that goes which one is kept.
void mergeRepeats(
    mlir::Block &block,
    llvm::function_ref<void(mlir::Operation *gone, mlir::Operation *kept)>
        noteMerged = nullptr);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_ALGEBRA_REPEATS_H
