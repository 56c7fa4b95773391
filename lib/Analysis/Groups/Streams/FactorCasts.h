//===- FactorCasts.h - casts of factors of products -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which casts to a narrow type do only products read, which sum in f32?
//
//   p = e / l                   in f32
//   w = cast(p)                 to bf16, for the product alone
//   o = sum over j of w v       in bf16, summed in f32
//
// Values of bf16 and f16 in a group are f32 until they leave it, and so is w.
// Without its cast, l leaves the sum: o is (sum over j of e v) / l.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_ANALYSIS_GROUPS_STREAMS_FACTORCASTS_H
#define AG_LIB_ANALYSIS_GROUPS_STREAMS_FACTORCASTS_H

#include "ag/Analysis/Groups/GroupDimensions.h"
#include "llvm/ADT/DenseSet.h"

namespace ag {

/// Returns the casts of f32 to bf16 or f16 among the ops, which are in program
/// order, whose values reach only products of that type and sums in f32: at
/// once, or by way of element-wise ops in narrow types.
llvm::DenseSet<mlir::Operation *>
findFactorCasts(llvm::ArrayRef<const StatedOp *> ops);

} // namespace ag

#endif // AG_LIB_ANALYSIS_GROUPS_STREAMS_FACTORCASTS_H
