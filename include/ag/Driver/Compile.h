//===- Compile.h - from a program to an artefact ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a module compiled? The one function that tools, the C API and Python
// use.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_COMPILE_H
#define AG_DRIVER_COMPILE_H

#include "ag/Emit/Object.h"
#include "ag/Machine/TargetRequest.h"
#include "ag/Support/Memory/MemoryPlan.h"
#include "ag/Support/Report/Report.h"
#include "mlir/IR/BuiltinOps.h"
#include <string>
#include <vector>

namespace ag {

/// What finds accesses to memory that they should not make, when a program
/// runs.
enum class Sanitizer : uint8_t { None, Address };

struct CompileOptions {
  /// The artefact's name; mangled to a C identifier.
  std::string name = "module";
  /// What it is compiled for, as far as the module need not say.
  TargetRequest target;
  /// The phase after which Emission::MLIR stops (ag/Pipeline/Phases.h).
  std::string to = "trace";
  /// 0 to 3.
  unsigned opt = 3;
  /// The public functions to keep; all, if empty.
  std::vector<std::string> entries;
  /// The safetensors file to prepare; none, if empty.
  std::string weights;
  /// Whether the artefact holds them, instead of a file beside it.
  bool embedWeights = false;
  /// Dimensions that `ag.dims` names and that are fixed, each as "batch=4".
  std::vector<std::string> dims;
  /// Whether memory is filled that nothing should read.
  bool poisonMemory = false;
  /// What watches the code that is emitted.
  Sanitizer sanitizer = Sanitizer::None;
  /// Where it is written down what is done and how long it takes, if anywhere;
  /// owned by the caller. The context's remarks go there alone.
  Report *report = nullptr;
};

/// What a compilation can end in. The last two need a C compiler to link with;
/// an executable runs one entry, @main if nothing else is said.
enum class Emission : uint8_t {
  MLIR,
  Linalg,
  LLVM,
  Assembly,
  Object,
  SharedLibrary,
  Executable
};

/// What the name of a file of this kind ends in, ".so"; empty for executables.
llvm::StringRef getSuffix(Emission emission);

/// What a file so named is to hold, as far as its name says: else an object.
Emission getEmission(llvm::StringRef path);

/// An error of wrong use if `options` name no CPU, no phase, or no level, or
/// ask for prepared weights of what is no native code.
llvm::Error checkOptions(const CompileOptions &options, Emission emission);

/// An error of wrong use if `options` ask for functions that `module` does not
/// offer, or leave open which of several an executable is to run.
llvm::Error checkEntries(mlir::ModuleOp module, Emission emission,
                         const CompileOptions &options);

struct Artefact {
  /// The text or bytes asked for.
  std::string code;
  /// What callers see, and the JSON of that; empty for MLIR and Linalg.
  ArtefactSignature signature;
  std::string info;
  /// The contents of the file that load is to be given, where weights were
  /// prepared and not embedded.
  std::string weights;
  /// The plan of each entry's workspace; none if the phase allocate did not
  /// run.
  std::vector<MemoryPlan> memory;
};

/// Compiles `module`, changing it on the way. On failure errors were reported
/// at their locations.
mlir::FailureOr<Artefact> compile(mlir::ModuleOp module, Emission emission,
                                  const CompileOptions &options);

/// ag-compile: reads the command line, compiles, and gives the exit status.
int compileMain(int argc, char **argv);

} // namespace ag

#endif // AG_DRIVER_COMPILE_H
