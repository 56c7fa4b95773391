//===- Contracts.h - what holds between phases ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which phases does a program still have to pass, and does it keep what each of
// them promises?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_CONTRACTS_H
#define AG_PIPELINE_CONTRACTS_H

#include "ag/Pipeline/Phases.h"

namespace ag {

/// Returns the phase named `name`, or reports an error at `module` if there is
/// no such phase.
mlir::FailureOr<const Phase *> getPhase(mlir::ModuleOp module,
                                        llvm::StringRef name);

/// Returns the last phase that `module` records as done, or null if it records
/// none. Reports an error if the recorded name is not that of a phase.
mlir::FailureOr<const Phase *> findDone(mlir::ModuleOp module);

/// Returns success if the last recorded phase of `module` is not later than
/// `phase`. Otherwise reports the recorded phase, or that it is unknown.
mlir::LogicalResult checkNotPast(mlir::ModuleOp module, const Phase &phase);

/// Returns the phases that `module` still has to pass, up to and including
/// `last`. Fails, with an error, if the recorded phase is later than `last` or
/// unknown. Fails also if the program contains a size, a constant or a type
/// that the phases cannot handle. A program without a recorded phase must
/// consist of ops that ag accepts; in a later one, each public function must
/// have its recorded signature.
mlir::FailureOr<llvm::ArrayRef<Phase>> remainingPhases(mlir::ModuleOp module,
                                                       const Phase &last);

/// Appends the passes of `phase` for a kind of target, then a pass that
/// verifies the phase's contract and records that the phase is done. The passes
/// write to `collector`, which must outlive them, unless it is null.
void buildPhase(mlir::OpPassManager &passes, const Phase &phase,
                const TargetKind &target, const CompileOptions &options,
                Collector *collector = nullptr);

/// Returns success if `module` contains only what `phase` may leave. Reports
/// each op that violates this, up to the first value with too many elements.
mlir::LogicalResult verifyContract(mlir::ModuleOp module, const Phase &phase,
                                   const TargetKind &target);

} // namespace ag

#endif // AG_PIPELINE_CONTRACTS_H
