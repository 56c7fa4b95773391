//===- ElementwiseMakers.cpp - one element of each operand at a time ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns true if all operands and results of an op have one shape and element
/// type. Its verifier checks the element type.
bool isElementwise(RegisteredOperationName name) {
  bool isOurs =
      name.hasTrait<StructuredOpTrait>() && name.getAttributeNames().empty();
  bool isTheirs = name.hasTrait<OpTrait::Elementwise>() &&
                  name.hasTrait<OpTrait::SameOperandsAndResultType>();
  return isOurs || isTheirs;
}

unsigned arityOf(RegisteredOperationName name) {
  if (name.hasTrait<OpTrait::OneOperand>())
    return 1;
  if (name.hasTrait<OpTrait::NOperands<2>::Impl>())
    return 2;
  return name.hasTrait<OpTrait::NOperands<3>::Impl>() ? 3 : 0;
}

/// Returns a random op of a dialect. The number of operands is drawn first,
/// from those of ag's ops.
std::optional<RegisteredOperationName> pickName(Sketch &sketch,
                                                StringRef dialect) {
  std::vector<RegisteredOperationName> names;
  for (RegisteredOperationName name :
       sketch.builder.getContext()->getRegisteredOperationsByDialect(dialect))
    if (isElementwise(name) && arityOf(name) > 0)
      names.push_back(name);
  if (names.empty())
    return std::nullopt;
  return sketch.pickFrom(names);
}

/// Creates an op without attributes. Returns null if it is invalid.
Operation *create(Sketch &sketch, RegisteredOperationName name,
                  ValueRange operands) {
  OperationState state(sketch.loc, name, operands, {});
  const auto *interface = name.getInterface<InferTypeOpInterface>();
  if (!interface || failed(interface->inferReturnTypes(
                        sketch.builder.getContext(), sketch.loc, operands,
                        DictionaryAttr::get(sketch.builder.getContext()),
                        nullptr, {}, state.types)))
    return nullptr;
  Operation *op = sketch.builder.create(state);
  return sketch.keep(op) ? op : nullptr;
}
} // namespace

bool makeElementwise(Sketch &sketch) {
  StringRef dialect = sketch.pickFrom({"ag", "ag", "ag", "arith", "math"});
  auto name = pickName(sketch, dialect);
  auto x = sketch.findAny();
  if (!name || !x)
    return false;
  SmallVector<Value> operands = {x->value};
  while (operands.size() < arityOf(*name)) {
    Value other = sketch.findLike(x->shape, x->element()).value;
    bool needsOneType = name->hasTrait<OpTrait::SameOperandsAndResultType>();
    operands.push_back(needsOneType ? sketch.cast(other, x->type()) : other);
  }
  Operation *op = create(sketch, *name, operands);
  if (!op)
    return false;
  sketch.add(op->getResult(0), x->shape);
  return true;
}

bool makeCompare(Sketch &sketch) {
  auto x = sketch.findAny();
  if (!x)
    return false;
  auto predicate = Predicate(sketch.pick(getMaxEnumValForPredicate() + 1));
  Value y = sketch.findLike(x->shape, x->element()).value;
  sketch.add(
      CompareOp::create(sketch.builder, sketch.loc, predicate, x->value, y),
      x->shape);
  return true;
}

bool makeSelect(Sketch &sketch) {
  auto x = sketch.findAny();
  if (!x)
    return false;
  Value condition = sketch.findLike(x->shape, sketch.builder.getI1Type()).value;
  Value y = sketch.findLike(x->shape, x->element()).value;
  sketch.add(
      SelectOp::create(sketch.builder, sketch.loc, condition, x->value, y),
      x->shape);
  return true;
}

bool makeCast(Sketch &sketch) {
  auto x = sketch.findAny();
  if (!x)
    return false;
  sketch.add(CastOp::create(sketch.builder, sketch.loc, x->value,
                            sketch.pickElement()),
             x->shape);
  return true;
}

} // namespace ag
