//===- CompiledExecution.h - an entry, compiled and run ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does this machine's CPU run a function on given tensors?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_COMPILEDEXECUTION_H
#define AG_DRIVER_RUN_COMPILEDEXECUTION_H

#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Run/Execution.h"

namespace ag {

/// By this machine's CPU, for which it is compiled where neither `options` nor
/// the module say for what: what remains of the phases is run on a copy of the
/// function's module, as `options` say. `weights` is as for openWeights.
llvm::Expected<std::unique_ptr<Execution>>
makeCompiled(mlir::FunctionOpInterface function, const Tensors &arguments,
             llvm::StringRef weights, CompileOptions options);

} // namespace ag

#endif // AG_DRIVER_RUN_COMPILEDEXECUTION_H
