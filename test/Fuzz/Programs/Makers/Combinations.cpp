//===- Combinations.cpp - how bodies of linalg ops combine ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Combinations.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

/// Returns the upstream kind of a combination for an element type.
static arith::AtomicRMWKind kindOf(Combination combination, Type element) {
  using Kind = arith::AtomicRMWKind;
  bool isFloat = isa<FloatType>(element);
  switch (combination) {
  case Combination::Add:
    return isFloat ? Kind::addf : Kind::addi;
  case Combination::Mul:
    return isFloat ? Kind::mulf : Kind::muli;
  case Combination::Max:
    return isFloat ? Kind::maximumf : Kind::maxs;
  case Combination::Min:
    return isFloat ? Kind::minimumf : Kind::mins;
  }
  llvm_unreachable("all are handled");
}

Value makeIdentity(Sketch &sketch, Combination combination,
                   ArrayRef<int64_t> shape, Type element) {
  OpBuilder &builder = sketch.builder;
  Value identity = arith::getIdentityValue(kindOf(combination, element),
                                           element, builder, sketch.loc);
  Value empty = tensor::EmptyOp::create(builder, sketch.loc,
                                        sketch.sizes(shape), element);
  return linalg::FillOp::create(builder, sketch.loc, identity, empty)
      .getResult(0);
}

Value combine(OpBuilder &builder, Location loc, Combination combination,
              Value x, Value y) {
  return arith::getReductionOp(kindOf(combination, x.getType()), builder, loc,
                               x, y);
}

Combination pickReduction(Sketch &sketch, Type element, int64_t count) {
  bool isNarrow =
      isa<FloatType>(element) && element.getIntOrFloatBitWidth() < 32;
  constexpr int64_t mostFactors = 16;
  auto reduction = sketch.pickFrom(
      {Combination::Add, Combination::Add, Combination::Add, Combination::Mul,
       Combination::Mul, Combination::Max, Combination::Min});
  bool isUnsteady =
      isNarrow || (reduction == Combination::Mul && count > mostFactors);
  return isUnsteady ? Combination::Add : reduction;
}

} // namespace ag
