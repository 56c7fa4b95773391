//===- Passes.h - the passes of fuse ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which passes does the phase run?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_FUSE_PASSES_H
#define AG_PHASES_FUSE_PASSES_H

#include "ag/Phases/Common/WithModels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ag {

struct ProgramGraph;

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ag/Phases/Fuse/Passes.h.inc"

/// ag-fuse, which where it makes remarks also describes each entry, to be drawn
/// (ag/Support/Report/ProgramGraph.h), in `graphs` if that is not null.
std::unique_ptr<mlir::Pass> createFusePass(FusePassOptions options,
                                           std::vector<ProgramGraph> *graphs);

} // namespace ag

#endif // AG_PHASES_FUSE_PASSES_H
