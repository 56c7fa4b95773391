//===- DerivativeFault.h - the op whose derivative is wrong -----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op's derivative is wrong, if that of its function is? The last ops of a
// function are a function of their own (ProgramPart.h), whose arguments are the
// values that they read of earlier ops. Bisection finds the shortest such
// function with a wrong gradient; its first op is at fault.
//
// If that op has regions, each execution of a region is again a function, at
// the values that the interpreter sees. These executions are tried from the
// last to the first, and the same search continues in the first wrong one.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_DERIVATIVEFAULT_H
#define AG_LIB_DRIVER_VERIFY_DERIVATIVEFAULT_H

#include "ag/Reference/Proof/DerivativePoint.h"

namespace ag {

struct DerivativeFault {
  mlir::Location loc;
  /// The name of the op whose derivative is wrong.
  std::string op;
  /// A program whose @main has that op only, and arguments at which its
  /// gradient is wrong; empty if the gradient of the single op is right.
  std::string program = {};
  Tensors arguments = {};
};

/// Returns the op whose derivative is wrong in ag-differentiate's gradient of
/// the point's function, at the point's arguments; std::nullopt if none is
/// found.
std::optional<DerivativeFault> findFault(const DerivativePoint &point,
                                         uint64_t seed);

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_DERIVATIVEFAULT_H
