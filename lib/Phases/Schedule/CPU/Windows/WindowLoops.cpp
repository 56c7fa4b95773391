//===- WindowLoops.cpp - loops of ops with windows ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Windows/WindowLoops.h"
#include "mlir/Analysis/FlatLinearValueConstraints.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;

namespace ag {

std::optional<WindowIndex> getWindowIndex(AffineExpr expr, unsigned loops) {
  SmallVector<int64_t> terms;
  // The flattened form has a further term for each quotient or remainder.
  if (!expr.isPureAffine() ||
      failed(getFlattenedAffineExpr(expr, loops, /*numSymbols=*/0, &terms)) ||
      terms.size() != loops + 1 ||
      llvm::any_of(terms, [](int64_t term) { return term < 0; }))
    return std::nullopt;
  int64_t first = terms.pop_back_val();
  return WindowIndex{std::move(terms), first};
}

static bool isPlainIndex(AffineExpr expr) {
  auto constant = dyn_cast<AffineConstantExpr>(expr);
  return isa<AffineDimExpr>(expr) || (constant && constant.getValue() == 0);
}

bool hasWindows(linalg::LinalgOp op) {
  return llvm::any_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return !llvm::all_of(map.getResults(), isPlainIndex);
  });
}

std::optional<unsigned>
WindowLoops::getInnerLoop(const WindowIndex &index) const {
  for (unsigned loop : inner)
    if (index.factors[loop] != 0)
      return loop;
  return std::nullopt;
}

bool sumsInto(AffineMap result, unsigned loop) {
  return !result.isFunctionOfDim(loop) ||
         llvm::any_of(result.getResults(), [&](AffineExpr expr) {
           std::optional<WindowIndex> index =
               getWindowIndex(expr, result.getNumDims());
           return !index ||
                  (index->factors[loop] != 0 &&
                   index->factors.size() - llvm::count(index->factors, 0) > 1);
         });
}

/// Returns the extents of loops that any operand makes static.
static SmallVector<int64_t> getStaticExtents(linalg::GenericOp op) {
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  for (OpOperand &operand : op->getOpOperands())
    for (auto [expr, size] :
         llvm::zip_equal(op.getMatchingIndexingMap(&operand).getResults(),
                         op.getShape(&operand)))
      if (auto loop = dyn_cast<AffineDimExpr>(expr);
          loop && !ShapedType::isDynamic(size))
        extents[loop.getPosition()] = size;
  return extents;
}

/// The indices of one operand.
using OperandIndices = SmallVector<WindowIndex>;

static unsigned countLeft(const WindowIndex &index,
                          ArrayRef<bool> isWindowOffset) {
  unsigned left = 0;
  for (auto [factor, gone] : llvm::zip_equal(index.factors, isWindowOffset))
    left += factor != 0 && !gone;
  return left;
}

/// Returns the loops that must be window offsets so that each index has at most
/// one inner loop. Short loops come first, as there are as many slices as a
/// loop has iterations. Of equal loops, the first ones, which index a result in
/// most ops, remain inner loops.
static SmallVector<bool> findWindowOffsets(linalg::GenericOp op,
                                           ArrayRef<OperandIndices> operands) {
  SmallVector<int64_t> extents = getStaticExtents(op);
  auto order = llvm::to_vector(llvm::seq(op.getNumLoops()));
  llvm::sort(order, [&](unsigned a, unsigned b) {
    // A dynamic extent is the least number, and the greatest one as unsigned.
    auto left = static_cast<uint64_t>(extents[a]);
    auto right = static_cast<uint64_t>(extents[b]);
    return left != right ? left < right : a > b;
  });
  SmallVector<bool> isWindowOffset(op.getNumLoops());
  for (unsigned loop : order)
    isWindowOffset[loop] =
        llvm::any_of(operands, [&](const OperandIndices &indices) {
          return llvm::any_of(indices, [&](const WindowIndex &index) {
            return index.factors[loop] != 0 &&
                   countLeft(index, isWindowOffset) > 1;
          });
        });
  return isWindowOffset;
}

/// Returns true if loops of extent 1 that index the operand must be window
/// offsets. Upstream cannot determine which dimensions of size 1 a slice drops,
/// so all of them are dropped or none. A trailing one of a result would prevent
/// vectors.
static bool leavesOutUnits(linalg::GenericOp op, OpOperand &operand,
                           const OperandIndices &indices,
                           ArrayRef<bool> isWindowOffset) {
  bool endsInUnit =
      op.isDpsInit(&operand) && !indices.empty() &&
      cast<ShapedType>(operand.get().getType()).getShape().back() == 1;
  return endsInUnit || llvm::any_of(indices, [&](const WindowIndex &index) {
           return countLeft(index, isWindowOffset) == 0;
         });
}

static void addUnits(linalg::GenericOp op, ArrayRef<OperandIndices> operands,
                     MutableArrayRef<bool> isWindowOffset) {
  SmallVector<int64_t> extents = getStaticExtents(op);
  for (bool changed = true; changed;) {
    changed = false;
    for (auto [operand, indices] :
         llvm::zip_equal(op->getOpOperands(), operands)) {
      if (!leavesOutUnits(op, operand, indices, isWindowOffset))
        continue;
      for (const WindowIndex &index : indices)
        for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
          if (index.factors[loop] != 0 && extents[loop] == 1 &&
              !isWindowOffset[loop])
            isWindowOffset[loop] = changed = true;
    }
  }
}

bool isReorderable(linalg::GenericOp op, unsigned result) {
  SmallVector<Operation *> combiners;
  return matchReduction(op.getRegionOutputArgs(), result, combiners) &&
         combiners.size() == 1 &&
         linalg::getCombinerOpKind(combiners.front()).has_value();
}

/// Returns true if a result may combine values window offset by window offset:
/// the order stays the same, or does not matter.
static bool canReorder(linalg::GenericOp op, unsigned result,
                       const WindowLoops &loops) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(result));
  auto sums = [&](unsigned loop) { return sumsInto(map, loop); };
  return llvm::none_of(loops.windowOffsets, sums) ||
         llvm::none_of(loops.inner, sums) || isReorderable(op, result);
}

/// Returns true if an inner loop indexes two dimensions of the operand.
static bool hasDiagonal(const OperandIndices &indices,
                        const WindowLoops &loops) {
  llvm::SmallDenseSet<unsigned> used;
  return llvm::any_of(indices, [&](const WindowIndex &index) {
    std::optional<unsigned> loop = loops.getInnerLoop(index);
    return loop && !used.insert(*loop).second;
  });
}

static std::optional<SmallVector<OperandIndices>>
getIndices(linalg::GenericOp op) {
  SmallVector<OperandIndices> operands;
  for (AffineMap map : op.getIndexingMapsArray()) {
    operands.emplace_back();
    for (AffineExpr expr : map.getResults()) {
      std::optional<WindowIndex> index = getWindowIndex(expr, op.getNumLoops());
      if (!index)
        return std::nullopt;
      operands.back().push_back(std::move(*index));
    }
  }
  return operands;
}

std::optional<WindowLoops> chooseWindowLoops(linalg::GenericOp op,
                                             StringRef &reason) {
  std::optional<SmallVector<OperandIndices>> operands = getIndices(op);
  if (!operands) {
    reason = "an index is no sum of loops";
    return std::nullopt;
  }
  SmallVector<bool> isWindowOffset = findWindowOffsets(op, *operands);
  addUnits(op, *operands, isWindowOffset);
  WindowLoops loops;
  for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
    (isWindowOffset[loop] ? loops.windowOffsets : loops.inner).push_back(loop);
  if (llvm::any_of(*operands, [&](const OperandIndices &indices) {
        return hasDiagonal(indices, loops);
      })) {
    reason = "a loop moves two dimensions of an operand";
    return std::nullopt;
  }
  for (unsigned result = 0; result < op.getNumDpsInits(); ++result)
    if (!canReorder(op, result, loops)) {
      reason = "what joins its values may depend on their order";
      return std::nullopt;
    }
  return loops;
}

} // namespace ag
