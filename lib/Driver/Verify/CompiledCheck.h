//===- CompiledCheck.h - compiled against interpreted -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a compiled entry compute what the interpreter computes in the program's
// own types?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_COMPILEDCHECK_H
#define AG_LIB_DRIVER_VERIFY_COMPILEDCHECK_H

#include "Verify/PointSearch.h"
#include "ag/Driver/Run/LoadedProgram.h"

namespace ag {

struct CompiledOutcome {
  bool isSame = true;
  /// One line with the result of the comparison, or why there was none.
  std::string line;
};

/// Compiles functions of one module to one program. Returns std::nullopt if one
/// of them cannot be compiled.
std::optional<LoadedProgram>
compileTogether(llvm::ArrayRef<mlir::FunctionOpInterface> functions,
                const VerifyGradRequest &request);

/// Compares `function` compiled with `function` interpreted, on `arguments` and
/// the weights of `at`. The function is an entry of `program`, or is compiled
/// alone if there is no program. isSame is also true if nothing can be
/// compared, for example because the function cannot be compiled. Fails if the
/// function is compiled for a GPU that is missing or reports a fault.
llvm::Expected<CompiledOutcome>
checkCompiled(const std::optional<LoadedProgram> &program,
              mlir::FunctionOpInterface function, const Tensors &arguments,
              const FoundPoint &at, const VerifyGradRequest &request);

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_COMPILEDCHECK_H
