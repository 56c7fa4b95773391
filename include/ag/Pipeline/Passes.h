//===- Passes.h - every pass of ag ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does an opt tool, or any command line that names passes, get those of ag?
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

/// What adds several passes under one name, which --help lists.
struct Pipeline {
  llvm::StringLiteral name;
  llvm::StringLiteral help;
  /// By its value, which `complain` is told of if it makes no sense.
  mlir::LogicalResult (*add)(
      mlir::OpPassManager &passes, llvm::StringRef value,
      llvm::function_ref<mlir::LogicalResult(const llvm::Twine &)> complain);
  /// The answer of ag-compile to an option of the pipeline's name; empty if it
  /// has one.
  llvm::StringLiteral inCompile = "";
};

/// The phases as pipelines: `--to=PHASE`, `--lower=cpu`, ...; and passes of a
/// phase that run one after the other, named as passes are, `ag-...`.
llvm::ArrayRef<Pipeline> getPipelines();

/// Registers all passes of ag, and these pipelines, unless they are registered.
/// (Passes one by one: ag/Phases/*/Passes.h.)
void registerPasses();

} // namespace ag

#endif // AG_PIPELINE_PASSES_H
