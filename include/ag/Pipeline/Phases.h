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
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

struct Collector;
struct CompileOptions;
struct TargetKind;

struct Phase {
  llvm::StringLiteral name;
  /// What holds afterwards, in one sentence.
  llvm::StringLiteral promise;
  /// Appends the phase's passes, those for a kind of target among them. They
  /// write to `collector`, which outlives them, unless it is null.
  void (*build)(mlir::OpPassManager &passes, const TargetKind &target,
                const CompileOptions &options, Collector *collector);
  /// The dialects whose ops may be left afterwards, and single ops of others;
  /// empty if whatever was there may.
  std::vector<llvm::StringLiteral> legal;
  /// Whether tensors may be left.
  bool onTensors;
  /// Whether the module, or the options, ask for the phase; null if it always
  /// runs. One that is asked for may run again on what it left, so that the
  /// module does not say that it is done.
  bool (*isAsked)(mlir::ModuleOp module,
                  const CompileOptions &options) = nullptr;
};

/// The table, in order.
llvm::ArrayRef<Phase> getPhases();

/// The phase so named, or null.
const Phase *findPhase(llvm::StringRef name);

/// Returns the phase so named, or an error that lists those that there are.
llvm::Expected<const Phase *> getPhase(llvm::StringRef name);

/// The names of all phases, for messages: "trace, structure, ...".
std::string listPhases();

/// Appends the passes after which calls are inlined, and nothing is left that
/// only what was called, or the phase differentiate, reads.
void addInlining(mlir::OpPassManager &passes);

/// Appends the passes that make of programs without calls those of one rank, as
/// `spec` says (ag/Support/Sharding/ShardSpec.h), and write how to `collector`,
/// unless it is null.
void addSharding(mlir::OpPassManager &passes, llvm::StringRef spec,
                 Collector *collector = nullptr);

} // namespace ag

#endif // AG_PIPELINE_PHASES_H
