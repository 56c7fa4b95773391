//===- Contraction.cpp - sums of products ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Support/Notation/Einsum.h"

using namespace mlir;

namespace ag {

static AffineMap mapOf(ArrayRef<unsigned> loops, unsigned numLoops,
                       MLIRContext *context) {
  return AffineMap::getMultiDimMapWithTargets(numLoops, loops, context);
}

/// The loops of an einsum: each is named by its letter and as long as the first
/// dimension that has the letter.
static void addLoops(const Einsum &einsum, Spec &spec) {
  for (auto [loop, letter] : llvm::enumerate(einsum.letters)) {
    spec.loopNames.push_back(std::string("'") + letter + "'");
    unsigned operand = llvm::is_contained(einsum.operands[0], loop) ? 0 : 1;
    auto *dim = llvm::find(einsum.operands[operand], loop);
    spec.loops.push_back(
        Extent::dimension(operand, dim - einsum.operands[operand].begin()));
  }
}

FailureOr<Spec> ContractOp::describe(Adaptor adaptor, const Reporter &report) {
  auto einsum = parseEinsum(adaptor.getEinsum());
  if (!einsum)
    return report("einsum") << llvm::toString(einsum.takeError());
  auto operandTypes = adaptor.getOperands().getTypes();
  for (auto [number, type] : llvm::enumerate(operandTypes))
    if (int64_t rank = cast<RankedTensorType>(type).getRank();
        rank != int64_t(einsum->operands[number].size()))
      return report("ranks") << "operand " << number << " has rank " << rank
                             << ", but " << einsum->operands[number].size()
                             << " letters in \"" << adaptor.getEinsum() << "\"";

  Spec spec;
  addLoops(*einsum, spec);
  SmallVector<ScalarType> elements;
  MLIRContext *context = adaptor.getAttributes().getContext();
  for (unsigned number : {0, 1}) {
    spec.inputs.push_back({number, mapOf(einsum->operands[number],
                                         einsum->letters.size(), context)});
    elements.push_back(*getScalarType(
        cast<RankedTensorType>(operandTypes[number]).getElementType()));
  }
  if (elements[0] != elements[1] || elements[0] == ScalarType::I1)
    return report("elements")
           << "the operands have elements " << getSpelling(elements[0])
           << " and " << getSpelling(elements[1])
           << ", expected one type of float or integer for both";

  ScalarType accumulator = getAccumulatorType(elements[0]);
  Expr x = spec.body.input(elements[0]), y = spec.body.input(elements[1]);
  spec.body.yield(spec.body.cast(x, accumulator) *
                  spec.body.cast(y, accumulator));
  auto resultLoops = llvm::to_vector(llvm::seq(einsum->resultRank));
  spec.results.push_back({mapOf(resultLoops, einsum->letters.size(), context),
                          elements[0], accumulator});
  spec.combiner = binaryProgram(Primitive::Add, accumulator);
  return spec;
}

} // namespace ag
