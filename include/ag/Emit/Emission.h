//===- Emission.h - what a compilation can end in ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which kinds of output can a compilation have, and what does each need? One
// table, in Emission.cpp, answers this. Its readers are --emit, the code that
// writes files beside the artefact, the checks of options, and docs/Phases.md.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_EMISSION_H
#define AG_EMIT_EMISSION_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace ag {

enum class Emission : uint8_t {
  MLIR,
  Linalg,
  LLVM,
  PTX,
  Assembly,
  Object,
  SharedLibrary,
  Executable
};

/// Properties of an emission, one bit each
enum EmissionProperty : uint8_t {
  /// The program as an MLIR module after a phase. Only these emissions have no
  /// signature.
  IsModule = 1,
  /// Machine code. It is written to a file, and load can run it to prepare
  /// weights.
  IsNative = 2,
  /// A file that a C compiler links
  IsLinked = 4,
  /// A library that C programs call through a header beside it
  HasHeader = 8,
  /// A program that runs one entry: the one that was requested, or @main
  HasMain = 16,
};

/// A row of the table of emissions
struct EmissionKind {
  Emission emission;
  /// The name of the emission in --emit
  llvm::StringLiteral name;
  /// The suffix of file names of this kind, such as ".so"; empty for
  /// executables
  llvm::StringLiteral suffix;
  /// A description for --help
  llvm::StringLiteral help;
  /// The last phase that runs for the emission unless another one is requested
  llvm::StringLiteral lastPhase;
  unsigned properties;

  bool has(EmissionProperty property) const { return properties & property; }
};

/// Returns the table.
llvm::ArrayRef<EmissionKind> getEmissionKinds();

/// Returns the names of the emissions with a property, for messages: "obj, so
/// or exe".
std::string listEmissions(EmissionProperty property);

/// Returns the row of an emission.
const EmissionKind &getKind(Emission emission);

/// Returns the emission whose suffix `path` has, or Object if there is none.
Emission getEmission(llvm::StringRef path);

} // namespace ag

#endif // AG_EMIT_EMISSION_H
