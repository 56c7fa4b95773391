//===- ContractionOps.cpp - sums of products ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h"
#include "Sizes/Extents.h"
#include "Structured/WindowExtents.h"

using namespace mlir;

namespace ag {

/// Adds a multiplication in the accumulator's type.
static LogicalResult addProduct(TypeRange types, Spec &spec,
                                const Reporter &report) {
  SmallVector<ScalarType> elements;
  for (Type type : types)
    elements.push_back(
        *getScalarType(cast<RankedTensorType>(type).getElementType()));
  if (elements[0] != elements[1] || elements[0] == ScalarType::I1)
    return report("elements")
           << "the operands have elements " << getSpelling(elements[0])
           << " and " << getSpelling(elements[1])
           << ", expected one type of float or integer for both";
  ScalarType accumulator = getAccumulatorType(elements[0]);
  Expr x = spec.body.input(elements[0]), y = spec.body.input(elements[1]);
  spec.body.yield(spec.body.cast(x, accumulator) *
                  spec.body.cast(y, accumulator));
  SpecResult &result = spec.results.front();
  result.type = elements[0];
  result.accumulator = accumulator;
  spec.combiner = binaryProgram(Primitive::Add, accumulator);
  return success();
}

FailureOr<Spec> ContractOp::describe(Adaptor adaptor, const Reporter &report) {
  auto einsum = parseEinsum(adaptor.getEinsum());
  if (!einsum)
    return report("einsum") << llvm::toString(einsum.takeError());
  TypeRange types(adaptor.getOperands().take_front(2));
  ArrayRef<int64_t> sizes = adaptor.getStaticSizes();
  if (failed(checkSizes(sizes, adaptor.getSizes().size(), "extents", "extents",
                        report)))
    return failure();
  SmallVector<Extent> created = toExtents(sizes, /*firstOperand=*/2);
  Spec spec;
  Windows windows(*einsum, types, created, {},
                  adaptor.getAttributes().getContext());
  if (failed(windows.describe(spec, report)) ||
      failed(addProduct(types, spec, report)))
    return failure();
  return spec;
}

Operation *ContractOp::makePart(OpBuilder &builder, const OpPart &part) {
  auto made = cast<ContractOp>(clonePart(builder, *this, part));
  made.setStaticSizes(findCreatedSizes(*parseEinsum(getEinsum()),
                                       getStaticSizes(), made.getType()));
  return made;
}

} // namespace ag
