//===- CostAttrs.cpp - what a function is known to cost -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/CostAttrs.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace ag {

static constexpr StringLiteral exactName = "exact", flopsName = "flops";

FailureOr<RecordedCost> readCost(Operation *op, Attribute attr) {
  Reporter report(op->getName().getStringRef(), op->getLoc());
  if (!isa<FunctionOpInterface>(op))
    return report("cost-attribute") << costAttrName << " belongs to a function";
  auto fields = dyn_cast<DictionaryAttr>(attr);
  auto exact = fields ? fields.getAs<BoolAttr>(exactName) : BoolAttr();
  auto flops = fields ? fields.getAs<IntegerAttr>(flopsName) : IntegerAttr();
  if (!exact || !flops || fields.size() != 2 ||
      !flops.getType().isSignlessInteger(64) || flops.getInt() < 0)
    return report("cost-attribute")
           << "expected {" << exactName << " = true or false, " << flopsName
           << " = an i64 of 0 or more}, not " << attr;
  return RecordedCost{flops.getInt(), exact.getValue()};
}

void writeCost(FunctionOpInterface function, const RecordedCost &cost) {
  Builder builder(function.getContext());
  NamedAttrList fields;
  fields.set(exactName, builder.getBoolAttr(cost.isExact));
  fields.set(flopsName, builder.getI64IntegerAttr(cost.flops));
  function->setAttr(costAttrName, fields.getDictionary(function.getContext()));
}

} // namespace ag
