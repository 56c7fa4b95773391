//===- ReportProgram.h - remarks on a function's edges ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_EXPLAIN_REPORTPROGRAM_H
#define AG_LIB_PHASES_FUSE_EXPLAIN_REPORTPROGRAM_H

#include "Explain/EdgeReasons.h"
#include "ag/Analysis/Groups/Tiles/ValueLevels.h"
#include "ag/Support/Report/Collector.h"

namespace ag {

/// Emits the remark of ops that read the same value: whether they are in one
/// group.
void reportReaders(const GroupReaders &readers);

/// Emits the remark of each edge between two ops that compute, after groups
/// have been created. Writes a description of each entry, for drawing, to
/// `collector`, unless that is null. `levels` are those of ops in groups.
void reportProgram(mlir::FunctionOpInterface function, const Speed &speed,
                   const EdgeReasons &reasons, const ValueLevels &levels,
                   Collector *collector);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_EXPLAIN_REPORTPROGRAM_H
