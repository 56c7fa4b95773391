//===- ReportProgram.h - what is said of a function's edges -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_EXPLAIN_REPORTPROGRAM_H
#define AG_LIB_PHASES_FUSE_EXPLAIN_REPORTPROGRAM_H

#include "Explain/EdgeReasons.h"
#include "ag/Support/Report/Collector.h"

namespace ag {

/// Makes the remark of ops that read the same: whether they are together.
void reportReaders(const GroupReaders &readers);

/// Makes the remark of each edge between two ops that compute, now that groups
/// are there. An entry is written to `collector` as it is to be drawn, unless
/// that is null.
void reportProgram(mlir::FunctionOpInterface function, const Speed &speed,
                   const EdgeReasons &reasons, Collector *collector);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_EXPLAIN_REPORTPROGRAM_H
