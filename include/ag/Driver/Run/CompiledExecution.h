//===- CompiledExecution.h - an entry, compiled and run ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a function compiled and run on given tensors?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_COMPILEDEXECUTION_H
#define AG_DRIVER_RUN_COMPILEDEXECUTION_H

#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Run/Execution.h"
#include "ag/Driver/Run/LoadedProgram.h"

namespace ag {

/// Compiles functions of one module to one program, whose entries they are, and
/// links it into this process. The remaining phases run on a copy of the
/// module. A program for the CPU is compiled for this machine unless `options`
/// or the module name a march.
llvm::Expected<LoadedProgram>
compileFunctions(llvm::ArrayRef<mlir::FunctionOpInterface> functions,
                 CompileOptions options);

/// Returns an execution that runs an entry of a compiled program on copies of
/// `arguments`. `weights` has the syntax of openWeights; empty if load takes no
/// file.
llvm::Expected<std::unique_ptr<Execution>>
makeExecution(const LoadedProgram &program, mlir::FunctionOpInterface function,
              const Tensors &arguments, llvm::StringRef weights);

/// Returns an execution of a function that compileFunctions compiles alone.
llvm::Expected<std::unique_ptr<Execution>>
makeCompiled(mlir::FunctionOpInterface function, const Tensors &arguments,
             llvm::StringRef weights, CompileOptions options);

} // namespace ag

#endif // AG_DRIVER_RUN_COMPILEDEXECUTION_H
