//===- FailureBlock.h - returns of a failure --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does lowered code leave a function early?
//
//     ...                                       // up to the op
//     cf.cond_br %holds, ^next, ^failure
//   ^failure:
//     ...                                       // ends in a return
//   ^next:
//     ...                                       // behind the op
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_COMMON_FAILUREBLOCK_H
#define AG_LIB_PHASES_LOWER_COMMON_FAILUREBLOCK_H

#include "mlir/IR/Builders.h"

namespace ag {

/// Continues behind `op` if the condition, which is computed up to there,
/// holds. Returns a builder for the block that runs otherwise.
mlir::OpBuilder beginFailure(mlir::Operation *op, mlir::Value holds);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_COMMON_FAILUREBLOCK_H
