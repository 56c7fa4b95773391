//===- Compile.h - from a program to an artefact ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a module compiled? Tools, the C API and Python call one function, with
// the options of ag/Pipeline/Options.h:
//
//   auto outcome = ag::run(module, options, ag::Emission::Object);
//   auto ranks = ag::run(module, options, ag::Until::phase("shard"));
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_COMPILE_COMPILE_H
#define AG_DRIVER_COMPILE_COMPILE_H

#include "ag/Emit/PublicSignature.h"
#include "ag/Pipeline/Options.h"
#include "ag/Support/Report/Collector.h"
#include "mlir/IR/BuiltinOps.h"
#include <string>

namespace ag {

/// Returns an error of wrong use in three cases: `options` request a function
/// that `module` does not have and --grad does not add; --grad does not name
/// valid derivatives, for example if several functions could be meant; or an
/// executable could run several functions.
llvm::Error checkEntries(mlir::ModuleOp module, Emission emission,
                         const CompileOptions &options);

/// Returns true if the phase differentiate has work to do, because `options` or
/// an op of `module` request a derivative.
bool requestsDerivatives(mlir::ModuleOp module, const CompileOptions &options);

/// The end of a run: an emission, which is produced after the phase that it
/// needs, or a named phase, whose result stays in the module.
class Until {
public:
  /// CompileOptions::request.to may name an earlier or later phase if the
  /// emission is a module.
  Until(Emission emission) : emission(emission) {}
  static Until phase(llvm::StringRef name) {
    Until until(Emission::MLIR);
    until.name = name.str();
    return until;
  }

  bool isPhase() const { return !name.empty(); }
  /// Returns the emission, or MLIR if isPhase().
  Emission getEmission() const { return emission; }
  llvm::StringRef getPhase() const { return name; }

private:
  Emission emission;
  std::string name;
};

struct Artefact {
  /// The requested text or bytes.
  std::string code;
  /// The interface of the artefact, and its JSON; empty for MLIR and Linalg.
  ArtefactSignature signature;
  std::string info;
  /// The contents of the file that load takes, if weights were prepared and not
  /// embedded; otherwise empty.
  std::string weights;
};

struct Outcome {
  /// Empty if the run stopped after a phase, whose result is in the module.
  Artefact artefact;
  /// The reports and programs that CompileOptions::collect requests.
  Collector collected;
};

/// The error of a program that cannot be compiled. The reasons have been
/// reported as diagnostics at their locations.
class CompilationFailed : public llvm::ErrorInfo<CompilationFailed> {
public:
  static char ID;

  explicit CompilationFailed(Collector collected)
      : collected(std::move(collected)) {}

  void log(llvm::raw_ostream &os) const override {
    os << "the program can't be compiled";
  }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

  /// Everything collected before the failure.
  Collector collected;
};

/// Compiles `module` in place, from its current phase to `until`. Returns an
/// error of wrong use if the options contradict each other, or name entries or
/// phases that do not exist, and CompilationFailed on all other failures.
llvm::Expected<Outcome> run(mlir::ModuleOp module,
                            const CompileOptions &options, const Until &until);

} // namespace ag

#endif // AG_DRIVER_COMPILE_COMPILE_H
