//===- LoopLength.h - how much one loop computes ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops become so long, or read and write so many tensors, that registers
// no longer hold what they are about? Each op of such a loop takes longer to
// compile, and to run, than in two loops.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_LOOPLENGTH_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_LOOPLENGTH_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Returns why the loop of both ops, which reads and writes so many tensors
/// beside one result, would be too long; empty if it would not.
llvm::StringRef whyTooLong(mlir::linalg::GenericOp producer,
                           mlir::linalg::GenericOp consumer, unsigned tensors);

/// Returns true if a path through the body of both ops in one would have more
/// functions of math, each of which waits for the one before it, than a path
/// through either body. Registers hold too few iterations of such a loop to
/// compute others meanwhile: from near caches, two loops that each have one
/// function are a fifth faster than one loop, which reads and writes less.
bool haveLongerPath(mlir::linalg::GenericOp producer,
                    mlir::linalg::GenericOp consumer);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_LOOPLENGTH_H
