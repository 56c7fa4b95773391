//===- DimensionRuleOp.cpp - which dimensions of an op are loops ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/DimensionRuleOp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;

#include "ag/Interfaces/DimensionRuleOp.cpp.inc"

namespace ag {

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

bool DimensionRule::isSummed(unsigned loop) const {
  auto has = [&](const Place &place) {
    return llvm::is_contained(place, loop);
  };
  return !loops[loop].isWhole &&
         llvm::none_of(results, [&](const Places &places) {
           return llvm::any_of(places, has);
         });
}

bool DimensionRule::isInParts(const Place &place) const {
  return llvm::none_of(place,
                       [&](unsigned loop) { return loops[loop].isWhole; });
}

bool DimensionRule::isPlain() const {
  auto isLoop = [](const Place &place) { return place.size() == 1; };
  auto isAdded = [&](const Place &place) {
    return llvm::any_of(place,
                        [&](unsigned loop) { return loops[loop].pickedAlong; });
  };
  return !viewed &&
         llvm::all_of(llvm::concat<const Places>(operands, results),
                      [&](const Places &places) {
                        return llvm::all_of(places, isLoop);
                      }) &&
         llvm::none_of(results, [&](const Places &places) {
           return llvm::any_of(places, isAdded);
         });
}

//===----------------------------------------------------------------------===//
// Rules shared by several ops
//===----------------------------------------------------------------------===//

DimensionRule describeConcat(TypeRange inputs, unsigned dim) {
  DimensionRule rule;
  unsigned rank = cast<RankedTensorType>(inputs.front()).getRank();
  DimensionRule::Places &made = rule.results.emplace_back();
  for (unsigned place = 0; place < rank; ++place) {
    bool isWhole = place == dim;
    unsigned of = isWhole ? inputs.size() : 0;
    made.push_back({rule.addLoop(Extent::dimension(of, place), isWhole)});
  }
  for (unsigned number = 0; number < inputs.size(); ++number) {
    rule.moved.push_back(number);
    DimensionRule::Places &read = rule.operands.emplace_back(made);
    read[dim] = {
        rule.addLoop(Extent::dimension(number, dim), /*isWhole=*/true)};
  }
  return rule;
}

DimensionRule describeCopy(unsigned operands, RankedTensorType type) {
  DimensionRule rule;
  DimensionRule::Places &made = rule.results.emplace_back();
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    made.push_back({rule.addLoop(Extent::dimension(0, dim))});
  rule.operands.resize(operands);
  rule.operands[0] = made;
  rule.moved = {0};
  rule.viewed = 0;
  return rule;
}

DimensionRule describePad(unsigned operands, ArrayRef<bool> kept) {
  DimensionRule rule;
  rule.operands.resize(operands);
  DimensionRule::Places &made = rule.results.emplace_back();
  for (auto [dim, isKept] : llvm::enumerate(kept))
    made.push_back(
        {rule.addLoop(Extent::dimension(isKept ? 0 : operands, dim), !isKept)});
  rule.operands[0] = made;
  rule.moved = {0};
  for (auto [dim, isKept] : llvm::enumerate(kept))
    if (!isKept)
      rule.operands[0][dim] = {
          rule.addLoop(Extent::dimension(0, dim), /*isWhole=*/true)};
  return rule;
}

DimensionRule describeInsertion(unsigned operands, unsigned whole,
                                unsigned part,
                                ArrayRef<std::optional<unsigned>> dims,
                                ArrayRef<bool> kept, ArrayRef<bool> cut) {
  DimensionRule rule;
  rule.written = whole;
  rule.moved = {whole, part};
  rule.operands.resize(operands);
  DimensionRule::Places made;
  for (auto [dim, isKept, isCut] : llvm::enumerate(kept, cut)) {
    made.push_back({rule.addLoop(Extent::dimension(whole, dim), !isKept)});
    rule.loops[made.back().front()].isCut = !isKept && isCut;
  }
  rule.operands[whole] = made;
  for (auto [dim, own] : llvm::enumerate(dims))
    if (own)
      rule.operands[part].push_back(
          kept[dim] ? made[dim]
                    : DimensionRule::Place{rule.addLoop(
                          Extent::dimension(part, *own), /*isWhole=*/true)});
  rule.results.push_back(std::move(made));
  return rule;
}

DimensionRule describeExtraction(unsigned operands,
                                 ArrayRef<std::optional<unsigned>> dims,
                                 ArrayRef<bool> kept) {
  DimensionRule rule;
  DimensionRule::Places &made = rule.results.emplace_back();
  for (auto [dim, own] : llvm::enumerate(dims))
    if (own)
      made.push_back({kept[dim]
                          ? rule.addLoop(Extent::dimension(0, dim))
                          : rule.addLoop(Extent::dimension(operands, *own),
                                         /*isWhole=*/true)});
  rule.operands.resize(operands);
  for (auto [dim, own] : llvm::enumerate(dims))
    rule.operands[0].push_back(
        kept[dim] ? made[*own]
                  : DimensionRule::Place{rule.addLoop(Extent::dimension(0, dim),
                                                      /*isWhole=*/true)});
  rule.moved = {0};
  rule.viewed = 0;
  return rule;
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

static OpFoldResult multiply(OpFoldResult a, OpFoldResult b, OpBuilder &builder,
                             Location loc) {
  std::optional<int64_t> first = getConstantIntValue(a),
                         second = getConstantIntValue(b);
  if (first && second)
    return builder.getIndexAttr(*first * *second);
  return arith::MulIOp::create(builder, loc,
                               getValueOrCreateConstantIndexOp(builder, loc, a),
                               getValueOrCreateConstantIndexOp(builder, loc, b))
      .getResult();
}

SmallVector<OpFoldResult> findPartSizes(const DimensionRule &rule,
                                        unsigned result, const OpPart &part,
                                        ArrayRef<OpFoldResult> sizes,
                                        OpBuilder &builder, Location loc) {
  SmallVector<OpFoldResult> own(sizes);
  for (auto [size, place] : llvm::zip_equal(own, rule.results[result]))
    if (rule.isInParts(place) && part.loops[place.front()].size) {
      size = part.loops[place.front()].size;
      for (unsigned loop : ArrayRef(place).drop_front())
        size = multiply(size, part.loops[loop].size, builder, loc);
    }
  return own;
}

Operation *cloneOnParts(OpBuilder &builder, Operation *op,
                        ValueRange operands) {
  Operation *part = builder.clone(*op);
  part->setOperands(operands);
  SmallVector<Type> types;
  auto inferred = cast<InferTypeOpInterface>(part);
  LogicalResult isInferred = inferred.inferReturnTypes(
      part->getContext(), part->getLoc(), part->getOperands(),
      part->getAttrDictionary(), part->getPropertiesStorage(),
      part->getRegions(), types);
  (void)isInferred;
  assert(succeeded(isInferred) && "parts are of the same kind");
  for (auto [result, type] : llvm::zip_equal(part->getResults(), types))
    result.setType(type);
  return part;
}

} // namespace ag
