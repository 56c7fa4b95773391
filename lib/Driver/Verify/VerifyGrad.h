//===- VerifyGrad.h - the proof of a derivative -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Are the derivatives of a function right? What nobody gives is drawn; then are
// compared, in double, the interpreter's tangents with differences, gradients
// and tangents that the module or ag-differentiate computes with those, and in
// the program's own types compiled with interpreted.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_VERIFYGRAD_H
#define AG_LIB_DRIVER_VERIFY_VERIFYGRAD_H

#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Tool.h"

namespace ag {

struct VerifyGradRequest {
  /// The functions, where --grad asks for none; without any, @main, or else the
  /// only public one that is no derivative of another.
  std::vector<std::string> entries;
  /// As for makeArguments; without inputs they are drawn, and sizes too.
  std::vector<std::string> inputs, dims;
  /// As for openWeights; drawn if empty.
  std::string weights;
  /// How derivatives are compiled, and when that is as interpreted, beside what
  /// rounding does.
  CompileOptions options;
  double rtol = 1e-5;
  std::optional<double> atol;
  /// After how many ops and entered regions a run is given up.
  uint64_t maxSteps = 1000000;
};

/// Writes a line for each comparison to `os`. Where one does not agree, that is
/// reported, and what shows it is written to a folder: InputAtFault. The
/// functions behind one that fails are looked at nevertheless.
ExitStatus verifyGrad(const VerifyGradRequest &request, mlir::ModuleOp module,
                      llvm::raw_ostream &os);

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_VERIFYGRAD_H
