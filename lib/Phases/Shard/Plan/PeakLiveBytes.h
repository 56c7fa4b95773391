//===- PeakLiveBytes.h - the peak of live bytes -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_PEAKLIVEBYTES_H
#define AG_LIB_PHASES_SHARD_PLAN_PEAKLIVEBYTES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace ag {

/// Returns the largest number of bytes of values that are alive at once, as
/// defined in LiveValues.h, without arguments and parameters.
int64_t
findPeakLiveBytes(mlir::func::FuncOp function,
                  llvm::function_ref<int64_t(mlir::Value value)> countBytes);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_PEAKLIVEBYTES_H
