//===- Contracts.h - what holds between phases ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which phases is a program still to go through, and does it keep to what each
// of them promises?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_CONTRACTS_H
#define AG_PIPELINE_CONTRACTS_H

#include "ag/Pipeline/Phases.h"

namespace ag {

/// Returns the phase that a pass was given by name, or reports at `module` that
/// there is none.
mlir::FailureOr<const Phase *> getPhase(mlir::ModuleOp module,
                                        llvm::StringRef name);

/// Returns the phase that `module` is at, null if it is before the first that
/// is recorded, or reports that there is none of its name.
mlir::FailureOr<const Phase *> findDone(mlir::ModuleOp module);

/// Returns success if `module` has not gone past `phase`; else reports at which
/// one it is, or that it is at one that is not known.
mlir::LogicalResult checkNotPast(mlir::ModuleOp module, const Phase &phase);

/// Returns the phases that `module` still has to go through, up to and with
/// `last`. Fails, with errors, if it is past that, if the phase that it is at
/// is unknown, if it is before the first one and has ops that ag does not take,
/// or if a shape of it has more elements than can be counted.
mlir::FailureOr<llvm::ArrayRef<Phase>> remainingPhases(mlir::ModuleOp module,
                                                       const Phase &last);

/// Appends the passes of a phase for a kind of target, and what verifies its
/// contract and records that the phase is done. The passes write to
/// `collector`, which outlives them, unless it is null.
void buildPhase(mlir::OpPassManager &passes, const Phase &phase,
                const TargetKind &target, const CompileOptions &options,
                Collector *collector = nullptr);

/// Whether `module` keeps to what `phase` leaves; reports each op that doesn't.
mlir::LogicalResult verifyContract(mlir::ModuleOp module, const Phase &phase,
                                   const TargetKind &target);

} // namespace ag

#endif // AG_PIPELINE_CONTRACTS_H
