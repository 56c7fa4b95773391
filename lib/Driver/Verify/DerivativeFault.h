//===- DerivativeFault.h - where a gradient is wrong ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which op's derivative is wrong, if that of the whole is? What comes of a
// function's last ops is a function of its own (ProgramPart.h), of what they
// read of the ops in front. The last op from which on it is wrong is the one;
// that is found by halving. Of an op with regions, each run of one is again a
// function, at the values that the interpreter sees: from the last to the
// first, the first that is wrong is looked at in the same way.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_VERIFY_DERIVATIVEFAULT_H
#define AG_LIB_DRIVER_VERIFY_DERIVATIVEFAULT_H

#include "ag/Reference/Proof/DerivativePoint.h"

namespace ag {

struct DerivativeFault {
  mlir::Location loc;
  /// What is wrong: the name of an op.
  std::string op;
  /// A program whose @main is that op alone, and arguments at which it is
  /// wrong; empty if it is not so alone.
  std::string program = {};
  Tensors arguments = {};
};

/// What is wrong with the gradient that ag-differentiate makes of the point's
/// function, and is so at its arguments; none if it can't be found.
std::optional<DerivativeFault> findFault(const DerivativePoint &point,
                                         uint64_t seed);

} // namespace ag

#endif // AG_LIB_DRIVER_VERIFY_DERIVATIVEFAULT_H
