//===- InterpretedExecution.h - an entry, interpreted -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the interpreter run a function on given tensors?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_INTERPRETEDEXECUTION_H
#define AG_DRIVER_RUN_INTERPRETEDEXECUTION_H

#include "ag/Driver/Run/Execution.h"
#include "ag/Driver/Run/ReadSignature.h"
#include "ag/Reference/Interpreter.h"

namespace ag {

/// Appends the parameters that the phase trace made the last arguments of
/// `function`. Appends nothing if the phase has not run.
llvm::Error appendParameters(mlir::FunctionOpInterface function,
                             const EntrySignature &signature,
                             const ParameterSource &source, Tensors &arguments);

/// Returns an execution by the interpreter. Fails if the program is at a phase
/// whose functions no longer operate on tensors.
llvm::Expected<std::unique_ptr<Execution>>
makeInterpreted(mlir::FunctionOpInterface function,
                const EntrySignature &signature, const Tensors &arguments,
                const ParameterSource &parameters,
                const InterpreterOptions &options);

} // namespace ag

#endif // AG_DRIVER_RUN_INTERPRETEDEXECUTION_H
