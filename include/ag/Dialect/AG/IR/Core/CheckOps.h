//===- CheckOps.h - what running checks -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_CORE_CHECKOPS_H
#define AG_DIALECT_AG_IR_CORE_CHECKOPS_H

#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Core/CheckOps.h.inc"

#endif // AG_DIALECT_AG_IR_CORE_CHECKOPS_H
