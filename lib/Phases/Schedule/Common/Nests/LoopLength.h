//===- LoopLength.h - amount of work in one loop ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which loops become too long, or read and write too many tensors, for
// registers to hold their values? Each op of such a loop takes longer to
// compile and to run than in two loops.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_LOOPLENGTH_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_LOOPLENGTH_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace ag {

/// Returns why the fused loop of both ops would be too long, or an empty string
/// if it would not. `tensors` is the number of tensors that it reads and writes
/// besides one result.
llvm::StringRef whyTooLong(mlir::linalg::GenericOp producer,
                           mlir::linalg::GenericOp consumer, unsigned tensors);

/// Returns true if a path through the fused body would have more math functions
/// than any path through either body. Each function waits for the one before
/// it, and registers hold too few iterations of such a loop to overlap them. If
/// operands are in L1 or L2, two loops with one function each are a fifth
/// faster than the fused loop, although it reads and writes less.
bool haveLongerPath(mlir::linalg::GenericOp producer,
                    mlir::linalg::GenericOp consumer);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_NESTS_LOOPLENGTH_H
