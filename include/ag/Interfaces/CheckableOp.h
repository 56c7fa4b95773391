//===- CheckableOp.h - ops that can fail at run time ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_CHECKABLEOP_H
#define AG_INTERFACES_CHECKABLEOP_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace ag {
class SizeOrigins;
} // namespace ag

#include "ag/Interfaces/CheckableOp.h.inc"

#endif // AG_INTERFACES_CHECKABLEOP_H
