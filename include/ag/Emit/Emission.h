//===- Emission.h - what a compilation can end in ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Into what is a program made, and what does that need? One table, in
// Emission.cpp, says so; --emit, the files beside the artefact, the checks of
// options and docs/Phases.md read it.
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

/// What an emission is and needs, one bit each.
enum EmissionProperty : uint8_t {
  /// The program after a phase, which has no signature; else it has one.
  IsModule = 1,
  /// Machine code: it goes to a file, and load can run, to prepare weights.
  IsNative = 2,
  /// A C compiler links it.
  IsLinked = 4,
  /// C programs call it, by a header beside it.
  HasHeader = 8,
  /// It runs one entry by itself, @main if nothing else is said.
  HasMain = 16,
};

/// The columns.
struct EmissionKind {
  Emission emission;
  /// As --emit spells it.
  llvm::StringLiteral name;
  /// What the name of such a file ends in, ".so"; empty for executables.
  llvm::StringLiteral suffix;
  /// What it is.
  llvm::StringLiteral help;
  /// The last phase that runs for it, if no other is asked for.
  llvm::StringLiteral lastPhase;
  unsigned properties;

  bool has(EmissionProperty property) const { return properties & property; }
};

/// The table.
llvm::ArrayRef<EmissionKind> getEmissionKinds();

/// The names of those with a property, for messages: "obj, so or exe".
std::string listEmissions(EmissionProperty property);

/// The row of an emission.
const EmissionKind &getKind(Emission emission);

/// What a file so named is to hold, as far as its name says: else an object.
Emission getEmission(llvm::StringRef path);

} // namespace ag

#endif // AG_EMIT_EMISSION_H
