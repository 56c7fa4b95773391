//===- VerifyGrad.h - the proof of a derivative -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are the derivatives of a function right? Arguments that the user does not
// give are drawn randomly. Then the following are compared:
//
//  - the interpreter's tangents with differences of values, in double
//  - the gradients and tangents of the module or of ag-differentiate with the
//    interpreter's tangents, in double
//  - bf16 and f16 gradients in the program's own types with those in double
//  - the compiled derivatives, on the CPU or a GPU, with the interpreted ones,
//    in the program's own types
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_VERIFYGRAD_H
#define AG_LIB_DRIVER_VERIFY_VERIFYGRAD_H

#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Tool.h"

namespace ag {

struct VerifyGradRequest {
  /// The functions to verify if --grad names none. If the list is empty, @main,
  /// or else the only public function that is no derivative of another.
  std::vector<std::string> entries;
  /// See makeArguments. If `inputs` is empty, arguments and unknown sizes are
  /// drawn.
  std::vector<std::string> inputs, dims;
  /// See openWeights. If empty, parameters are drawn.
  std::string weights;
  /// The options for compiling derivatives, and the tolerances of their
  /// comparison with interpreted ones. Their defaults, without `atol`, are
  /// those of compareRounded.
  CompileOptions options;
  /// The argument of --on that runs derivatives where this request does; empty
  /// for the default. Reproducers contain it.
  std::string device;
  std::optional<double> rtol;
  std::optional<double> atol;
  /// A run fails after this number of steps (InterpreterOptions::stepLimit).
  uint64_t maxSteps = 1000000;
};

/// Verifies the derivatives of each function, and writes a line for each
/// comparison to `os`. If a comparison fails, reports an error, writes a
/// reproducer to a temporary folder, and returns InputAtFault in the end. The
/// remaining functions are still verified.
ExitStatus verifyGrad(const VerifyGradRequest &request, mlir::ModuleOp module,
                      llvm::raw_ostream &os);

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_VERIFYGRAD_H
