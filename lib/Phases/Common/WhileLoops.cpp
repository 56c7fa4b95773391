//===- WhileLoops.cpp - while loops that forward their arguments ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How can the condition of a while loop forward other types or sizes than an
// iteration began with?
//
//   %r = scf.while (%a = %x) : (tensor<4xf32>) -> tensor<4xi32> {
//     ...
//     scf.condition(%c) %i : tensor<4xi32>
//   } do {
//   ^bb0(%j: tensor<4xi32>):
//
// becomes a loop with a further iter_arg for the forwarded tensor:
//
//   %e = tensor.empty() : tensor<4xi32>
//   %_, %r = scf.while (%a = %x, %p = %e) {
//     ...
//     scf.condition(%c) %a, %i
//   } do {
//   ^bb0(%b: tensor<4xf32>, %j: tensor<4xi32>):
//     ...
//     scf.yield %y, %j
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/WhileLoops.h"
#include "ag/Dialect/AG/IR/Sizes/SizeBounds.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Transforms/Transforms.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns a size in terms of values before the loop and of dimensions of the
/// loop's arguments, which stand for their initial values. Prefers the nearest
/// values before the loop. Else uses the arguments of blocks that they are
/// computed from, because two tensors that branches yield may have one size
/// only in terms of these. Returns std::nullopt if there is no such size.
std::optional<SizeBound> findSizeBefore(scf::WhileOp loop, Value value,
                                        int64_t dim) {
  for (bool stopsAtNearest : {true, false}) {
    auto isKnown = [&](Value other, std::optional<int64_t> otherDim) {
      if (loop.isDefinedOutsideOfLoop(other))
        return stopsAtNearest || isa<BlockArgument>(other);
      return otherDim && llvm::is_contained(loop.getBeforeArguments(), other);
    };
    if (std::optional<SizeBound> size =
            computeSizeBound(presburger::BoundType::EQ, {value, dim}, isKnown))
      return size;
  }
  return std::nullopt;
}

bool hasSameTypes(scf::WhileOp loop) {
  TypeRange before = loop.getBeforeBody()->getArgumentTypes();
  TypeRange after = loop.getAfterBody()->getArgumentTypes();
  for (size_t k = 0; k < std::max(before.size(), after.size()); ++k) {
    Type a = k < before.size() ? before[k] : Type();
    Type b = k < after.size() ? after[k] : Type();
    if (a != b &&
        (isa_and_nonnull<TensorType>(a) || isa_and_nonnull<TensorType>(b)))
      return false;
  }
  return true;
}

/// Returns true if a forwarded tensor may have another size than the argument
/// of its number, and all sizes that new iter_args need are known. Returns
/// false if one of these is not known; the sizes then have to be equal at run
/// time.
bool hasOtherSizes(scf::WhileOp loop) {
  bool hasOther = false;
  for (auto [begun, forwarded] :
       llvm::zip(loop.getBeforeArguments(), loop.getConditionOp().getArgs())) {
    auto type = dyn_cast<RankedTensorType>(forwarded.getType());
    if (!type || forwarded == begun)
      continue;
    bool isCarried = llvm::is_contained(loop.getBeforeArguments(), forwarded);
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      if (!type.isDynamicDim(dim))
        continue;
      if (!isCarried && !findSizeBefore(loop, forwarded, dim))
        return false;
      FailureOr<bool> equal =
          ValueBoundsConstraintSet::areEqual({forwarded, dim}, {begun, dim});
      hasOther |= failed(equal) || !*equal;
    }
  }
  return hasOther;
}

/// Rebuilds one loop.
class Alignment {
public:
  explicit Alignment(scf::WhileOp loop)
      : loop(loop), builder(loop), inits(loop.getInits()) {}

  FailureOr<scf::WhileOp> run();

private:
  FailureOr<Value> makePlace(Value forwarded);
  FailureOr<Value> sizeBefore(Value forwarded, int64_t dim);
  LogicalResult addPlaces();

  scf::WhileOp loop;
  IRRewriter builder;
  SmallVector<Value> inits;
  /// The values that the condition forwards, in the new order: the arguments,
  /// tensors with a new iter_arg, then other values.
  SmallVector<Value> forwarded;
  /// For each old forwarded value, its number in the new order.
  SmallVector<size_t> numbers;
};

/// Emits a dimension of a value that the condition forwards, before the loop.
/// Emits an error and fails if it is not known there.
FailureOr<Value> Alignment::sizeBefore(Value value, int64_t dim) {
  std::optional<SizeBound> size = findSizeBefore(loop, value, dim);
  if (!size)
    return loop.emitError("dimension ")
           << dim << " of a " << value.getType()
           << " that the condition forwards follows neither from the loop's "
              "operands nor from values before the loop; expected a size that "
              "is known there";
  for (auto &[operand, operandDim] : size->operands)
    if (!loop.isDefinedOutsideOfLoop(operand))
      operand = loop.getTiedLoopInit(cast<BlockArgument>(operand))->get();
  return getValueOrCreateConstantIndexOp(
      builder, loop.getLoc(),
      affine::materializeComputedBound(builder, loop.getLoc(), size->map,
                                       size->operands));
}

FailureOr<Value> Alignment::makePlace(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<Value> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    if (!type.isDynamicDim(dim))
      continue;
    FailureOr<Value> size = sizeBefore(value, dim);
    if (failed(size))
      return failure();
    sizes.push_back(*size);
  }
  return tensor::EmptyOp::create(builder, loop.getLoc(), type, sizes)
      .getResult();
}

LogicalResult Alignment::addPlaces() {
  ValueRange old = loop.getConditionOp().getArgs();
  llvm::append_range(forwarded, loop.getBeforeArguments());
  numbers.resize(old.size());
  auto add = [&](size_t number) {
    numbers[number] = forwarded.size();
    forwarded.push_back(old[number]);
  };
  for (auto [number, value] : llvm::enumerate(old)) {
    auto begun = dyn_cast<BlockArgument>(value);
    if (begun && begun.getOwner() == loop.getBeforeBody()) {
      numbers[number] = begun.getArgNumber();
    } else if (isa<RankedTensorType>(value.getType())) {
      FailureOr<Value> place = makePlace(value);
      if (failed(place))
        return failure();
      inits.push_back(*place);
      add(number);
    }
  }
  for (auto [number, value] : llvm::enumerate(old)) {
    auto begun = dyn_cast<BlockArgument>(value);
    if (!isa<RankedTensorType>(value.getType()) &&
        !(begun && begun.getOwner() == loop.getBeforeBody()))
      add(number);
  }
  return success();
}

FailureOr<scf::WhileOp> Alignment::run() {
  if (failed(addPlaces()))
    return failure();
  size_t begun = loop.getInits().size();
  auto result = scf::WhileOp::create(builder, loop.getLoc(),
                                     ValueRange(forwarded).getTypes(), inits,
                                     /*beforeBuilder=*/nullptr,
                                     /*afterBuilder=*/nullptr);
  scf::ConditionOp condition = loop.getConditionOp();
  condition.getArgsMutable().assign(forwarded);
  scf::YieldOp yield = loop.getYieldOp();
  Block *before = result.getBeforeBody(), *after = result.getAfterBody();
  SmallVector<Value> arguments, results;
  for (size_t number : numbers) {
    arguments.push_back(after->getArgument(number));
    results.push_back(result.getResult(number));
  }
  yield.getResultsMutable().append(
      after->getArguments().slice(begun, inits.size() - begun));
  builder.mergeBlocks(loop.getBeforeBody(), before,
                      before->getArguments().take_front(begun));
  builder.mergeBlocks(loop.getAfterBody(), after, arguments);
  builder.replaceOp(loop, results);
  return result;
}
} // namespace

FailureOr<scf::WhileOp> alignWhile(scf::WhileOp loop) {
  if (hasSameTypes(loop) && !hasOtherSizes(loop))
    return loop;
  return Alignment(loop).run();
}

} // namespace ag
