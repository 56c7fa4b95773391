//===- Generator.h - random programs ----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which program does a seed make, and how is it compiled and run?
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

/// Returns the program of a seed. A program with fewer ops is the beginning of
/// one with more. `maxOps` is an upper bound; the seed may choose less.
RandomProgram makeRandomProgram(mlir::MLIRContext &context, uint64_t seed,
                                unsigned maxOps);

/// Returns a program with a loop whose three iter_args pass through branches.
/// See makeRandomProgram.
RandomProgram makeRandomLoop(mlir::MLIRContext &context, uint64_t seed,
                             unsigned maxOps);

/// Returns a program of loops and branches that read and change slices of large
/// arrays. See makeRandomProgram.
RandomProgram makeRandomUpdates(mlir::MLIRContext &context, uint64_t seed,
                                unsigned maxOps);

/// Returns a program of linalg ops on f32 and f64, with other ops between them.
/// See makeRandomProgram.
RandomProgram makeRandomLinalg(mlir::MLIRContext &context, uint64_t seed,
                               unsigned maxOps);

/// Returns a program of linalg ops on bf16 and f16. See makeRandomLinalg.
RandomProgram makeRandomNarrowLinalg(mlir::MLIRContext &context, uint64_t seed,
                                     unsigned maxOps);

/// Returns a program of linalg ops that have scalars among their inputs, with
/// other ops between them. See makeRandomProgram.
RandomProgram makeRandomScalars(mlir::MLIRContext &context, uint64_t seed,
                                unsigned maxOps);

/// Returns a program of several reductions over rows. Half of the programs are
/// one group with a stream over the rows, if their formulas allow it. See
/// makeRandomProgram.
RandomProgram makeRandomFormula(mlir::MLIRContext &context, uint64_t seed,
                                unsigned maxOps);

/// Returns the request to run the program in `path` on the CPU and interpreted.
RunRequest makeRandomRequest(uint64_t seed, const RandomProgram &program,
                             llvm::StringRef path);

/// Returns the request to prove the derivatives of the program in `path`.
RunRequest makeProofRequest(uint64_t seed, const RandomProgram &program,
                            llvm::StringRef path);

/// Makes the request one of a GPU that is emulated, instead of a CPU.
void runOnEmulator(RunRequest &request);

/// Returns ag-run's command line for a request.
std::string spellCommand(const RunRequest &request);

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_GENERATOR_H
