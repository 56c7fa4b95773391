//===- Passes.h - every pass of ag ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an opt tool, or another tool that takes the names of passes,
// register those of ag?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_PASSES_H
#define AG_PIPELINE_PASSES_H

#include "ag/Phases/Common/WithModels.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace ag {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ag/Pipeline/Passes.h.inc"

/// Several passes under one name, which --help lists
struct Pipeline {
  llvm::StringLiteral name;
  llvm::StringLiteral help;
  /// Appends the passes for the option's value. Calls `emitError` with a
  /// message, and fails, if the value is invalid.
  mlir::LogicalResult (*add)(
      mlir::OpPassManager &passes, llvm::StringRef value,
      llvm::function_ref<mlir::LogicalResult(const llvm::Twine &)> emitError);
  /// The answer of ag-compile to an option of the pipeline's name; empty if
  /// ag-compile has such an option itself
  llvm::StringLiteral inCompile = "";
};

/// Returns the pipelines that run phases, such as `--to=PHASE` and
/// `--lower=cpu`, and the sequences of passes of one phase, which have names
/// like passes, `ag-...`.
llvm::ArrayRef<Pipeline> getPipelines();

/// Registers all passes and pipelines of ag. Does nothing if the pipelines are
/// registered already. (ag/Phases/*/Passes.h register the passes of one phase.)
void registerPasses();

} // namespace ag

#endif // AG_PIPELINE_PASSES_H
