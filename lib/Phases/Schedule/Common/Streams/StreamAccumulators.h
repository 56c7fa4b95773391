//===- StreamAccumulators.h - accumulators of a stream ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do numbers that are subtracted from exponents become finite?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H
#define AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H

#include "Common/Streams/FormTiles.h"
#include "ag/Analysis/Groups/Stream.h"

namespace ag {

/// Returns the anchor, a maximum if `start` is -inf and else a minimum, with
/// the greatest finite number instead of the other infinity: e^(x - anchor) of
/// an infinite element is infinite then, and not NaN.
mlir::Value limitAnchor(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value anchor, double start);

/// Returns the anchor with 0 instead of `start`, its initial value: e^(x -
/// anchor) of masked elements is 0 then, too.
mlir::Value guardAnchor(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value anchor, double start);

} // namespace ag

#endif // AG_LIB_PHASES_SCHEDULE_COMMON_STREAMS_STREAMACCUMULATORS_H
