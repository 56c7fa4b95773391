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

/// Returns an error of wrong use if `options` request functions that `module`
/// does not offer, nor gets by --grad, or leave open which of several is to be
/// differentiated, or run by an executable.
llvm::Error checkEntries(mlir::ModuleOp module, Emission emission,
                         const CompileOptions &options);

/// Returns true if the phase differentiate has anything to do: `options` or an
/// op of `module` request a derivative.
bool requestsDerivatives(mlir::ModuleOp module, const CompileOptions &options);

/// Where a run stops: after the phase that an emission needs, which is then
/// made, or after the phase of a name.
class Until {
public:
  /// CompileOptions::request.to may name an earlier or later phase of an
  /// emission that is a module.
  Until(Emission emission) : emission(emission) {}
  static Until phase(llvm::StringRef name) {
    Until until(Emission::MLIR);
    until.name = name.str();
    return until;
  }

  bool isPhase() const { return !name.empty(); }
  /// MLIR if it is a phase.
  Emission getEmission() const { return emission; }
  llvm::StringRef getPhase() const { return name; }

private:
  Emission emission;
  std::string name;
};

struct Artefact {
  /// The text or bytes requested.
  std::string code;
  /// What callers see, and the JSON of that; empty for MLIR and Linalg.
  ArtefactSignature signature;
  std::string info;
  /// The contents of the file that load is to be given, where weights were
  /// prepared and not embedded.
  std::string weights;
};

struct Outcome {
  /// Empty if the run stopped after a phase: that is in the module.
  Artefact artefact;
  /// The parts that the options request.
  Collector collected;
};

/// The error of a program that cannot be compiled. The reasons were reported as
/// diagnostics at their locations.
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

  /// What was collected until then.
  Collector collected;
};

/// Compiles `module`, changing it on the way, from the phase that it is at to
/// `until`. Returns an error of wrong use if the options make no sense, or not
/// for this module; else CompilationFailed.
llvm::Expected<Outcome> run(mlir::ModuleOp module,
                            const CompileOptions &options, const Until &until);

} // namespace ag

#endif // AG_DRIVER_COMPILE_COMPILE_H
