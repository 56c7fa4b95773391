//===- BatchMasks.cpp - ops that only some elements execute ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batch/BatchMasks.h"
#include "DerivativeWriter.h"
#include "Regions/LoopStacks.h"
#include "Residuals/SavedValues.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// One value for each element
//===----------------------------------------------------------------------===//

static Spec makeSpec(const ScalarProgram &program, ValueRange elements,
                     MLIRContext *context) {
  Spec spec;
  spec.loops.push_back(Extent::dimension(0, 0));
  for (auto [number, value] : llvm::enumerate(elements)) {
    auto rank = cast<RankedTensorType>(value.getType()).getRank();
    AffineMap all = AffineMap::getMultiDimIdentityMap(1, context);
    spec.inputs.push_back({unsigned(number), all.getSliceMap(0, rank)});
  }
  spec.body = program;
  return spec;
}

Value computeElements(const ScalarProgram &program, ValueRange elements,
                      Operation *op, Batch &batch) {
  Spec spec = makeSpec(program, elements, op->getContext());
  ScalarType type = program.nodes()[program.results().front()].type;
  spec.results.push_back(
      {AffineMap::getMultiDimIdentityMap(1, op->getContext()), type, type});
  return batch.write(spec, elements, op).front();
}

Value reduceElements(const ScalarProgram &program, ValueRange elements,
                     Primitive combiner, int64_t init, Operation *op,
                     Batch &batch) {
  Spec spec = makeSpec(program, elements, op->getContext());
  spec.results.push_back({AffineMap::get(1, 0, {}, op->getContext()),
                          ScalarType::I64, ScalarType::I64, intCell(init)});
  spec.combiner = binaryProgram(combiner, ScalarType::I64);
  return batch.write(spec, elements, op).front();
}

Value narrow(Value elements, Operation *op, Batch &batch) {
  if (!batch.mask)
    return elements;
  Value narrowed =
      computeElements(binaryProgram(Primitive::And, ScalarType::I1),
                      {elements, batch.mask->elements}, op, batch);
  batch.masked.changes.addSubset(narrowed, elements);
  batch.masked.changes.addSubset(narrowed, batch.mask->elements);
  return narrowed;
}

Value invert(Value elements, Operation *op, Batch &batch) {
  ScalarProgram program;
  Expr element = program.input(ScalarType::I1);
  program.yield(program.apply(
      Primitive::Xor, {element, program.intConstant(1, ScalarType::I1)}));
  return computeElements(program, elements, op, batch);
}

Mask makeMask(Value elements, Operation *op, Batch &batch) {
  ScalarProgram program;
  program.yield(program.cast(program.input(ScalarType::I1), ScalarType::I64));
  constexpr int64_t least = std::numeric_limits<int64_t>::min();
  OpBuilder &builder = batch.builder();
  Value greatest = tensor::ExtractOp::create(
      builder, op->getLoc(),
      reduceElements(program, elements, Primitive::Max, least, op, batch),
      ValueRange());
  Value zero = arith::ConstantIntOp::create(builder, op->getLoc(), 0, 64);
  Value any = arith::CmpIOp::create(builder, op->getLoc(),
                                    arith::CmpIPredicate::sgt, greatest, zero);
  return {elements, any};
}

bool doAllOfSome(Batch &batch) {
  std::optional<int64_t> size = getConstantIntValue(batch.size());
  return !batch.mask && size && *size > 0;
}

Value findAny(Batch &batch, Location loc) {
  if (batch.mask)
    return matchPattern(batch.mask->any, m_One()) ? Value() : batch.mask->any;
  if (doAllOfSome(batch))
    return nullptr;
  OpBuilder &builder = batch.builder();
  Value size = getValueOrCreateConstantIndexOp(builder, loc, batch.size());
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, size,
                               zero);
}

Value findMost(Value elements, Operation *op, Batch &batch) {
  ScalarProgram program;
  Expr number = program.input(ScalarType::I64);
  SmallVector<Value> operands{elements};
  if (batch.mask) {
    operands.push_back(batch.mask->elements);
    number = select(program.input(ScalarType::I1), number,
                    program.intConstant(0, ScalarType::I64));
  }
  program.yield(number);
  OpBuilder &builder = batch.builder();
  Location loc = op->getLoc();
  Value most = tensor::ExtractOp::create(
      builder, loc,
      reduceElements(program, operands, Primitive::Max,
                     std::numeric_limits<int64_t>::min(), op, batch),
      ValueRange());
  most = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), most);
  return arith::MaxSIOp::create(
      builder, loc, most, arith::ConstantIndexOp::create(builder, loc, 0));
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

Value choose(Value elements, Value a, Value b, Operation *op, Batch &batch) {
  auto type = cast<RankedTensorType>(a.getType());
  ScalarType element = *getScalarType(type.getElementType());
  AffineMap all =
      AffineMap::getMultiDimIdentityMap(type.getRank(), op->getContext());
  Spec spec;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    spec.loops.push_back(Extent::dimension(1, dim));
  spec.inputs = {{0, all.getSliceMap(0, 1)}, {1, all}, {2, all}};
  spec.results.push_back({all, element, element});
  Expr isA = spec.body.input(ScalarType::I1);
  Expr valueA = spec.body.input(element), valueB = spec.body.input(element);
  spec.body.yield(select(isA, valueA, valueB));
  return batch.write(spec, {elements, a, b}, op).front();
}

Value chooseWhereBoth(Mask some, Value anyOther, Value a, Value b,
                      Operation *op, Batch &batch) {
  OpBuilder &builder = batch.builder();
  Location loc = op->getLoc();
  auto write = [&](Value condition, function_ref<Value()> then, Value other) {
    auto choice = scf::IfOp::create(builder, loc, b.getType(), condition,
                                    /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(choice.thenBlock());
    scf::YieldOp::create(builder, loc, castTo(b.getType(), then(), builder));
    builder.setInsertionPointToStart(choice.elseBlock());
    scf::YieldOp::create(builder, loc, other);
    return choice.getResult(0);
  };
  auto chooseEach = [&] { return choose(some.elements, a, b, op, batch); };
  return write(some.any, [&] { return write(anyOther, chooseEach, a); }, b);
}

BatchedValue cut(BatchedValue value, Operation *op, Batch &batch) {
  Value all = batch.arrange(value, 0, op);
  Value constant = StopGradientOp::create(batch.builder(), op->getLoc(), all);
  Value result = choose(batch.mask->elements, all, constant, op, batch);
  batch.masked.addCut(result, value, all);
  return {result, 0};
}

LogicalResult enter(MutableArrayRef<Region> regions, Mask inner, Operation *op,
                    Batch &batch, function_ref<LogicalResult()> write) {
  std::optional<Mask> outer = batch.mask;
  batch.mask = inner;
  SmallVector<std::pair<Value, BatchedValue>> outside;
  for (Value value : findCut(regions)) {
    outside.emplace_back(value, batch.lookup(value));
    batch.set(value, cut(batch.lookup(value), op, batch));
  }
  LogicalResult result = write();
  for (auto [value, batched] : outside)
    batch.set(value, batched);
  batch.mask = outer;
  return result;
}

//===----------------------------------------------------------------------===//
// Erasing marks
//===----------------------------------------------------------------------===//

/// Returns true if `op` selects between `value` and itself, or its
/// stop_gradient.
static bool isCutOf(StructuredOpInterface op, Value value) {
  if (op->getNumResults() != 1 || op->getResult(0).getType() != value.getType())
    return false;
  Spec spec = op.getSpec();
  if (spec.combiner)
    return false;
  SmallVector<Value> operands = op.getSpecOperands();
  const ScalarNode &node = spec.body.nodes()[spec.body.results().front()];
  auto reads = [&](unsigned part) {
    const ScalarNode &input = spec.body.nodes()[node.operands[part]];
    if (input.kind != ScalarNode::Input)
      return false;
    const SpecInput &read = spec.inputs[input.position];
    auto constant = operands[read.operand].getDefiningOp<StopGradientOp>();
    return read.map.isIdentity() && (operands[read.operand] == value ||
                                     (constant && constant.getX() == value));
  };
  return node.kind == ScalarNode::Apply &&
         node.primitive == Primitive::Select && reads(1) && reads(2) &&
         spec.results.front().map.isIdentity();
}

namespace {
/// A broadcast value, and the map from positions in the result to those in
/// `value`.
struct Repeated {
  Value value;
  AffineMap map;
};
} // namespace

/// Returns the operand and the map of a broadcast, or std::nullopt for other
/// ops. Compares sizes, because a slice from 0 has the map of a broadcast.
static std::optional<Repeated> findRepeated(StructuredOpInterface op) {
  Spec spec = op.getSpec();
  if (spec.combiner || spec.results.size() != 1 ||
      !spec.results.front().map.isIdentity())
    return std::nullopt;
  const ScalarNode &node = spec.body.nodes()[spec.body.results().front()];
  if (node.kind != ScalarNode::Input)
    return std::nullopt;
  const SpecInput &read = spec.inputs[node.position];
  if (!read.map.isProjectedPermutation() || read.map.getNumSymbols() > 0)
    return std::nullopt;
  Value value = op.getSpecOperands()[read.operand];
  SizeOrigins sizes;
  for (auto [dim, position] : llvm::enumerate(read.map.getResults())) {
    FailureOr<bool> equal =
        sizes.areEqual(op->getResult(0),
                       cast<AffineDimExpr>(position).getPosition(), value, dim);
    if (failed(equal) || !*equal)
      return std::nullopt;
  }
  return Repeated{value, read.map};
}

/// Returns the extent of loop `loop` without the dimensions that operand
/// `number` loses if its broadcast is folded. Returns std::nullopt if no other
/// operand is known to have this extent: the loop may read a slice of one.
static std::optional<Extent>
measureElse(Extent extent, unsigned loop, unsigned number,
            const Repeated &repeated, const Spec &spec, ValueRange operands) {
  if (extent.kind() != Extent::Dimension || extent.operand() != number)
    return extent;
  MLIRContext *context = repeated.map.getContext();
  auto own =
      repeated.map.getResultPosition(getAffineDimExpr(extent.value(), context));
  if (own)
    return Extent::dimension(number, *own);
  SizeOrigins sizes;
  for (const SpecInput &input : spec.inputs) {
    auto other = input.map.getResultPosition(getAffineDimExpr(loop, context));
    if (!other || input.operand == number)
      continue;
    FailureOr<bool> equal = sizes.areEqual(operands[input.operand], *other,
                                           operands[number], extent.value());
    if (succeeded(equal) && *equal)
      return Extent::dimension(input.operand, *other);
  }
  return std::nullopt;
}

/// Makes `op`, if it is a reduction, read the broadcast's source instead.
static void readAsItLies(StructuredOpInterface op, Value repetition,
                         const Repeated &repeated) {
  Spec spec = op.getSpec();
  SmallVector<Value> operands = op.getSpecOperands();
  bool hasShapes = llvm::any_of(spec.results, [](const SpecResult &result) {
    return !result.shape.empty() || result.initOperand;
  });
  if (!spec.combiner || hasShapes)
    return;
  for (auto [number, operand] : llvm::enumerate(operands)) {
    if (operand != repetition)
      continue;
    for (auto [loop, extent] : llvm::enumerate(spec.loops)) {
      auto other = measureElse(extent, loop, number, repeated, spec, operands);
      if (!other)
        return;
      extent = *other;
    }
    for (SpecInput &input : spec.inputs)
      if (input.operand == number)
        input.map = repeated.map.compose(input.map);
    operand = repeated.value;
  }
  OpBuilder builder(op);
  for (auto [result, value] : llvm::zip_equal(
           op->getResults(), writeLike(op, spec, operands, builder)))
    result.replaceAllUsesWith(castTo(result.getType(), value, builder));
  op->erase();
}

/// Folds a broadcast into the reductions that read it. It was needed for a cut,
/// which has been erased.
static void foldRepetition(Value repetition) {
  auto op = repetition.getDefiningOp<StructuredOpInterface>();
  std::optional<Repeated> repeated =
      op ? findRepeated(op) : std::optional<Repeated>();
  if (!repeated)
    return;
  llvm::SetVector<Operation *> users(repetition.user_begin(),
                                     repetition.user_end());
  for (Operation *user : users)
    if (auto reader = dyn_cast<StructuredOpInterface>(user))
      readAsItLies(reader, repetition, *repeated);
  if (op->use_empty())
    op->erase();
}

void eraseMarks(Operation *module) {
  module->walk([](tensor::EmptyOp op) {
    op->removeDiscardableAttr(stackAttrName);
    op->removeDiscardableAttr(nothingAttrName);
  });
  SmallVector<StopGradientOp> constants;
  module->walk([&](StopGradientOp op) { constants.push_back(op); });
  llvm::SetVector<Value> cuts;
  for (StopGradientOp constant : constants) {
    for (Operation *user : llvm::make_early_inc_range(constant->getUsers()))
      if (auto choice = dyn_cast<StructuredOpInterface>(user);
          choice && isCutOf(choice, constant.getX())) {
        choice->replaceAllUsesWith(ValueRange(constant.getX()));
        choice->erase();
        cuts.insert(constant.getX());
      }
    if (constant.use_empty())
      constant.erase();
  }
  llvm::for_each(cuts, foldRepetition);
}

} // namespace ag
