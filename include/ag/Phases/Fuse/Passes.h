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

struct Collector;

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ag/Phases/Fuse/Passes.h.inc"

/// Creates ag-fuse. If the pass emits remarks, it writes a description of each
/// entry, for drawing, to `collector`, which must outlive it, unless that is
/// null.
std::unique_ptr<mlir::Pass> createFusePass(FusePassOptions options,
                                           Collector *collector);

} // namespace ag

#endif // AG_PHASES_FUSE_PASSES_H
