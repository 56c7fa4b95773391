//===- AGDialect.cpp - the ag dialect -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "Folding.h"
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

#include "ag/Dialect/AG/IR/AGDialect.cpp.inc"
#include "ag/Dialect/AG/IR/AGEnums.cpp.inc"

namespace ag {

void AGDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "ag/Dialect/AG/IR/AGOps.cpp.inc"
      >();
  addFolding(*this);
}

Operation *AGDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                          Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

} // namespace ag
