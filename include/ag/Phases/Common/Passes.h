//===- Passes.h - passes that several phases run ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which passes belong to no phase, and are run by each phase that needs them?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_PASSES_H
#define AG_PHASES_COMMON_PASSES_H

#include "ag/Machine/Common/TargetRequest.h"
#include "ag/Phases/Common/WithModels.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace ag {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ag/Phases/Common/Passes.h.inc"

/// Creates ag-set-target with the options of `request`.
std::unique_ptr<mlir::Pass> createSetTargetPass(const TargetRequest &request);

} // namespace ag

#endif // AG_PHASES_COMMON_PASSES_H
