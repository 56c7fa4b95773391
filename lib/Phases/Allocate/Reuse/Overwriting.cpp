//===- Overwriting.cpp - may an op write over what it reads? --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Overwriting.h"
#include "ag/Interfaces/Flow/LoopIndex.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

using namespace mlir;

namespace ag {
namespace {

//===----------------------------------------------------------------------===//
// Iterations that access separate elements
//===----------------------------------------------------------------------===//

/// The minimum and the maximum of a sum.
struct Spread {
  int64_t least = 0, greatest = 0;

  void add(int64_t a, int64_t b) {
    least += std::min(a, b);
    greatest += std::max(a, b);
  }
};

/// Returns the range of an induction variable with constant bounds;
/// std::nullopt for any other value.
std::optional<Spread> findSpread(Value value) {
  std::optional<LoopIndex> index = findLoopIndex(value);
  if (!index || !index->lower || !index->upper)
    return std::nullopt;
  std::optional<int64_t> first = getConstantIntValue(*index->lower);
  std::optional<int64_t> end = getConstantIntValue(*index->upper);
  if (!first || !end)
    return std::nullopt;
  // A loop without iterations accesses no element.
  return Spread{*first, std::max(*first, *end - 1)};
}

/// The iterations of a loop along one of its induction variables.
struct Iterations {
  LoopLikeOpInterface loop;
  Value variable;
  int64_t step;
  /// The loop around it that threads share, or null. Each thread runs some
  /// iterations of the loops inside, and no two threads run the same one.
  Operation *threads;

  /// Returns true if `value` is the same in all iterations of the loop that
  /// have the same induction variables of outer loops.
  bool isFixed(Value value) {
    if (!threads ||
        !threads->isProperAncestor(value.getParentBlock()->getParentOp()))
      return loop.isDefinedOutsideOfLoop(value);
    std::optional<LoopIndex> index = findLoopIndex(value);
    return index && index->loop->isProperAncestor(loop);
  }
};

/// Returns the range of the indices of `range` in one iteration, without terms
/// that are fixed and without the term of the loop's variable. Adds these terms
/// to `fixed`. Returns std::nullopt if a variable has no constant bounds.
std::optional<Spread> spreadInIteration(const IndexRange &range,
                                        Iterations iterations,
                                        LinearIndex &fixed) {
  Spread spread = {range.begin.constant, range.begin.constant + range.size - 1};
  for (auto [value, coefficient] : range.begin.terms) {
    if (value == iterations.variable || iterations.isFixed(value)) {
      fixed.terms[value] = coefficient;
      continue;
    }
    std::optional<Spread> inner = findSpread(value);
    if (!inner)
      return std::nullopt;
    spread.add(coefficient * inner->least, coefficient * inner->greatest);
  }
  return spread;
}

/// Returns true if the ranges of one dimension separate the iterations. Both
/// move by the same multiple of the step, and their union is not wider than
/// that.
bool keepApart(const IndexRange &a, const IndexRange &b,
               Iterations iterations) {
  if (!a.begin.isKnown || !b.begin.isKnown)
    return false;
  LinearIndex fixedA, fixedB;
  std::optional<Spread> spreadA = spreadInIteration(a, iterations, fixedA);
  std::optional<Spread> spreadB = spreadInIteration(b, iterations, fixedB);
  if (!spreadA || !spreadB)
    return false;
  int64_t factor = fixedA.coefficientOf(iterations.variable);
  fixedA.add(fixedB, -1);
  int64_t width = std::max(spreadA->greatest, spreadB->greatest) -
                  std::min(spreadA->least, spreadB->least) + 1;
  return fixedA.terms.empty() && width <= std::abs(factor) * iterations.step;
}

bool keepApart(const BufferAccess &a, const BufferAccess &b,
               Iterations iterations) {
  for (auto [dimA, dimB] : llvm::zip(a.dims, b.dims))
    for (const IndexRange &rangeA : dimA)
      for (const IndexRange &rangeB : dimB)
        if (keepApart(rangeA, rangeB, iterations))
          return true;
  return false;
}

/// Returns true if no iteration of the loop `op` accesses elements by `a` that
/// another iteration accesses by `b`.
bool hasDisjointIterations(Operation *op, Operation *threads,
                           const BufferAccess &a, const BufferAccess &b) {
  auto loop = dyn_cast<LoopLikeOpInterface>(op);
  auto variables = loop ? loop.getLoopInductionVars() : std::nullopt;
  auto steps = loop ? loop.getLoopSteps() : std::nullopt;
  if (!variables || !steps || variables->empty())
    return false;
  return llvm::all_of(llvm::zip(*variables, *steps), [&](auto pair) {
    std::optional<int64_t> step = getConstantIntValue(std::get<1>(pair));
    return step && *step > 0 &&
           keepApart(a, b, {loop, std::get<0>(pair), *step, threads});
  });
}

/// Returns true if the iterations of all loops from `inner` up to `nest` are
/// separate.
bool areIterationsDisjoint(Operation *inner, Operation *nest,
                           const BufferAccess &a, const BufferAccess &b) {
  SmallVector<Operation *> loops;
  Operation *threads = nullptr;
  for (Operation *op = inner; nest->isAncestor(op); op = op->getParentOp()) {
    if (op->hasAttr(onThreadsAttrName))
      threads = op;
    else if (!runsOnce(op))
      loops.push_back(op);
  }
  return (!threads || !loops.empty()) &&
         llvm::all_of(loops, [&](Operation *op) {
           return hasDisjointIterations(op, threads, a, b);
         });
}

//===----------------------------------------------------------------------===//
// The order in one iteration
//===----------------------------------------------------------------------===//

bool isSamePlace(const BufferAccess &a, const BufferAccess &b) {
  if (a.isWhole && b.isWhole)
    return true;
  return llvm::all_of(llvm::zip(a.dims, b.dims), [](auto pair) {
    auto &[dimA, dimB] = pair;
    if (dimA.empty() || dimB.empty())
      return false;
    LinearIndex difference = dimA.front().begin;
    difference.add(dimB.front().begin, -1);
    return difference.isKnown && difference.terms.empty() &&
           difference.constant == 0 && dimA.front().size == dimB.front().size;
  });
}

/// Returns true if `op` reads each element of `read` before it writes the
/// element of `written` at the same position. Both are views of one shape.
bool readsElementsFirst(Operation *op, Value read, Value written) {
  if (isa<memref::CopyOp>(op))
    return true;
  auto loops = dyn_cast<linalg::LinalgOp>(op);
  if (!loops || loops.getNumLoops() != loops.getNumParallelLoops())
    return false;
  AffineMap map;
  for (OpOperand &operand : op->getOpOperands()) {
    if (operand.get() != read && operand.get() != written)
      continue;
    AffineMap other = loops.getMatchingIndexingMap(&operand);
    if (!other.isPermutation() || (map && map != other))
      return false;
    map = other;
  }
  return true;
}

Overwriting checkPair(Operation *nest, const BufferAccess &read,
                      const BufferAccess &write) {
  Block *common = write.op->getBlock();
  while (!common->findAncestorOpInBlock(*read.op))
    common = common->getParentOp()->getBlock();
  Operation *reader = common->findAncestorOpInBlock(*read.op);
  Operation *writer = common->findAncestorOpInBlock(*write.op);
  if (!areIterationsDisjoint(common->getParentOp(), nest, read, write))
    return Overwriting::Unknown;
  if (reader != writer)
    return reader->isBeforeInBlock(writer) ? Overwriting::Allowed
                                           : Overwriting::WrittenBefore;
  if (read.op != write.op)
    return insideMutuallyExclusiveRegions(read.op, write.op)
               ? Overwriting::Allowed
               : Overwriting::Unknown;
  return isSamePlace(read, write) &&
                 readsElementsFirst(read.op, read.view, write.view)
             ? Overwriting::Allowed
             : Overwriting::Unknown;
}

/// Adds the shapes of views that cover all of `buffer`.
void addShapes(Value buffer, const BufferViewFlowAnalysis &views,
               SmallVectorImpl<ArrayRef<int64_t>> &shapes) {
  for (Value view : views.resolve(buffer))
    if (isWholeView(view, buffer))
      shapes.push_back(cast<MemRefType>(view.getType()).getShape());
}

/// Returns true if buffers of equal sizes have equal dimensions once both are
/// viewed in `shape`. Several dynamic dimensions may divide the same size
/// differently.
bool dividesAlike(ArrayRef<int64_t> shape, Value a, Value b) {
  return llvm::count_if(shape, ShapedType::isDynamic) <= 1 ||
         (cast<MemRefType>(a.getType()).getShape() == shape &&
          cast<MemRefType>(b.getType()).getShape() == shape);
}

Overwriting checkAll(Operation *nest, ArrayRef<BufferAccess> reads,
                     ArrayRef<BufferAccess> writes) {
  Overwriting worst = Overwriting::Allowed;
  for (const BufferAccess &read : reads)
    for (const BufferAccess &write : writes) {
      if (read.writes)
        return Overwriting::Unknown;
      if (write.writes)
        worst = std::max(worst, checkPair(nest, read, write));
    }
  return worst;
}
} // namespace

Overwriting mayOverwrite(Operation *nest, Value read, Value written,
                         const BufferViewFlowAnalysis &views) {
  SmallVector<ArrayRef<int64_t>> shapes;
  addShapes(read, views, shapes);
  addShapes(written, views, shapes);
  llvm::sort(shapes);
  shapes.erase(llvm::unique(shapes), shapes.end());
  Overwriting best = Overwriting::Unknown;
  for (ArrayRef<int64_t> shape : shapes) {
    if (!dividesAlike(shape, read, written))
      continue;
    auto reads = collectAccesses(read, shape, nest, views);
    auto writes = collectAccesses(written, shape, nest, views);
    if (!reads || !writes)
      continue;
    best = checkAll(nest, *reads, *writes);
    if (best == Overwriting::Allowed)
      break;
  }
  return best;
}

} // namespace ag
