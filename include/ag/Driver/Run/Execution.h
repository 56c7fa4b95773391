//===- Execution.h - one entry, ready to be run -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a function run on given tensors, compiled or interpreted?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_EXECUTION_H
#define AG_DRIVER_RUN_EXECUTION_H

#include "ag/Interfaces/InterpretableOp.h"
#include "llvm/Support/Error.h"

namespace ag {

/// A function with its arguments, which can be run any number of times.
class Execution {
public:
  virtual ~Execution() = default;
  virtual llvm::Error run() = 0;
  /// Returns the results of the last run, in the types of the signature.
  virtual llvm::Expected<Tensors> results() = 0;
};

} // namespace ag

#endif // AG_DRIVER_RUN_EXECUTION_H
