//===- AGOps.td - all ops of the dialect, by family -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
include "ag/Dialect/AG/IR/AGAttrs.td"
include "ag/Dialect/AG/IR/BatchOps.td"
include "ag/Dialect/AG/IR/CheckOps.td"
include "ag/Dialect/AG/IR/ContractionOps.td"
include "ag/Dialect/AG/IR/DerivativeOps.td"
include "ag/Dialect/AG/IR/ElementwiseOps.td"
include "ag/Dialect/AG/IR/IndexOps.td"
include "ag/Dialect/AG/IR/MeshOps.td"
include "ag/Dialect/AG/IR/OrderOps.td"
include "ag/Dialect/AG/IR/RandomOps.td"
include "ag/Dialect/AG/IR/ReductionOps.td"
include "ag/Dialect/AG/IR/RegionOps.td"
include "ag/Dialect/AG/IR/ShapeOps.td"
include "ag/Dialect/AG/IR/ShardOps.td"
