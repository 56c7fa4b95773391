//===- Targets.h - what each kind of target adds to the phases --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which kinds of targets are there, and which passes are specific to one of
// them? Targets.cpp has a row for each kind. The phases (Phases.h) use the row
// of the kind that the module's target names.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_TARGETS_H
#define AG_PIPELINE_TARGETS_H

#include "ag/Emit/Emission.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"

namespace ag {

struct CompileOptions;

/// A dialect, or a single op, that is legal after a phase for one kind of
/// target only
struct LegalName {
  llvm::StringLiteral phase;
  llvm::StringLiteral name;
};

/// A row of the table of targets. Its functions append passes to those of a
/// phase.
struct TargetKind {
  /// The name of the kind in the target attribute and in --target
  llvm::StringLiteral name;
  llvm::StringLiteral help;
  /// schedule: turns linalg ops on tensors into loops that suit the machine
  void (*addSchedule)(mlir::OpPassManager &passes);
  /// allocate: distributes loops over threads
  void (*addSharing)(mlir::OpPassManager &passes);
  /// allocate: places the buffers that each iteration of a distributed loop has
  /// for itself, before other buffers are ordered and planned
  void (*addOwnMemory)(mlir::OpPassManager &passes);
  /// allocate, at the end: chooses how loop nests write to memory, and outlines
  /// them as functions or kernels
  void (*addKernels)(mlir::OpPassManager &passes);
  /// lower: all passes of the phase
  void (*addLowering)(mlir::OpPassManager &passes,
                      const CompileOptions &options);
  /// The names that are legal for this kind, in addition to Phase::legal
  llvm::ArrayRef<LegalName> legal;
  /// The emissions that this kind supports
  llvm::ArrayRef<Emission> emissions;

  /// Returns whether `name`, a dialect or an op, is in `legal` for `phase`.
  bool allows(llvm::StringRef phase, llvm::StringRef name) const;
};

/// Returns the table. The first row is the default.
llvm::ArrayRef<TargetKind> getTargetKinds();

/// Returns the kind named `name`, or null if there is none.
const TargetKind *findTargetKind(llvm::StringRef name);

/// Returns the kind that the target of `module` names, or the default if it
/// names none. Fails, with an error, if the target is invalid.
mlir::FailureOr<const TargetKind *> getTargetKind(mlir::ModuleOp module);

} // namespace ag

#endif // AG_PIPELINE_TARGETS_H
