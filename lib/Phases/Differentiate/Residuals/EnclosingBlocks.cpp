//===- EnclosingBlocks.cpp - reversed blocks around a block ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Residuals/EnclosingBlocks.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Support/Sizes/Saturating.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"

using namespace mlir;

namespace ag {

static bool isIndex(Value value) {
  auto loop = dyn_cast<scf::ForOp>(value.getParentBlock()->getParentOp());
  return loop && value == loop.getInductionVar();
}

/// Returns true if the reverse reads the elements of a forward value. Forward
/// ops are in the value's block.
static bool isReadInReverse(Value value) {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    return !isa<ShapedDimOpInterface>(user) &&
           !value.getParentBlock()->findAncestorOpInBlock(*user);
  });
}

EnclosingBlocks::EnclosingBlocks(Block *inner,
                                 const llvm::DenseSet<Block *> &reversed)
    : inner(inner) {
  SmallVector<Block *> path;
  for (Block *block = inner; reversed.contains(block);
       block = block->getParentOp()->getBlock())
    path.push_back(block);
  auto function = inner->getParentOp()->getParentOfType<FunctionOpInterface>();
  SizeEvaluator sizes(function, getPlannedSizes(function));
  int64_t trips = 1;
  for (Block *block : llvm::reverse(path)) {
    if (auto loop = dyn_cast<scf::ForOp>(block->getParentOp()))
      trips = times(trips, sizes.assumeTripCountOf(loop));
    copies[block] = trips;
  }
}

int64_t EnclosingBlocks::countCopies(Value value) const {
  Block *block = value.getParentBlock();
  bool isFree = isIndex(value) || (block != inner && isReadInReverse(value));
  return isFree ? 0 : copies.lookup(block);
}

} // namespace ag
