//===- DescribeProgram.h - a graph of a function's groups -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_EXPLAIN_DESCRIBEPROGRAM_H
#define AG_LIB_PHASES_FUSE_EXPLAIN_DESCRIBEPROGRAM_H

#include "Explain/EdgeReasons.h"
#include "ag/Analysis/Groups/Tiles/ValueLevels.h"
#include "ag/Support/Report/ProgramGraph.h"

namespace ag {

/// Returns "'ag.exp' of attention".
std::string describeOp(mlir::Operation *op);

/// Describes an edge, such as "'ag.exp' of attention is computed apart from
/// 'ag.mul' of mlp at 4:8".
std::string describeEdge(const ExplainedEdge &edge);

/// Returns a graph of the function for drawing. Groups, regions, loops and
/// branches are its parts. Values of ops without a level in `levels` are in
/// memory.
ProgramGraph describeProgram(mlir::FunctionOpInterface function,
                             llvm::ArrayRef<ExplainedEdge> edges,
                             llvm::ArrayRef<GivenEdge> given,
                             const GroupCosts &costs,
                             const ValueLevels &levels);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_EXPLAIN_DESCRIBEPROGRAM_H
