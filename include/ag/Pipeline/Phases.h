//===- Phases.h - the phases of compilation ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Through which phases does a program go, what does each promise, and what may
// it leave? One table, in Phases.cpp, says so; ag-compile, --to, the contract
// verifier between phases and docs/Phases.md read it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_PHASES_H
#define AG_PIPELINE_PHASES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace ag {

struct MemoryPlan;
struct TargetKind;

/// What phases may depend on besides the module's target.
struct PhaseOptions {
  /// Dimensions that are fixed, each as "batch=4".
  std::vector<std::string> dims = {};
  /// Where the plan of each entry's memory goes, if anywhere; owned by the
  /// caller, until the phase allocate has run.
  std::vector<MemoryPlan> *plans = nullptr;
  /// Whether memory is filled that nothing should read (ag-poison-memory).
  bool poisonMemory = false;
  /// Whether AddressSanitizer watches the temporaries (ag-guard-memory).
  bool sanitizeAddress = false;
};

struct Phase {
  llvm::StringLiteral name;
  /// What holds afterwards, in one sentence.
  llvm::StringLiteral promise;
  /// Appends the phase's passes, those for a kind of target among them.
  void (*build)(mlir::OpPassManager &passes, const TargetKind &target,
                const PhaseOptions &options);
  /// The dialects whose ops may be left afterwards, and single ops of others.
  std::vector<llvm::StringLiteral> legal;
  /// Whether tensors may be left.
  bool onTensors;
};

/// The table, in order.
llvm::ArrayRef<Phase> getPhases();

/// The phase so named, or null.
const Phase *findPhase(llvm::StringRef name);

/// The names of all phases, for messages: "trace, structure, ...".
std::string listPhases();

/// The module's attribute that names the last phase it went through.
constexpr llvm::StringLiteral phaseAttrName = "ag.phase";

/// The phases that `module` still has to go through, up to and with `last`.
/// Fails, with errors, if the phase that it is at is unknown, if it is before
/// the first one and has ops that ag does not take, or if a shape of it has
/// more elements than can be counted.
mlir::FailureOr<llvm::ArrayRef<Phase>> remainingPhases(mlir::ModuleOp module,
                                                       const Phase &last);

/// Appends the passes of a phase for a kind of target, and what verifies its
/// contract and records that the phase is done.
void buildPhase(mlir::OpPassManager &passes, const Phase &phase,
                const TargetKind &target, const PhaseOptions &options);

/// Whether `module` keeps to what `phase` leaves; reports each op that doesn't.
mlir::LogicalResult verifyContract(mlir::ModuleOp module, const Phase &phase);

} // namespace ag

#endif // AG_PIPELINE_PHASES_H
