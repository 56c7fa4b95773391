//===- Run.h - running and comparing programs -------------------*- C++ -*-===//
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

/// The interpreter, or the device that runs the compiled program: this
/// machine's CPU or GPU, or the emulator of a GPU that AG_CUDA_DRIVER names.
enum class Engine : uint8_t { Interpreter, CPU, CUDA, Emulator };
inline bool isCompiled(Engine engine) { return engine != Engine::Interpreter; }

struct RunRequest {
  /// The program, and the name of its function. If the name is empty, it is
  /// @main, or else the only public function.
  std::string input;
  std::string entry;
  /// The sources of the arguments and the sizes of their dimensions
  /// (ag/Driver/Run/Arguments.h), and of the parameters
  /// (ag/Driver/Run/Weights.h).
  std::vector<std::string> inputs;
  std::vector<std::string> dims;
  std::string weights;
  Engine engine = Engine::Interpreter;
  /// The options for compiling, if isCompiled(engine).
  CompileOptions options;

  /// The file of another program. Its entry, interpreted on the same arguments,
  /// must return the same results. Empty if there is none.
  std::string sameAs;
  /// The precision in which the interpreter computes floats. The default is
  /// their own types if the engine compiles the program, and double otherwise.
  std::optional<Precision> precision;
  /// The interpreter fails after this number of steps
  /// (InterpreterOptions::stepLimit); 0 is no limit.
  uint64_t maxSteps = 0;
  /// npy files with the expected results, one for each result.
  std::vector<std::string> expected;
  /// The tolerances. The relative one is 1e-5 by default; compareRounded has
  /// its own for the results of sameAs. By default, getTolerance gives the
  /// absolute one for expected results, and compareRounded for those of sameAs.
  std::optional<double> rtol;
  std::optional<double> atol;

  /// The number of runs, and whether to print the time that they took.
  unsigned repeat = 1;
  bool time = false;
  /// Whether to print the peak of live bytes in the interpreter.
  bool alive = false;
  /// Whether to print the results, and npy files for them, one for each.
  bool print = false;
  std::vector<std::string> outputs;
};

/// Runs the request, for programs in the dialects of `registry`. Returns
/// InputAtFault if the results are not as expected.
ExitStatus runFile(const RunRequest &request,
                   const mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DRIVER_RUN_RUN_H
