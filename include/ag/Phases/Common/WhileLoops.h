//===- WhileLoops.h - while loops that forward their arguments --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_WHILELOOPS_H
#define AG_PHASES_COMMON_WHILELOOPS_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace ag {

/// Rewrites the loop such that the k-th tensor that the condition forwards has
/// the type of the k-th argument of an iteration. The two then also have the
/// same sizes, as far as these are known, so that they can share a buffer.
/// Returns `loop` itself if that holds already. Fails, with an error at the
/// loop, if a new iter_arg needs a size that is not known before the loop.
mlir::FailureOr<mlir::scf::WhileOp> alignWhile(mlir::scf::WhileOp loop);

} // namespace ag

#endif // AG_PHASES_COMMON_WHILELOOPS_H
