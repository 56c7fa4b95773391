//===- CompiledCheck.h - compiled against interpreted -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does an entry compute, compiled, what the interpreter says in the program's
// own types?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_COMPILEDCHECK_H
#define AG_LIB_DRIVER_VERIFY_COMPILEDCHECK_H

#include "Verify/PointSearch.h"

namespace ag {

struct CompiledOutcome {
  bool isSame = true;
  /// One line: how it went, or why it was not compared.
  std::string line;
};

/// Of `function`, on arguments of its own and the weights of `at`.
CompiledOutcome checkCompiled(mlir::FunctionOpInterface function,
                              const Tensors &arguments, const FoundPoint &at,
                              const VerifyGradRequest &request);

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_COMPILEDCHECK_H
