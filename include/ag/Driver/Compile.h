//===- Compile.h - from a program to an artefact ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a module compiled? The one function that tools, the C API and Python
// use, with the options of ag/Pipeline/Options.h.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_COMPILE_H
#define AG_DRIVER_COMPILE_H

#include "ag/Emit/Signature.h"
#include "ag/Pipeline/Options.h"
#include "mlir/IR/BuiltinOps.h"
#include <string>

namespace ag {

/// An error of wrong use if `options` ask for functions that `module` does not
/// offer, nor gets by --grad, or leave open which of several is to be
/// differentiated, or run by an executable.
llvm::Error checkEntries(mlir::ModuleOp module, Emission emission,
                         const CompileOptions &options);

/// Adds the derivatives that `options` ask for, if any, and takes the request
/// away. On failure errors were reported at their locations.
mlir::LogicalResult differentiate(mlir::ModuleOp module,
                                  CompileOptions &options);

/// Makes of `module`, whose calls are inlined, that of one rank, if `options`
/// ask for it, and takes the request away. On failure errors were reported at
/// their locations.
mlir::LogicalResult shard(mlir::ModuleOp module, CompileOptions &options);

struct Artefact {
  /// The text or bytes asked for.
  std::string code;
  /// What callers see, and the JSON of that; empty for MLIR and Linalg.
  ArtefactSignature signature;
  std::string info;
  /// The contents of the file that load is to be given, where weights were
  /// prepared and not embedded.
  std::string weights;
};

/// Compiles `module`, changing it on the way. On failure errors were reported
/// at their locations.
mlir::FailureOr<Artefact> compile(mlir::ModuleOp module, Emission emission,
                                  const CompileOptions &options);

} // namespace ag

#endif // AG_DRIVER_COMPILE_H
