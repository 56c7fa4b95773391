//===- AGOps.cpp - the generated parts of the ops -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGOps.h"
#include "Core/Assembly.h"
#include "Regions/Bodies.h"
#include "ag/Dialect/AG/IR/Sharding/Collectives.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

#define GET_OP_CLASSES
#include "ag/Dialect/AG/IR/Core/AGOps.cpp.inc"
