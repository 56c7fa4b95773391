//===- AGOps.h - all ops of the dialect -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Include this header only in files that include AGOps.cpp.inc, which lists all
// ops. Other files include the families of the ops that they name, so that a
// new record in another family does not recompile them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_AGOPS_H
#define AG_DIALECT_AG_IR_AGOPS_H

#include "ag/Dialect/AG/IR/BatchOps.h"
#include "ag/Dialect/AG/IR/CheckOps.h"
#include "ag/Dialect/AG/IR/ContractionOps.h"
#include "ag/Dialect/AG/IR/DerivativeOps.h"
#include "ag/Dialect/AG/IR/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/IndexOps.h"
#include "ag/Dialect/AG/IR/MeshOps.h"
#include "ag/Dialect/AG/IR/OrderOps.h"
#include "ag/Dialect/AG/IR/RandomOps.h"
#include "ag/Dialect/AG/IR/ReductionOps.h"
#include "ag/Dialect/AG/IR/RegionOps.h"
#include "ag/Dialect/AG/IR/ShapeOps.h"
#include "ag/Dialect/AG/IR/ShardOps.h"

#endif // AG_DIALECT_AG_IR_AGOPS_H
