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
#ifndef AG_DIALECT_AG_IR_CORE_AGOPS_H
#define AG_DIALECT_AG_IR_CORE_AGOPS_H

#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Requests/BatchOps.h"
#include "ag/Dialect/AG/IR/Requests/DerivativeOps.h"
#include "ag/Dialect/AG/IR/Sharding/MeshOps.h"
#include "ag/Dialect/AG/IR/Sharding/ShardOps.h"
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h"
#include "ag/Dialect/AG/IR/Structured/OrderOps.h"
#include "ag/Dialect/AG/IR/Structured/RandomOps.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"

#endif // AG_DIALECT_AG_IR_CORE_AGOPS_H
