//===- Targets.h - what each kind of target adds to the phases --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For what can programs be compiled, and which passes are for one kind of
// machine alone? A row for each kind, in Targets.cpp; the phases (Phases.h) ask
// the row of the kind that the module's target names.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_TARGETS_H
#define AG_PIPELINE_TARGETS_H

#include "ag/Emit/Emission.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"

namespace ag {

struct CompileOptions;

/// A dialect, or a single op, that programs for a target may be in after a
/// phase, beside those that all may be in.
struct LegalName {
  llvm::StringLiteral phase;
  llvm::StringLiteral name;
};

/// The columns. Functions append passes to those of a phase.
struct TargetKind {
  /// As the target's attribute and --target spell it.
  llvm::StringLiteral name;
  llvm::StringLiteral help;
  /// schedule: loops that suit the machine, of linalg ops on tensors.
  void (*addSchedule)(mlir::OpPassManager &passes);
  /// Whether what depends on parameters and constants alone is computed once,
  /// by load, or by each run.
  bool computesInLoad;
  /// allocate: which loops are shared by what runs at the same time.
  void (*addSharing)(mlir::OpPassManager &passes);
  /// allocate: where that lies which each iteration of these loops has for
  /// itself, before the rest is ordered and planned.
  void (*addOwnMemory)(mlir::OpPassManager &passes);
  /// allocate, at the end: how nests write to memory, and which become
  /// functions of their own.
  void (*addKernels)(mlir::OpPassManager &passes);
  /// lower: all of it.
  void (*addLowering)(mlir::OpPassManager &passes,
                      const CompileOptions &options);
  /// What else is legal after phases.
  llvm::ArrayRef<LegalName> legal;
  /// What programs for it can end in.
  llvm::ArrayRef<Emission> emissions;

  /// Whether programs for it may have a dialect, or an op, so named after
  /// `phase`, where others may not.
  bool allows(llvm::StringRef phase, llvm::StringRef name) const;
};

/// The table. The first row is the default.
llvm::ArrayRef<TargetKind> getTargetKinds();

/// The row so named, or null.
const TargetKind *findTargetKind(llvm::StringRef name);

/// The row of the kind that `module` names, or the default. Fails, with an
/// error, if there is none, or if the rest of its target makes no sense.
mlir::FailureOr<const TargetKind *> getTargetKind(mlir::ModuleOp module);

} // namespace ag

#endif // AG_PIPELINE_TARGETS_H
