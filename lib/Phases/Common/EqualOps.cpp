//===- EqualOps.cpp - what is computed twice ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/EqualOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"

using namespace mlir;

namespace ag {
namespace {
/// Numbers that are the same for equal ops, and seldom for others: an op's
/// stands for what it holds, and for what all of that is computed from.
class OpHashes {
public:
  /// To be called of what an op holds or reads before the op itself.
  llvm::hash_code add(Operation *op);

private:
  llvm::hash_code get(Value value) const {
    if (auto argument = dyn_cast<BlockArgument>(value))
      return llvm::hash_value(argument.getArgNumber());
    return values.lookup(value);
  }

  DenseMap<Value, size_t> values;
  DenseMap<Operation *, size_t> bodies;
};

llvm::hash_code OpHashes::add(Operation *op) {
  llvm::hash_code hash = OperationEquivalence::computeHash(
      op, [&](Value value) { return get(value); },
      OperationEquivalence::ignoreHashValue,
      OperationEquivalence::IgnoreLocations);
  hash = llvm::hash_combine(hash, bodies.lookup(op));
  for (OpResult result : op->getResults())
    values[result] = llvm::hash_combine(hash, result.getResultNumber());
  size_t &around = bodies[op->getParentOp()];
  around = llvm::hash_combine(around, hash);
  return hash;
}
} // namespace

void mergeEqualOps(Operation *function) {
  constexpr StringLiteral mark = "ag.body";
  OpBuilder builder(function->getContext());
  OpHashes hashes;
  function->walk([&](Operation *op) {
    size_t hash = hashes.add(op);
    if (op->getNumRegions() > 0)
      op->setAttr(mark, builder.getI64IntegerAttr(static_cast<int64_t>(hash)));
  });
  IRRewriter rewriter(function->getContext());
  DominanceInfo dominance(function);
  eliminateCommonSubExpressions(rewriter, dominance, function);
  function->walk([&](Operation *op) { op->removeAttr(mark); });
}

} // namespace ag
