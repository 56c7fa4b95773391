//===- AGOps.td - all ops of the dialect, by family -*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
include "ag/Dialect/AG/IR/Core/AGAttrs.td"
include "ag/Dialect/AG/IR/Requests/BatchOps.td"
include "ag/Dialect/AG/IR/Core/CheckOps.td"
include "ag/Dialect/AG/IR/Structured/ContractionOps.td"
include "ag/Dialect/AG/IR/Requests/DerivativeOps.td"
include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.td"
include "ag/Dialect/AG/IR/Indexing/IndexOps.td"
include "ag/Dialect/AG/IR/Sharding/MeshOps.td"
include "ag/Dialect/AG/IR/Structured/OrderOps.td"
include "ag/Dialect/AG/IR/Structured/RandomOps.td"
include "ag/Dialect/AG/IR/Structured/ReductionOps.td"
include "ag/Dialect/AG/IR/Regions/RegionOps.td"
include "ag/Dialect/AG/IR/Structured/ShapeOps.td"
include "ag/Dialect/AG/IR/Sharding/ShardOps.td"
