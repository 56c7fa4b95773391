//===- DescribeProgram.h - a function with its groups, drawn ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_FUSE_EXPLAIN_DESCRIBEPROGRAM_H
#define AG_LIB_PHASES_FUSE_EXPLAIN_DESCRIBEPROGRAM_H

#include "Explain/EdgeReasons.h"
#include "ag/Support/Report/ProgramGraph.h"

namespace ag {

/// Returns "'ag.exp' of attention".
std::string describeOp(mlir::Operation *op);

/// What one op says of another that reads it: "'ag.exp' of attention is
/// computed apart from 'ag.mul' of mlp at 4:8".
std::string describeEdge(const ExplainedEdge &edge);

/// To be drawn: groups, regions, loops and branches are parts.
ProgramGraph describeProgram(mlir::FunctionOpInterface function,
                             llvm::ArrayRef<ExplainedEdge> edges,
                             llvm::ArrayRef<GivenEdge> given,
                             const GroupCosts &costs);

} // namespace ag

#endif // AG_LIB_PHASES_FUSE_EXPLAIN_DESCRIBEPROGRAM_H
