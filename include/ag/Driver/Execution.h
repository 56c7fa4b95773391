//===- Execution.h - one entry, ready to be run -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a function run on given tensors, whoever computes it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_EXECUTION_H
#define AG_DRIVER_EXECUTION_H

#include "ag/Driver/Compile.h"
#include "ag/Driver/Signature.h"
#include "ag/Reference/Interpreter.h"

namespace ag {

/// A function and the arguments that it is run on, as often as one likes.
class Execution {
public:
  virtual ~Execution() = default;
  virtual llvm::Error run() = 0;
  /// What the last run gave, in the types of the signature.
  virtual Tensors results() = 0;
};

/// By the interpreter; the function must still be on tensors.
llvm::Expected<std::unique_ptr<Execution>>
makeInterpreted(mlir::FunctionOpInterface function,
                const EntrySignature &signature, const Tensors &arguments,
                const ParameterSource &parameters,
                const InterpreterOptions &options);

/// By this machine's CPU, for which it is compiled where neither `options` nor
/// the module say for what: what remains of the phases is run on a copy of the
/// function's module, as `options` say. `weights` is as for openWeights.
llvm::Expected<std::unique_ptr<Execution>>
makeCompiled(mlir::FunctionOpInterface function, const Tensors &arguments,
             llvm::StringRef weights, CompileOptions options);

} // namespace ag

#endif // AG_DRIVER_EXECUTION_H
