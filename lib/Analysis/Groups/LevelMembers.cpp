//===- LevelMembers.cpp - what loops may do with ops of a group -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LevelMembers.h"
#include "GroupReads.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Analysis/Groups/LoopLimits.h"
#include "ag/Analysis/Groups/TileShares.h"
#include "ag/Interfaces/Spec/OperandShape.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace ag {

using Member = SharedLoops::Member;

static bool isRepeating(AffineMap map) {
  return map.getNumResults() < map.getNumDims();
}

bool isCheap(const Member &member) {
  const Spec &spec = member.stated->spec;
  unsigned ops = 0;
  for (const ScalarNode &node : spec.body.nodes()) {
    PrimitiveCost cost = spec.body.costOf(node);
    if (cost.kind != PrimitiveCost::Steps || cost.count > 1)
      return false;
    ops += node.kind == ScalarNode::Apply || node.kind == ScalarNode::Index;
  }
  auto isWhole = [](const SpecInput &input) { return !isRepeating(input.map); };
  return ops <= 2 && llvm::count_if(spec.inputs, isWhole) <= 1;
}

/// Returns the number of terms of each sum of a product. Loops of unknown
/// extent count as one term.
static int64_t countTerms(const Member &product) {
  int64_t terms = 1;
  const SpecInput &factor = product.stated->spec.inputs.front();
  OperandShape shape(product.stated->getValue(factor).getType());
  for (auto [dim, place] : llvm::enumerate(factor.map.getResults())) {
    auto loop = dyn_cast<AffineDimExpr>(place);
    if (loop && !product.stated->isParallel(loop.getPosition()) &&
        !ShapedType::isDynamic(shape.sizes[dim]))
      terms = times(terms, shape.sizes[dim]);
  }
  return terms;
}

bool mayAddBlocks(const Member &product, const Speed &speed) {
  // Bytes of the columns of a tile: two of the widest vectors.
  constexpr int64_t mostColumnBytes = 128;
  int64_t terms = countTerms(product);
  return terms >= fewestTermsInBlocks &&
         times(terms, mostColumnBytes) > getTileBytes(speed) &&
         llvm::none_of(product.stated->operands, [](Value operand) {
           return isLoadValue(getSame(operand));
         });
}

bool hasTiles(const Member &product) {
  Value result = product.stated->op->getResult(0);
  int64_t columns = cast<RankedTensorType>(result.getType()).getShape().back();
  return ShapedType::isDynamic(columns) || columns >= fewestTileColumns;
}

bool mayFail(const Member &member) {
  const ScalarProgram &body = member.stated->spec.body;
  return llvm::any_of(body.nodes(), [&](const ScalarNode &node) {
    return node.kind == ScalarNode::Apply && !isFloat(node.type) &&
           (node.primitive == Primitive::Div ||
            node.primitive == Primitive::Rem);
  });
}

/// Returns true if an op that reads the value last may overwrite it. The value
/// is a loop's argument, or an argument of a function of which some result
/// takes over an argument's buffer.
static bool isWrittenOver(Value value) {
  auto argument = dyn_cast<BlockArgument>(getSame(value));
  if (!argument)
    return false;
  Operation *around = argument.getOwner()->getParentOp();
  auto function = dyn_cast<FunctionOpInterface>(around);
  if (!function)
    return isa<LoopLikeOpInterface>(around);
  return llvm::any_of(
      llvm::seq<unsigned>(function.getNumResults()), [&](unsigned result) {
        return bool(function.getResultAttr(result, aliasAttrName));
      });
}

bool mayUpdate(const Member &member) {
  const StatedOp &op = *member.stated;
  return member.makesResult &&
         llvm::any_of(op.spec.inputs, [&](const SpecInput &input) {
           return input.map == op.spec.results.front().map &&
                  isWrittenOver(op.getValue(input));
         });
}

bool mayShareRows(const Member &member) {
  return member.stated->op->getNumResults() == 1 && !member.stated->rule &&
         !(member.isProduct && hasTiles(member)) && !readsWindows(member);
}

} // namespace ag
