//===- FindViolations.cpp - kernels that check demands of iterations ------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the host of a GPU learn that an iteration of an op breaks a demand?
//
//   %y = linalg.generic ins(%i) outs(%e) {
//     ag.require %inside, "index {0} is not below {1}" (%k, %n)
//     yield tensor.extract %x[%k]
//   }
//
// becomes a reduction to the first such iteration, and an op that computes the
// message's values. A demand of the host and the op without its demand follow:
//
//   %first = linalg.generic ins(%i) outs(none) { min(%inside ? none : index) }
//   %k = linalg.generic ins(%first) { %first < none ? index_cast %i[%first] }
//   ag.require (tensor.extract %first == none), "..." (tensor.extract %k, ...)
//   %y = linalg.generic ins(%i) outs(%e) {
//     yield %inside ? tensor.extract %x[%k] : 0
//   }
//
// ag-read-in-blocks moves demands of the host to the end of the function. If an
// iteration breaks several demands, the first one counts, and ops after it in
// the body are not computed.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FINDVIOLATIONSPASS
#include "ag/Phases/Schedule/Passes.h.inc"

static constexpr PassRemarks findViolationsRemarks("ag-find-violations");

namespace {
/// Represents no iteration.
constexpr int64_t noIteration = INT64_MAX;

/// The results of branches on demands, and the values that they yield.
struct Branches {
  SmallVector<Type> types;
  /// Whether branches have all ops of the body, or only those that demands
  /// need.
  bool hasAll;
  llvm::function_ref<SmallVector<Value>(OpBuilder &)> atEnd;
  llvm::function_ref<SmallVector<Value>(OpBuilder &, unsigned demand)> broken;
};

/// Rewrites one op.
class DemandingOp {
public:
  DemandingOp(RewriterBase &rewriter, linalg::GenericOp op)
      : rewriter(rewriter), op(op), loc(op.getLoc()),
        demands(op.getBody()->getOps<RequireOp>()), iterated(op.getNumLoops()) {
  }

  /// Rewrites the op. Returns false, and leaves it, if it has no demands that
  /// can be checked before it.
  bool rewrite();

private:
  bool findNeeded();
  SmallVector<Value> emitFrom(OpBuilder &builder, Block::iterator from,
                              IRMapping &mapping, const Branches &branches,
                              unsigned demand = 0);
  SmallVector<Value> emitBody(OpBuilder &builder, IRMapping &mapping,
                              ValueRange indices, const Branches &branches);
  void findTensors(SmallVector<Value> &tensors, SmallVector<AffineMap> &maps);
  Value emitFirst();
  SmallVector<Value> emitNamed(Value first);
  SmallVector<Value> emitNamedAt(OpBuilder &builder, Value number);
  void emitDemands(Value first, ValueRange named);
  void emitGuarded();
  SmallVector<OpFoldResult> getIteratedExtents() const;
  size_t countNamed() const;
  Value integer(OpBuilder &builder, int64_t value) {
    return arith::ConstantIntOp::create(builder, loc, rewriter.getI64Type(),
                                        value);
  }

  RewriterBase &rewriter;
  linalg::GenericOp op;
  Location loc;
  SmallVector<RequireOp> demands;
  /// The ops of the body, and the inputs, that demands depend on.
  llvm::SmallPtrSet<Operation *, 16> needed;
  SmallVector<OpOperand *> inputs;
  /// The loops that demands depend on, and the extents of all loops.
  llvm::SmallBitVector iterated;
  SmallVector<OpFoldResult> extents;
};
} // namespace

/// Finds the values that demands depend on. Returns false if a result is among
/// them, or if branches have demands.
bool DemandingOp::findNeeded() {
  unsigned count = 0;
  op.getBody()->walk([&](RequireOp) { ++count; });
  if (demands.empty() || count != demands.size())
    return false;
  SmallVector<Value> open;
  llvm::SmallDenseSet<Value> seen;
  for (RequireOp demand : demands)
    llvm::append_range(open, demand->getOperands());
  while (!open.empty()) {
    Value value = open.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    Operation *owner = value.getDefiningOp();
    if (owner && owner->getBlock() == op.getBody() &&
        needed.insert(owner).second)
      owner->walk([&](Operation *each) {
        llvm::append_range(open, each->getOperands());
      });
  }
  for (Operation *each : needed)
    if (auto index = dyn_cast<linalg::IndexOp>(each))
      iterated.set(index.getDim());
  for (BlockArgument argument : op.getRegionOutputArgs())
    if (seen.contains(argument))
      return false;
  for (OpOperand *input : op.getDpsInputOperands()) {
    if (!seen.contains(op.getMatchingBlockArgument(input)))
      continue;
    inputs.push_back(input);
    AffineMap map = op.getMatchingIndexingMap(input);
    for (unsigned loop = 0; loop < map.getNumDims(); ++loop)
      if (map.isFunctionOfDim(loop))
        iterated.set(loop);
  }
  return true;
}

/// Emits the body from `from` on. Ops after a demand are in the branch where it
/// holds.
SmallVector<Value> DemandingOp::emitFrom(OpBuilder &builder,
                                         Block::iterator from,
                                         IRMapping &mapping,
                                         const Branches &branches,
                                         unsigned demand) {
  for (; !from->hasTrait<OpTrait::IsTerminator>(); ++from) {
    auto require = dyn_cast<RequireOp>(*from);
    if (!require) {
      bool isNeeded = branches.hasAll || needed.contains(&*from);
      if (isNeeded && !isa<linalg::IndexOp>(*from))
        builder.clone(*from, mapping);
      continue;
    }
    auto choice =
        scf::IfOp::create(builder, loc, branches.types,
                          mapping.lookupOrDefault(require.getCondition()),
                          /*addThenBlock=*/true, /*addElseBlock=*/true);
    auto then = OpBuilder::atBlockEnd(choice.thenBlock());
    scf::YieldOp::create(
        then, loc,
        emitFrom(then, std::next(from), mapping, branches, demand + 1));
    auto otherwise = OpBuilder::atBlockEnd(choice.elseBlock());
    scf::YieldOp::create(otherwise, loc, branches.broken(otherwise, demand));
    return llvm::to_vector_of<Value>(choice.getResults());
  }
  return branches.atEnd(builder);
}

/// Emits the body at `indices`, which may be null for loops that the body does
/// not read.
SmallVector<Value> DemandingOp::emitBody(OpBuilder &builder, IRMapping &mapping,
                                         ValueRange indices,
                                         const Branches &branches) {
  for (auto index : op.getBody()->getOps<linalg::IndexOp>())
    mapping.map(index.getResult(), indices[index.getDim()]);
  return emitFrom(builder, op.getBody()->begin(), mapping, branches);
}

SmallVector<OpFoldResult> DemandingOp::getIteratedExtents() const {
  SmallVector<OpFoldResult> sizes;
  for (unsigned loop : iterated.set_bits())
    sizes.push_back(extents[loop]);
  return sizes;
}

/// Finds the inputs of the reduction, and their maps from the iterated loops.
/// If no input determines the extent of a loop, an empty tensor does.
void DemandingOp::findTensors(SmallVector<Value> &tensors,
                              SmallVector<AffineMap> &maps) {
  llvm::SmallBitVector dropped = iterated, unknown = iterated;
  dropped.flip();
  for (OpOperand *input : inputs) {
    AffineMap map = op.getMatchingIndexingMap(input);
    tensors.push_back(input->get());
    maps.push_back(compressDims(map, dropped));
    for (AffineExpr expr : map.getResults())
      if (auto loop = dyn_cast<AffineDimExpr>(expr))
        unknown.reset(loop.getPosition());
  }
  if (unknown.none())
    return;
  SmallVector<OpFoldResult> sizes;
  SmallVector<AffineExpr> exprs;
  for (unsigned loop : unknown.set_bits()) {
    sizes.push_back(extents[loop]);
    exprs.push_back(rewriter.getAffineDimExpr(loop));
  }
  tensors.push_back(
      tensor::EmptyOp::create(rewriter, loc, sizes, rewriter.getI8Type()));
  maps.push_back(compressDims(
      AffineMap::get(extents.size(), 0, exprs, op.getContext()), dropped));
}

/// Emits the number of the first iteration that breaks a demand, times the
/// number of demands, plus the index of the demand.
Value DemandingOp::emitFirst() {
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  findTensors(tensors, maps);
  unsigned loops = iterated.count();
  maps.push_back(AffineMap::get(loops, 0, op.getContext()));
  Type i64 = rewriter.getI64Type();
  Value empty =
      tensor::EmptyOp::create(rewriter, loc, ArrayRef<int64_t>(), i64);
  Value none = linalg::FillOp::create(rewriter, loc,
                                      integer(rewriter, noIteration), empty)
                   .getResult(0);
  auto body = [&](OpBuilder &builder, Location, ValueRange elements) {
    SmallVector<Value> indices(extents.size());
    Value number = arith::ConstantIndexOp::create(builder, loc, 0);
    for (auto [own, loop] : llvm::enumerate(iterated.set_bits())) {
      indices[loop] = linalg::IndexOp::create(builder, loc, own);
      Value extent =
          getValueOrCreateConstantIndexOp(builder, loc, extents[loop]);
      number = arith::AddIOp::create(
          builder, loc, arith::MulIOp::create(builder, loc, number, extent),
          indices[loop]);
    }
    number = arith::MulIOp::create(
        builder, loc, arith::IndexCastOp::create(builder, loc, i64, number),
        integer(builder, demands.size()));
    IRMapping mapping;
    for (auto [input, element] : llvm::zip(inputs, elements))
      mapping.map(op.getMatchingBlockArgument(input), element);
    auto atEnd = [&](OpBuilder &nested) {
      return SmallVector<Value>{integer(nested, noIteration)};
    };
    auto broken = [&](OpBuilder &nested, unsigned demand) {
      return SmallVector<Value>{
          arith::AddIOp::create(nested, loc, number, integer(nested, demand))};
    };
    Value own =
        emitBody(builder, mapping, indices, {{i64}, false, atEnd, broken})
            .front();
    linalg::YieldOp::create(
        builder, loc,
        arith::MinSIOp::create(builder, loc, elements.back(), own).getResult());
  };
  SmallVector<utils::IteratorType> iterators(loops,
                                             utils::IteratorType::reduction);
  return linalg::GenericOp::create(rewriter, loc, none.getType(), tensors, none,
                                   maps, iterators, body)
      .getResult(0);
}

/// Returns the largest number of values that a message has.
size_t DemandingOp::countNamed() const {
  size_t most = 0;
  for (RequireOp demand : demands)
    most = std::max(most, demand.getValues().size());
  return most;
}

/// Emits the values in the message of the demand that `number` encodes,
/// followed by zeros.
SmallVector<Value> DemandingOp::emitNamedAt(OpBuilder &builder, Value number) {
  Type i64 = rewriter.getI64Type(), indexType = rewriter.getIndexType();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  SmallVector<Value> indices(extents.size(), zero);
  Value iteration = arith::IndexCastOp::create(
      builder, loc, indexType,
      arith::DivUIOp::create(builder, loc, number,
                             integer(builder, demands.size())));
  if (iterated.any())
    for (auto [loop, index] :
         llvm::zip_equal(iterated.set_bits(),
                         affine::AffineDelinearizeIndexOp::create(
                             builder, loc, iteration, getIteratedExtents())
                             .getResults()))
      indices[loop] = index;
  IRMapping mapping;
  for (OpOperand *input : inputs) {
    Value element = input->get();
    if (isa<RankedTensorType>(element.getType()))
      element = tensor::ExtractOp::create(
          builder, loc, element,
          getValueOrCreateConstantIndexOp(
              builder, loc,
              affine::makeComposedFoldedMultiResultAffineApply(
                  builder, loc, op.getMatchingIndexingMap(input),
                  getAsOpFoldResult(indices))));
    mapping.map(op.getMatchingBlockArgument(input), element);
  }
  SmallVector<Type> types(countNamed(), i64);
  auto atEnd = [&](OpBuilder &nested) {
    return SmallVector<Value>(types.size(), integer(nested, 0));
  };
  auto broken = [&](OpBuilder &nested, unsigned demand) {
    SmallVector<Value> values;
    for (Value value : demands[demand].getValues())
      values.push_back(arith::IndexCastOp::create(
          nested, loc, i64, mapping.lookupOrDefault(value)));
    values.resize(types.size(), integer(nested, 0));
    return values;
  };
  return emitBody(builder, mapping, indices, {types, false, atEnd, broken});
}

/// Emits an op that computes the message's values if `first` encodes a broken
/// demand, and zeros otherwise.
SmallVector<Value> DemandingOp::emitNamed(Value first) {
  Type i64 = rewriter.getI64Type();
  SmallVector<Value> outputs;
  for (size_t number = 0; number < countNamed(); ++number)
    outputs.push_back(
        tensor::EmptyOp::create(rewriter, loc, ArrayRef<int64_t>(), i64));
  if (outputs.empty())
    return outputs;
  auto body = [&](OpBuilder &builder, Location, ValueRange elements) {
    Value isBroken =
        arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                              elements.front(), integer(builder, noIteration));
    auto choice = scf::IfOp::create(
        builder, loc, isBroken,
        [&](OpBuilder &nested, Location) {
          scf::YieldOp::create(nested, loc,
                               emitNamedAt(nested, elements.front()));
        },
        [&](OpBuilder &nested, Location) {
          scf::YieldOp::create(
              nested, loc,
              SmallVector<Value>(outputs.size(), integer(nested, 0)));
        });
    linalg::YieldOp::create(builder, loc, choice.getResults());
  };
  SmallVector<AffineMap> maps(1 + outputs.size(),
                              AffineMap::get(op.getContext()));
  auto named = linalg::GenericOp::create(
      rewriter, loc, ValueRange(outputs).getTypes(), first, outputs, maps,
      ArrayRef<utils::IteratorType>(), body);
  return llvm::to_vector_of<Value>(named.getResults());
}

/// Emits demands of the host that no iteration breaks a demand, unless there is
/// no iteration.
void DemandingOp::emitDemands(Value first, ValueRange named) {
  Value number = tensor::ExtractOp::create(rewriter, loc, first, ValueRange());
  Value holds = arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::eq,
                                      number, integer(rewriter, noIteration));
  for (unsigned loop = 0; loop < extents.size(); ++loop)
    if (auto extent = dyn_cast<Value>(extents[loop]); extent && !iterated[loop])
      holds = arith::OrIOp::create(
          rewriter, loc, holds,
          arith::CmpIOp::create(
              rewriter, loc, arith::CmpIPredicate::eq, extent,
              arith::ConstantIndexOp::create(rewriter, loc, 0)));
  Value broken = arith::RemUIOp::create(rewriter, loc, number,
                                        integer(rewriter, demands.size()));
  for (auto [position, demand] : llvm::enumerate(demands)) {
    SmallVector<Value> values;
    for (Value each : named.take_front(demand.getValues().size()))
      values.push_back(arith::IndexCastOp::create(
          rewriter, loc, rewriter.getIndexType(),
          tensor::ExtractOp::create(rewriter, loc, each, ValueRange())));
    Value isOther =
        arith::CmpIOp::create(rewriter, loc, arith::CmpIPredicate::ne, broken,
                              integer(rewriter, position));
    RequireOp::create(rewriter, demand.getLoc(),
                      arith::OrIOp::create(rewriter, loc, holds, isOther),
                      demand.getMessageAttr(), values);
  }
}

/// Emits the op without its demands. An iteration that breaks one yields 0, or
/// the accumulator of a reduction.
void DemandingOp::emitGuarded() {
  auto body = [&](OpBuilder &builder, Location, ValueRange elements) {
    SmallVector<Value> indices;
    for (unsigned loop = 0; loop < extents.size(); ++loop)
      indices.push_back(linalg::IndexOp::create(builder, loc, loop));
    IRMapping mapping;
    mapping.map(op.getBody()->getArguments(), elements);
    ValueRange accumulators = elements.take_back(op.getNumDpsInits());
    auto atEnd = [&](OpBuilder &) {
      return llvm::map_to_vector(
          op.getBody()->getTerminator()->getOperands(),
          [&](Value value) { return mapping.lookupOrDefault(value); });
    };
    auto broken = [&](OpBuilder &nested, unsigned) -> SmallVector<Value> {
      if (op.getNumReductionLoops() > 0)
        return llvm::to_vector(accumulators);
      return llvm::map_to_vector(accumulators, [&](Value each) -> Value {
        return arith::ConstantOp::create(
            nested, loc, cast<TypedAttr>(nested.getZeroAttr(each.getType())));
      });
    };
    SmallVector<Type> types(accumulators.getTypes());
    linalg::YieldOp::create(
        builder, loc,
        emitBody(builder, mapping, indices, {types, true, atEnd, broken}));
  };
  auto guarded = linalg::GenericOp::create(
      rewriter, loc, op.getResultTypes(), op.getInputs(), op.getOutputs(),
      op.getIndexingMapsArray(), op.getIteratorTypesArray(), body);
  findViolationsRemarks.passed(guarded, "check")
      << remark::add("has demands of each iteration: another kernel finds the "
                     "first that breaks one");
  rewriter.replaceOp(op, guarded.getResults());
}

bool DemandingOp::rewrite() {
  if (!op.hasPureTensorSemantics() || !findNeeded() ||
      llvm::is_contained(op.getStaticLoopRanges(), 0))
    return false;
  rewriter.setInsertionPoint(op);
  for (const Range &range :
       cast<TilingInterface>(op.getOperation()).getIterationDomain(rewriter))
    extents.push_back(range.size);
  Value first = emitFirst();
  emitDemands(first, emitNamed(first));
  emitGuarded();
  return true;
}

namespace {
struct FindViolationsPass
    : WithModels<impl::FindViolationsPassBase<FindViolationsPass>> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    bool isChanged = false;
    for (auto op : llvm::to_vector(getOperation().getOps<linalg::GenericOp>()))
      isChanged |= DemandingOp(rewriter, op).rewrite();
    if (!isChanged)
      markAllAnalysesPreserved();
  }
};
} // namespace
} // namespace ag
