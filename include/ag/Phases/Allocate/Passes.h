//===- Passes.h - the passes of allocate ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which passes does the phase run?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_ALLOCATE_PASSES_H
#define AG_PHASES_ALLOCATE_PASSES_H

#include "ag/Phases/Common/WithModels.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ag {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ag/Phases/Allocate/Passes.h.inc"

struct Collector;

/// Creates ag-plan-workspace. The pass writes the plan of each entry to
/// `collector`, which must outlive it, unless that is null. `redZone` is the
/// option of the pass.
std::unique_ptr<mlir::Pass> createPlanWorkspacePass(Collector *collector,
                                                    int64_t redZone);

} // namespace ag

#endif // AG_PHASES_ALLOCATE_PASSES_H
