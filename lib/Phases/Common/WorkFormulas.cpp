//===- WorkFormulas.cpp - work of ops in the entry's sizes ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/WorkFormulas.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Support/Sizes/SizeFormulas.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Interfaces/SubsetOpInterface.h"

using namespace mlir;

namespace ag {

static EntrySignature readSignature(func::FuncOp function) {
  EntrySignature signature =
      getEntrySignature(function).value_or(EntrySignature());
  for (SymbolSignature &symbol : signature.symbols)
    symbol.least = 0;
  return signature;
}

static SmallVector<int64_t> listPlannedSizes(const EntrySignature &signature) {
  return llvm::map_to_vector(signature.symbols, getPlannedSize);
}

static SmallVector<int64_t> listGreatest(const EntrySignature &signature) {
  return llvm::map_to_vector(
      signature.symbols,
      [](const SymbolSignature &symbol) { return symbol.greatest; });
}

WorkFormulas::WorkFormulas(func::FuncOp function)
    : signature(readSignature(function)),
      algebra(listPlannedSizes(signature), listGreatest(signature)),
      prover(algebra),
      terms(prover, signature, function,
            findHelper(function, signature, EntryHelper::Shapes)) {}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

Size WorkFormulas::sizeOf(OpFoldResult size) {
  std::optional<int64_t> number = getConstantIntValue(size);
  return number ? Size(*number) : terms.of(cast<Value>(size));
}

SizeFormula WorkFormulas::spell(const std::optional<Size> &size) const {
  if (!size)
    return {};
  if (std::optional<int64_t> number = size->getNumber())
    return *number;
  auto text = spellSize(algebra.getAtoms(), *size, [&](unsigned symbol) {
    return spellSymbol(signature, symbol);
  });
  return text ? SizeFormula(*text) : SizeFormula();
}

SizeFormula WorkFormulas::spell(OpFoldResult size) {
  return spell(std::optional(sizeOf(size)));
}

static bool isInMemory(Value value) {
  return isa<RankedTensorType, MemRefType>(value.getType());
}

/// Returns the bytes of one element; 0 if it is not a number.
static int64_t getElementBytes(Value value) {
  std::optional<ScalarType> type =
      getScalarType(getElementTypeOrSelf(value.getType()));
  return type ? getByteWidth(*type) : 0;
}

Size WorkFormulas::countBytes(Value shaped) {
  Size bytes = getElementBytes(shaped);
  int64_t rank = cast<ShapedType>(shaped.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim)
    bytes = bytes * terms.ofShapedDim(shaped, dim);
  return bytes;
}

/// Returns the greatest number of elements that `map` accesses in loops of
/// these extents.
Size WorkFormulas::countElements(AffineMap map, Value shaped,
                                 ArrayRef<Size> extents) {
  auto countPoints = [&](auto isMeant) {
    Size points = 1;
    for (auto [loop, extent] : llvm::enumerate(extents))
      if (isMeant(loop))
        points = points * extent;
    return points;
  };
  Size elements = 1;
  for (auto [dim, expr] : llvm::enumerate(map.getResults())) {
    Size places = countPoints(
        [expr = expr](unsigned loop) { return expr.isFunctionOfDim(loop); });
    elements = elements * algebra.min(terms.ofShapedDim(shaped, dim), places);
  }
  return algebra.min(elements, countPoints([&](unsigned loop) {
                       return map.isFunctionOfDim(loop);
                     }));
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

/// Returns the values that an op writes: results on tensors, operands on
/// buffers.
static SmallVector<Value> listWritten(Operation *op) {
  auto writer = dyn_cast<DestinationStyleOpInterface>(op);
  if (op->getNumResults() > 0 || !writer)
    return llvm::to_vector_of<Value>(op->getResults());
  return llvm::to_vector_of<Value>(writer.getDpsInits());
}

WorkFormulas::Count WorkFormulas::count(StructuredOpInterface op) {
  Spec spec = op.getSpec();
  SmallVector<Value> operands = op.getSpecOperands();
  Size points = 1;
  SmallVector<Size> extents;
  for (const Extent &extent : spec.loops) {
    if (extent.kind() == Extent::Number)
      extents.push_back(extent.value());
    else if (extent.kind() == Extent::Operand)
      extents.push_back(terms.of(operands[extent.operand()]));
    else
      extents.push_back(
          terms.ofShapedDim(operands[extent.operand()], extent.value()));
    points = points * extents.back();
  }
  llvm::MapVector<Value, Size> reads;
  auto read = [&](Value value, auto count) {
    if (!isInMemory(value) || isOneNumber(value))
      return;
    auto [place, isNew] = reads.try_emplace(value, count());
    if (!isNew)
      place->second = algebra.max(place->second, count());
  };
  for (const SpecInput &input : spec.inputs) {
    Value value = operands[input.operand];
    read(value, [&] {
      return countElements(input.map, value, extents) * getElementBytes(value);
    });
  }
  for (const SpecResult &result : spec.results)
    if (result.initOperand) {
      Value value = operands[*result.initOperand];
      read(value, [&] { return countBytes(value); });
    }
  Size bytes = 0;
  for (auto &[value, count] : reads)
    bytes = bytes + count;
  for (Value written : listWritten(op))
    if (isInMemory(written))
      bytes = bytes + countBytes(written);
  return {points * countFlops(spec), bytes};
}

/// Returns the bytes that an op without a Spec moves: 0 if it accesses no
/// elements, std::nullopt if that is not known.
std::optional<Size> WorkFormulas::countAccess(Operation *op) {
  if (auto insertion = dyn_cast<SubsetInsertionOpInterface>(op))
    return countBytes(insertion.getSourceOperand().get()) * 2;
  if (isa<tensor::ExtractOp>(op))
    return Size(getElementBytes(op->getResult(0)));
  if (auto insertion = dyn_cast<tensor::InsertOp>(op))
    return Size(getElementBytes(insertion.getScalar()));
  bool touches = llvm::any_of(op->getResults(), isInMemory);
  if (!touches || isTensorView(op) || isa<tensor::EmptyOp>(op))
    return Size(0);
  if (!isa<linalg::LinalgOp>(op))
    return std::nullopt;
  Size bytes = 0;
  for (Value operand : op->getOperands())
    if (isInMemory(operand) && !isOneNumber(operand))
      bytes = bytes + countBytes(operand);
  return bytes;
}

std::optional<Size> WorkFormulas::countSteps(LoopLikeOpInterface loop) {
  auto lower = loop.getLoopLowerBounds(), upper = loop.getLoopUpperBounds(),
       steps = loop.getLoopSteps();
  if (!lower || !upper || !steps)
    return std::nullopt;
  Size count = 1;
  for (auto [first, end, step] : llvm::zip(*lower, *upper, *steps)) {
    std::optional<int64_t> by = getConstantIntValue(step);
    if (!by || *by < 1)
      return std::nullopt;
    Size span = sizeOf(end) - sizeOf(first);
    Size own = algebra.floorDivide(span + (*by - 1), *by);
    count = count * (prover.isAtLeast(own, 0) ? own : algebra.max(own, 0));
  }
  return count;
}

WorkFormulas::Count WorkFormulas::count(LoopLikeOpInterface loop) {
  Count body;
  for (Region &region : loop->getRegions())
    body = count(region);
  std::optional<Size> steps = countSteps(loop);
  auto repeat = [&](const std::optional<Size> &once) -> std::optional<Size> {
    if (once == Size(0))
      return once;
    return once && steps ? *once * *steps : std::optional<Size>();
  };
  return {repeat(body.flops), repeat(body.bytes)};
}

WorkFormulas::Count WorkFormulas::countBranches(Operation *op) {
  Count most;
  auto join = [&](std::optional<Size> &known, const std::optional<Size> &own) {
    known = known && own ? algebra.max(*known, *own) : std::optional<Size>();
  };
  for (Region &region : op->getRegions()) {
    Count own = count(region);
    join(most.flops, own.flops);
    join(most.bytes, own.bytes);
  }
  return most;
}

WorkFormulas::Count WorkFormulas::count(Region &region) {
  Count sum;
  auto join = [&](std::optional<Size> &known, const std::optional<Size> &own) {
    known = known && own ? *known + *own : std::optional<Size>();
  };
  for (Operation &op : region.getOps()) {
    Count own = count(&op);
    join(sum.flops, own.flops);
    join(sum.bytes, own.bytes);
  }
  return sum;
}

WorkFormulas::Count WorkFormulas::count(Operation *op) {
  if (auto structured = dyn_cast<StructuredOpInterface>(op))
    return count(structured);
  if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
    return count(loop);
  if (isChoice(op))
    return countBranches(op);
  // Copies and fills compute nothing.
  bool computes = llvm::any_of(op->getRegions(), [](Region &region) {
    return !region.empty() && !region.front().without_terminator().empty();
  });
  return {computes ? std::optional<Size>() : Size(0), countAccess(op)};
}

LoopWork WorkFormulas::of(Operation *op) {
  Count counted = count(op);
  return {spell(counted.flops), spell(counted.bytes)};
}

LoopWork WorkFormulas::ofGroup(Block &body, ValueRange given, ValueRange made) {
  Count counted = count(*body.getParent());
  counted.bytes = Size(0);
  for (Value value : llvm::concat<const Value>(SmallVector<Value>(given),
                                               SmallVector<Value>(made)))
    if (isInMemory(value) && !isOneNumber(value))
      counted.bytes = *counted.bytes + countBytes(value);
  return {spell(counted.flops), spell(counted.bytes)};
}

LoopWork WorkFormulas::ofPartial(Operation *op, ValueRange partials) {
  Count counted = count(op);
  for (Value written : listWritten(op))
    if (counted.bytes)
      counted.bytes = *counted.bytes - countBytes(written);
  for (Value partial : partials)
    if (counted.bytes)
      counted.bytes = *counted.bytes + countBytes(partial);
  return {spell(counted.flops), spell(counted.bytes)};
}

} // namespace ag
