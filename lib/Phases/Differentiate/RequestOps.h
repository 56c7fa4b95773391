//===- RequestOps.h - derivatives that a program asks for -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are the ops that ask for derivatives replaced? Each by a call of a
// function that is made for it, once for equal requests. A function's own
// requests come before the requests for it, so that a derivative of a
// derivative is that of straight code.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_REQUESTOPS_H
#define AG_PHASES_DIFFERENTIATE_REQUESTOPS_H

#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Replaces all ops of `module` that ask for derivatives. Reports what can't be
/// answered, at the op that asks.
mlir::LogicalResult answerRequestOps(mlir::ModuleOp module);

} // namespace ag

#endif // AG_PHASES_DIFFERENTIATE_REQUESTOPS_H
