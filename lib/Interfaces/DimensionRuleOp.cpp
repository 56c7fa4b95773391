//===- DimensionRuleOp.cpp - which dimensions of an op are loops ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/DimensionRuleOp.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;

#include "ag/Interfaces/DimensionRuleOp.cpp.inc"

namespace ag {

DimensionRule describeConcat(TypeRange inputs, unsigned dim) {
  DimensionRule rule;
  unsigned rank = cast<RankedTensorType>(inputs.front()).getRank();
  DimensionRule::Places &made = rule.results.emplace_back();
  for (unsigned place = 0; place < rank; ++place) {
    bool isWhole = place == dim;
    unsigned of = isWhole ? inputs.size() : 0;
    made.push_back(rule.addLoop(Extent::dimension(of, place), isWhole));
  }
  for (unsigned number = 0; number < inputs.size(); ++number) {
    DimensionRule::Places &read = rule.operands.emplace_back(made);
    read[dim] = rule.addLoop(Extent::dimension(number, dim), /*isWhole=*/true);
  }
  return rule;
}

DimensionRule describePad(unsigned operands, ArrayRef<bool> kept) {
  DimensionRule rule;
  rule.operands.resize(operands);
  DimensionRule::Places &made = rule.results.emplace_back();
  for (auto [dim, isKept] : llvm::enumerate(kept))
    made.push_back(
        rule.addLoop(Extent::dimension(isKept ? 0 : operands, dim), !isKept));
  rule.operands[0] = made;
  for (auto [dim, isKept] : llvm::enumerate(kept))
    if (!isKept)
      rule.operands[0][dim] =
          rule.addLoop(Extent::dimension(0, dim), /*isWhole=*/true);
  return rule;
}

DimensionRule describeInsertion(unsigned operands, unsigned whole,
                                unsigned part,
                                ArrayRef<std::optional<unsigned>> dims,
                                ArrayRef<bool> kept) {
  DimensionRule rule;
  rule.written = whole;
  rule.operands.resize(operands);
  DimensionRule::Places made;
  for (auto [dim, isKept] : llvm::enumerate(kept))
    made.push_back(rule.addLoop(Extent::dimension(whole, dim), !isKept));
  rule.operands[whole] = made;
  for (auto [dim, own] : llvm::enumerate(dims))
    if (own)
      rule.operands[part].push_back(
          kept[dim] ? made[dim]
                    : rule.addLoop(Extent::dimension(part, *own),
                                   /*isWhole=*/true));
  rule.results.push_back(std::move(made));
  return rule;
}

Operation *cloneOnParts(OpBuilder &builder, Operation *op,
                        ValueRange operands) {
  Operation *part = builder.clone(*op);
  part->setOperands(operands);
  SmallVector<Type> types;
  auto inferred = cast<InferTypeOpInterface>(part);
  LogicalResult isTold = inferred.inferReturnTypes(
      part->getContext(), part->getLoc(), part->getOperands(),
      part->getAttrDictionary(), part->getPropertiesStorage(),
      part->getRegions(), types);
  (void)isTold;
  assert(succeeded(isTold) && "parts are of the same kind");
  for (auto [result, type] : llvm::zip_equal(part->getResults(), types))
    result.setType(type);
  return part;
}

} // namespace ag
