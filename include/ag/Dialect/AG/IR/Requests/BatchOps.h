//===- BatchOps.h - functions for batches -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REQUESTS_BATCHOPS_H
#define AG_DIALECT_AG_IR_REQUESTS_BATCHOPS_H

#include "ag/Interfaces/RequestTrait.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/SymbolTable.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Requests/BatchOps.h.inc"

#endif // AG_DIALECT_AG_IR_REQUESTS_BATCHOPS_H
