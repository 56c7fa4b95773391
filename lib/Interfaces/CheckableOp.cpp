//===- CheckableOp.cpp - ops that can fail at run time --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/CheckableOp.h"

#include "ag/Interfaces/CheckableOp.cpp.inc"
