//===- WhileLoops.h - while loops that hand on what they took ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_WHILELOOPS_H
#define AG_PHASES_COMMON_WHILELOOPS_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// The same loop, such that the k-th tensor that the condition hands on and the
/// k-th that an iteration begins with have one type and size, as far as that is
/// known, and so can share a buffer; `loop` itself if it is so already. Fails,
/// with an error at the loop, if a place of its own needs a size that is not
/// known in front of the loop.
mlir::FailureOr<mlir::scf::WhileOp> alignWhile(mlir::scf::WhileOp loop);

} // namespace ag

#endif // AG_PHASES_COMMON_WHILELOOPS_H
