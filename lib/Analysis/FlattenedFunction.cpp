//===- FlattenedFunction.cpp - a function without its regions -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/FlattenedFunction.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {

bool isCrossable(RegionOp region) {
  if (region.getFuse())
    return false;
  return region->getParentOfType<FusedOp>() ||
         (!region.getVjp() && !region.getCheckpoint());
}

FlattenedFunction::FlattenedFunction(FunctionOpInterface function) {
  module = ModuleOp::create(function.getLoc());
  if (auto around = function->getParentOfType<ModuleOp>())
    (*module)->setDiscardableAttrs(around->getDiscardableAttrDictionary());
  IRMapping mapping;
  Operation *cloned = function->clone(mapping);
  module->push_back(cloned);
  copy = cast<FunctionOpInterface>(cloned);
  for (auto [original, op] : mapping.getOperationMap())
    originals[op] = original;
  SmallVector<RegionOp> regions;
  copy->walk([&](RegionOp region) {
    if (isCrossable(region))
      regions.push_back(region);
  });
  IRRewriter rewriter(function.getContext());
  for (RegionOp region : regions) {
    rewriter.setInsertionPoint(region);
    region.openBody(rewriter);
  }
  copy->walk([&](FusedOp group) { group.propagateConstants(rewriter); });
}

} // namespace ag
