//===- RegionOps.h - parameters and parts of a program ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REGIONS_REGIONOPS_H
#define AG_DIALECT_AG_IR_REGIONS_REGIONOPS_H

#include "ag/Dialect/AG/IR/Core/AGAttrs.h"
#include "ag/Interfaces/BodyOp.h"
#include "ag/Interfaces/DifferentiableOp.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Regions/RegionOps.h.inc"

#endif // AG_DIALECT_AG_IR_REGIONS_REGIONOPS_H
