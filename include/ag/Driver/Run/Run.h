//===- Run.h - what ag-run does ---------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a function of a program compute on given inputs, and is that what
// is expected?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_RUN_H
#define AG_DRIVER_RUN_RUN_H

#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Scalar/ScalarType.h"

namespace ag {

/// What runs the program: the interpreter, or, once it is compiled, this
/// machine's CPU or GPU, or an emulator of a GPU, which AG_CUDA_DRIVER names.
enum class Engine : uint8_t { Interpreter, CPU, CUDA, Emulator };
inline bool isCompiled(Engine engine) { return engine != Engine::Interpreter; }

struct RunRequest {
  /// The program, and which function of it; none is @main, or else the only
  /// public function.
  std::string input;
  std::string entry;
  /// How each argument is made (ag/Driver/Run/Arguments.h), and the parameters
  /// (ag/Driver/Run/Weights.h).
  std::vector<std::string> inputs;
  std::vector<std::string> dims;
  std::string weights;
  Engine engine = Engine::Interpreter;
  /// How the program is compiled, where it is.
  CompileOptions options;

  /// Another program whose entry, interpreted, has to compute the same from the
  /// same.
  std::string sameAs;
  /// What the interpreter keeps floats in; by default their own types where
  /// that is compared with the CPU, double else.
  std::optional<Precision> precision;
  /// After how many ops and entered regions the interpreter gives up; 0 is
  /// never.
  uint64_t maxSteps = 0;
  /// npy files of what the results have to be, one for each.
  std::vector<std::string> expected;
  double rtol = 1e-5;
  /// By default what getTolerance says of each expected result, and of sameAs
  /// what rounding may change (compareRounded).
  std::optional<double> atol;

  /// How often to run, and whether to print how long that took.
  unsigned repeat = 1;
  bool time = false;
  /// Whether to print how many bytes the interpreter holds at once.
  bool alive = false;
  /// Whether to print the results; npy files to write them to, one for each.
  bool print = false;
  std::vector<std::string> outputs;
};

/// Does all of it, for programs in the dialects of `registry`. Results that are
/// not as expected end in InputAtFault.
ExitStatus runFile(const RunRequest &request,
                   const mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_RUN_RUN_H
