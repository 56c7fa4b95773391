//===- Rematerialize.h - straight code computed again -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a value computed again where the reverse reads it in the same block?
// By a copy of the op beside the reader, which reads its operands behind a
// barrier: only so are the two not one again.
//
//   %2 = ag.add %1, %b
//   ...
//   %again = ag.barrier %1 after %g
//   %2again = ag.add %again, %b
//
// Programs without ops of ag stay without. There, what groups of theirs would
// make again (GroupedProducts.h) is so without a barrier: who fuses finds it
// beside its readers, and who merges equal ops has kept it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_REMATERIALIZE_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_REMATERIALIZE_H

#include "Residuals/KeepOrRedo.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Gives whether anything is computed again behind barriers; what is dead then
/// is left.
bool rematerialize(mlir::func::FuncOp derivative, const KeepPolicy &policy);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_REMATERIALIZE_H
