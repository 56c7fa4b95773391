//===- MeshOps.h - what ranks do together -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SHARDING_MESHOPS_H
#define AG_DIALECT_AG_IR_SHARDING_MESHOPS_H

#include "ag/Dialect/AG/IR/Core/AGEnums.h"
#include "ag/Interfaces/CollectiveOp.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Sharding/MeshOps.h.inc"

#endif // AG_DIALECT_AG_IR_SHARDING_MESHOPS_H
