//===- LocalOps.cpp - ops on blocks ---------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Partition/LocalOps.h"
#include "Partition/ForwardedStates.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
namespace {
class LocalOpWriter {
public:
  LocalOpWriter(Operation *op, const PlannedOp &planned,
                ArrayRef<Value> operands, SizeWriter sizes,
                const ShardedDims &dims, const ReshardWriter &writer,
                const Mesh &mesh, OpBuilder &builder)
      : op(op), loc(op->getLoc()), planned(planned), rule(planned.own.rule),
        sizes(sizes), dims(dims), writer(writer), mesh(mesh), builder(builder),
        operands(operands) {}

  FailureOr<SmallVector<Value>> write(const IRMapping &captured);

private:
  LogicalResult checkLoops();
  LogicalResult checkPlaces(const ShardRule::Places &places, Value value);
  void findLoops();
  std::optional<int64_t> findNumber(unsigned loop) const;
  OpFoldResult findExtent(unsigned loop);
  OpFoldResult findResultSize(unsigned loop);
  int64_t getParts(unsigned loop) const {
    return mesh.getSize(planned.strategy.loops[loop]);
  }
  bool isPadded(unsigned loop) const;
  bool needsClip(unsigned loop) const;
  void clip(unsigned loop);
  void widen();
  RankedTensorType getResultType(unsigned number) const;
  Value fill(unsigned number, Value result);

  Operation *op;
  Location loc;
  const PlannedOp &planned;
  const ShardRule &rule;
  SizeWriter sizes;
  const ShardedDims &dims;
  const ReshardWriter &writer;
  const Mesh &mesh;
  OpBuilder &builder;
  SmallVector<Value> operands;
  /// For each loop, its part on this rank, and the size that blocks are stored
  /// with.
  SmallVector<LoopPart> loops;
  SmallVector<OpFoldResult> stored;
};
} // namespace

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

bool LocalOpWriter::isPadded(unsigned loop) const {
  std::optional<int64_t> extent = rule.loops[loop].extent;
  return getParts(loop) > 1 && extent &&
         *extent % dims.getQuantum(op, loop) != 0;
}

/// If a dimension is indexed by several loops, none may be padded, so that its
/// blocks are blocks of these. A loop may not be padded either if it is dynamic
/// in another dimension.
LogicalResult LocalOpWriter::checkPlaces(const ShardRule::Places &places,
                                         Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  for (auto [dim, loops] : llvm::enumerate(places)) {
    auto counted = llvm::map_to_vector(loops, [&](unsigned loop) {
      return CountedLoop{getParts(loop), rule.loops[loop].extent,
                         dims.getQuantum(op, loop)};
    });
    std::optional<int64_t> size;
    if (!type.isDynamicDim(dim))
      size = type.getDimSize(dim);
    if (isUnfit(counted, size, dims.getQuantum(value, dim)))
      return op->emitError("splits dimension ")
             << dim << " of a " << type
             << ", of which other ops need blocks that are padded";
  }
  return success();
}

LogicalResult LocalOpWriter::checkLoops() {
  for (auto [operand, places] :
       llvm::zip_equal(op->getOperands(), rule.operands))
    if (places && hasState(operand) && failed(checkPlaces(*places, operand)))
      return failure();
  for (auto [result, own] : llvm::zip_equal(op->getResults(), rule.results))
    if (failed(checkPlaces(own.places, result)))
      return failure();
  return success();
}

/// Returns the extent of a loop if one of the types has it; otherwise
/// std::nullopt.
std::optional<int64_t> LocalOpWriter::findNumber(unsigned loop) const {
  std::optional<int64_t> number = rule.loops[loop].extent;
  const Extent &extent = planned.own.extents[loop];
  if (extent.kind() == Extent::Number)
    number = extent.value();
  auto read = [&](const ShardRule::Places &places, Value value) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    for (auto [dim, counted] : llvm::enumerate(places))
      if (type && !type.isDynamicDim(dim) && counted.size() == 1 &&
          counted.front() == loop)
        number = type.getDimSize(dim);
  };
  for (auto [operand, places] :
       llvm::zip_equal(op->getOperands(), rule.operands))
    if (places)
      read(*places, operand);
  for (auto [result, own] : llvm::zip_equal(op->getResults(), rule.results))
    read(own.places, result);
  return number;
}

/// Returns the unsplit size of a result's dimension that the loop indexes; null
/// if there is none.
OpFoldResult LocalOpWriter::findResultSize(unsigned loop) {
  for (auto [result, own] : llvm::zip_equal(op->getResults(), rule.results))
    for (auto [dim, counted] : llvm::enumerate(own.places))
      if (counted.size() == 1 && counted.front() == loop)
        return sizes(result, dim);
  return {};
}

/// Returns the unsplit extent; null if only running the part determines it.
OpFoldResult LocalOpWriter::findExtent(unsigned loop) {
  if (std::optional<int64_t> number = findNumber(loop))
    return builder.getIndexAttr(*number);
  const Extent &extent = planned.own.extents[loop];
  if (extent.kind() == Extent::Operand)
    return operands[extent.operand()];
  if (extent.kind() != Extent::Dimension ||
      extent.operand() >= op->getNumOperands())
    return rule.loops[loop].isWhole ? OpFoldResult() : findResultSize(loop);
  const auto &state = planned.states.operands[extent.operand()];
  int64_t parts = state ? mesh.getSize(state->dims[extent.value()]) : 1;
  AffineExpr size = getAffineSymbolExpr(0, builder.getContext());
  return affine::makeComposedFoldedAffineApply(
      builder, loc, size * parts,
      {tensor::getMixedSize(builder, loc, operands[extent.operand()],
                            extent.value())});
}

void LocalOpWriter::findLoops() {
  AffineExpr whole = getAffineSymbolExpr(0, builder.getContext());
  for (unsigned loop = 0; loop < rule.loops.size(); ++loop) {
    OpFoldResult extent = findExtent(loop), size = extent, offset;
    int64_t parts = getParts(loop);
    if (std::optional<int64_t> length = rule.loops[loop].extent)
      size = builder.getIndexAttr(
          getLocalSize({*length, dims.getQuantum(op, loop)}, parts));
    else if (extent && parts > 1)
      size = affine::makeComposedFoldedAffineApply(
          builder, loc, whole.floorDiv(parts), {extent});
    bool isRequested = llvm::is_contained(planned.own.placed, loop) ||
                       needsClip(loop) ||
                       (isPadded(loop) && planned.own.mindsPadding);
    if (parts == 1)
      offset = builder.getIndexAttr(0);
    else if (isRequested)
      offset =
          writer.writeOffset(planned.strategy.loops[loop], size, builder, loc);
    loops.push_back({offset, size, extent, isPadded(loop)});
    stored.push_back(size);
  }
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

/// Returns true if the op combines elements along a padded loop.
bool LocalOpWriter::needsClip(unsigned loop) const {
  return isPadded(loop) && !planned.own.mindsPadding &&
         llvm::any_of(rule.results, [&](const ShardRule::Result &own) {
           return !hasLoop(own.places, loop);
         });
}

/// Removes the padding along `loop` from the operands.
void LocalOpWriter::clip(unsigned loop) {
  OpFoldResult valid = loops[loop].countValid(builder, loc);
  for (auto [operand, places] : llvm::zip(operands, rule.operands))
    if (places)
      for (auto [dim, counted] : llvm::enumerate(*places))
        if (llvm::is_contained(counted, loop))
          operand = resize(operand, dim, valid, builder, loc);
  loops[loop].size = valid;
  loops[loop].isPadded = false;
}

/// Returns result `number` with the type in which blocks are stored.
Value LocalOpWriter::fill(unsigned number, Value result) {
  auto whole = cast<RankedTensorType>(op->getResult(number).getType());
  SmallVector<int64_t> shape(
      cast<RankedTensorType>(result.getType()).getShape());
  for (auto [dim, counted] : llvm::enumerate(rule.results[number].places)) {
    if (counted.size() == 1 &&
        loops[counted.front()].size != stored[counted.front()])
      result = resize(result, dim, stored[counted.front()], builder, loc);
    int64_t parts = mesh.getSize(planned.states.results[number].dims[dim]);
    shape[dim] = getLocalSize(
        {whole.getDimSize(dim), dims.getQuantum(op->getResult(number), dim)},
        parts);
  }
  auto type = cast<RankedTensorType>(result.getType()).clone(shape);
  return type == result.getType()
             ? result
             : tensor::CastOp::create(builder, loc, type, result);
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// Converts operands to the accumulator's type if partial results are combined
/// after the op, so that these are not rounded.
void LocalOpWriter::widen() {
  for (auto [number, state] : llvm::enumerate(planned.states.results)) {
    Type wide =
        getMLIRType(planned.own.accumulators[number], builder.getContext());
    Type own = cast<RankedTensorType>(op->getResult(number).getType())
                   .getElementType();
    bool isCombined = llvm::any_of(state.partial, [&](unsigned axis) {
      return mesh.getAxes()[axis].size > 1 &&
             llvm::any_of(planned.strategy.loops, [&](ArrayRef<unsigned> axes) {
               return llvm::is_contained(axes, axis);
             });
    });
    if (!isCombined || wide == own)
      continue;
    for (Value &operand : operands) {
      auto type = dyn_cast<RankedTensorType>(operand.getType());
      if (type && type.getElementType() == own)
        operand = CastOp::create(builder, loc, operand, wide);
    }
  }
}

/// Returns the type of a part's result. A partial result has the element type
/// of the converted operands.
RankedTensorType LocalOpWriter::getResultType(unsigned number) const {
  auto type = cast<RankedTensorType>(op->getResult(number).getType());
  SmallVector<int64_t> shape(type.getShape());
  for (auto [dim, counted] : llvm::enumerate(rule.results[number].places)) {
    if (type.isDynamicDim(dim))
      continue;
    if (counted.size() == 1)
      shape[dim] = getConstantIntValue(loops[counted.front()].size)
                       .value_or(ShapedType::kDynamic);
    else
      shape[dim] /= mesh.getSize(planned.states.results[number].dims[dim]);
  }
  Type element = type.getElementType();
  for (auto [operand, before, places] :
       llvm::zip(operands, op->getOperands(), rule.operands)) {
    auto now = dyn_cast<RankedTensorType>(operand.getType());
    if (now && places &&
        cast<RankedTensorType>(before.getType()).getElementType() == element &&
        now.getElementType() != element) {
      element = now.getElementType();
      break;
    }
  }
  return RankedTensorType::get(shape, element);
}

/// Returns the op before `place`, or null if there is none.
static Operation *findBefore(Block *block, Block::iterator place) {
  return place == block->begin() ? nullptr : &*std::prev(place);
}

/// Erases unused ops between `first` and `end`: offsets and sizes of loops,
/// which are emitted for all loops.
static void eraseUnused(Operation *first, Operation *end) {
  Operation *op = end->getPrevNode();
  while (op != first) {
    Operation *before = op->getPrevNode();
    if (isOpTriviallyDead(op))
      op->erase();
    op = before;
  }
}

FailureOr<SmallVector<Value>> LocalOpWriter::write(const IRMapping &captured) {
  if (failed(checkLoops()))
    return failure();
  Operation *first =
      findBefore(builder.getInsertionBlock(), builder.getInsertionPoint());
  findLoops();
  bool isSplit = false, isKnown = true;
  for (unsigned loop = 0; loop < loops.size(); ++loop) {
    isSplit |= getParts(loop) > 1;
    isKnown &= rule.loops[loop].isWhole || loops[loop].size;
  }
  if (isSplit && !isKnown)
    return op->emitError("is split, but the size of one of its dimensions is "
                         "known only after it has run");
  for (unsigned loop = 0; loop < rule.loops.size(); ++loop)
    if (needsClip(loop))
      clip(loop);
  widen();
  SmallVector<Type> types;
  for (unsigned number = 0; number < op->getNumResults(); ++number)
    types.push_back(getResultType(number));
  OpPart part{operands, loops, types};
  Operation *made = nullptr;
  if (!isSplit)
    made = clonePart(builder, op, part);
  else if (auto structured = dyn_cast<StructuredOpInterface>(op))
    made = structured.makePart(builder, part);
  else
    made = cast<DimensionRuleOpInterface>(op).makePart(builder, part);
  made->removeAttr(strategyAttrName);
  for (Region &region : made->getRegions())
    region.walk([&](Operation *nested) {
      for (OpOperand &operand : nested->getOpOperands())
        operand.set(captured.lookupOrDefault(operand.get()));
    });
  SmallVector<Value> results;
  for (auto [number, result] : llvm::enumerate(made->getResults()))
    results.push_back(fill(number, result));
  eraseUnused(first, made);
  return results;
}

FailureOr<SmallVector<Value>>
writeLocalOp(Operation *op, const PlannedOp &planned, ArrayRef<Value> operands,
             const IRMapping &captured, SizeWriter sizes,
             const ShardedDims &dims, const ReshardWriter &writer,
             const Mesh &mesh, OpBuilder &builder) {
  return LocalOpWriter(op, planned, operands, sizes, dims, writer, mesh,
                       builder)
      .write(captured);
}

} // namespace ag
