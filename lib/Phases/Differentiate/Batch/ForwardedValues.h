//===- ForwardedValues.h - values between regions in a batch ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which form does control flow forward a value to its target, a result or a
// block argument? A target that differs over the batch has the batch along
// dimension 0, whichever operand is forwarded; other targets keep their types.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_BATCH_FORWARDEDVALUES_H
#define AG_LIB_PHASES_DIFFERENTIATE_BATCH_FORWARDEDVALUES_H

#include "Batch/Batch.h"

namespace ag {

/// Returns the type in which values are forwarded to `target`.
mlir::Type getForwardedType(mlir::Value target, Batch &batch);

/// Returns `operand` as control flow of `op` forwards it to `target`, with the
/// type getForwardedType(target, batch).
mlir::Value forward(mlir::Value operand, mlir::Value target,
                    mlir::Operation *op, Batch &batch);

/// Returns the same, without a cut to the batch's mask.
mlir::Value forwardUncut(mlir::Value operand, mlir::Value target,
                         mlir::Operation *op, Batch &batch);

/// Records `value`, a result or block argument of that type, for `target`.
void setForwarded(mlir::Value target, mlir::Value value, Batch &batch);

/// Records `value`, which may be forwarded without a cut, for `target`, a value
/// of `op`. If there is a mask, it is cut for the ops that read it.
void setUncut(mlir::Value target, mlir::Value value, mlir::Operation *op,
              Batch &batch);

/// Returns true if values of one type are known to have equal sizes.
bool haveEqualSizes(mlir::Value a, mlir::Value b);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_BATCH_FORWARDEDVALUES_H
