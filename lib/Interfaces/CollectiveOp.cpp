//===- CollectiveOp.cpp - ops that ranks do together ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/CollectiveOp.h"

using namespace mlir;

#include "ag/Interfaces/CollectiveOp.cpp.inc"
