//===- Phases.h - the phases of compilation ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which phases does a compilation have, what does each of them promise, and
// which ops may it leave? One table, in Phases.cpp, answers this. Its readers
// are ag-compile, --to, the contract verifier between phases and
// docs/Phases.md.
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
  /// A sentence that holds for the program after the phase
  llvm::StringLiteral promise;
  /// Appends the phase's passes, including those for the kind of target. The
  /// passes write to `collector`, which must outlive them, unless it is null.
  void (*build)(mlir::OpPassManager &passes, const TargetKind &target,
                const CompileOptions &options, Collector *collector);
  /// The dialects, and single ops of other dialects, that are legal after the
  /// phase; all are if the list is empty
  std::vector<llvm::StringLiteral> legal;
  /// Whether ops may have tensor results after the phase
  bool onTensors;
  /// Returns whether the module or the options request the phase. Null if the
  /// phase always runs. A phase that is run on request is not recorded in the
  /// module, because it may run again on its own results.
  bool (*isRequested)(mlir::ModuleOp module,
                      const CompileOptions &options) = nullptr;
};

/// Returns the phases, in the order in which they run.
llvm::ArrayRef<Phase> getPhases();

/// Returns the phase named `name`, or null if there is none.
const Phase *findPhase(llvm::StringRef name);

/// Returns the phase named `name`, or an error that lists the names of all
/// phases.
llvm::Expected<const Phase *> getPhase(llvm::StringRef name);

/// Returns the names of all phases, for messages: "differentiate, trace, ...".
std::string listPhases();

/// Appends the passes that inline all calls and erase private symbols without
/// uses. They also rewrite loops to scf, decompose aggregate ops, and drop the
/// attributes of groups and of differentiation rules.
void addInlining(mlir::OpPassManager &passes);

/// Appends the passes that turn a program without calls into that of one rank,
/// as `spec` requests (ag/Support/Sharding/ShardSpec.h). The passes write the
/// plan to `collector`, unless it is null.
void addSharding(mlir::OpPassManager &passes, llvm::StringRef spec,
                 Collector *collector = nullptr);

} // namespace ag

#endif // AG_PIPELINE_PHASES_H
