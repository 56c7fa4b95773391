//===- Generator.h - random programs ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which program, and which way to compile and run it, is a seed?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_GENERATOR_H
#define AG_TEST_FUZZ_PROGRAMS_GENERATOR_H

#include "ag/Driver/Run/Run.h"
#include "ag/Support/Scalar/ScalarType.h"
#include "mlir/IR/MLIRContext.h"

namespace ag {

/// A valid program with a function @main, as text.
struct RandomProgram {
  std::string text;
  /// The sizes of its dimensions, each as "a=4".
  std::vector<std::string> dims;
};

/// The same seed gives the same program. One of fewer ops is the beginning of
/// one of more. `maxOps` is the most; the seed may say less.
RandomProgram makeRandomProgram(mlir::MLIRContext &context, uint64_t seed,
                                unsigned maxOps);

/// As above, of a loop that carries three tensors through branches.
RandomProgram makeRandomLoop(mlir::MLIRContext &context, uint64_t seed,
                             unsigned maxOps);

/// As above, of ops of linalg, with others between, on these types.
RandomProgram makeRandomLinalg(mlir::MLIRContext &context, uint64_t seed,
                               unsigned maxOps,
                               llvm::ArrayRef<ScalarType> elements);

/// How the program in `path` is run on the CPU and compared with itself.
RunRequest makeRandomRequest(uint64_t seed, const RandomProgram &program,
                             llvm::StringRef path);

/// How the derivatives of the program in `path` are proved.
RunRequest makeProofRequest(uint64_t seed, const RandomProgram &program,
                            llvm::StringRef path);

/// The command line of ag-run for it.
std::string spellCommand(const RunRequest &request);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_GENERATOR_H
