//===- ElementwiseOps.h - one element of each operand at a time -*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISEOPS_H
#define AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISEOPS_H

#include "ag/Dialect/AG/IR/Core/AGEnums.h"
#include "ag/Dialect/AG/IR/Elementwise/Elementwise.h"
#include "ag/Dialect/AG/IR/Structured/StructuredChecks.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h.inc"

#endif // AG_DIALECT_AG_IR_ELEMENTWISE_ELEMENTWISEOPS_H
