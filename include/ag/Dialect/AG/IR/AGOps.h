//===- AGOps.h - the ops of the ag dialect ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_AGOPS_H
#define AG_DIALECT_AG_IR_AGOPS_H

#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Dialect/AG/IR/Collectives.h"
#include "ag/Dialect/AG/IR/Elementwise.h"
#include "ag/Dialect/AG/IR/InferredOp.h"
#include "ag/Dialect/AG/IR/StructuredChecks.h"
#include "ag/Interfaces/BatchableOp.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/DimensionRuleOp.h"
#include "ag/Interfaces/IndexingOp.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/RequestTrait.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Support/Sharding/Mesh.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

#include "ag/Dialect/AG/IR/AGEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "ag/Dialect/AG/IR/AGAttrs.h.inc"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/AGOps.h.inc"

#endif // AG_DIALECT_AG_IR_AGOPS_H
