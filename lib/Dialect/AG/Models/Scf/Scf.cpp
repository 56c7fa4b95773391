//===- Scf.cpp - models of scf --------------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Scf.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Interfaces/CheckableOp.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Support/Tensor/TensorSlices.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
template <typename Model, typename Op>
using Interprets = InterpretableOpInterface::ExternalModel<Model, Op>;

/// An op that passes whole values to and from its regions.
template <typename Model, typename Op> struct HandsOn : Interprets<Model, Op> {
  TangentFlow getTangentFlow(Operation *) const { return TangentFlow::Along; }
};

/// Runs a region that may be empty. An empty region has no results.
llvm::Expected<Tensors> runOptional(Region &region,
                                    InterpreterContext &context) {
  if (region.empty())
    return Tensors();
  return context.run(region, {});
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

struct IfModel : HandsOn<IfModel, scf::IfOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    auto branch = cast<scf::IfOp>(op);
    return runOptional(intOf(operands.front()) ? branch.getThenRegion()
                                               : branch.getElseRegion(),
                       context);
  }
};

struct IndexSwitchModel : HandsOn<IndexSwitchModel, scf::IndexSwitchOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    auto choice = cast<scf::IndexSwitchOp>(op);
    for (auto [value, region] :
         llvm::zip_equal(choice.getCases(), choice.getCaseRegions()))
      if (value == intOf(operands.front()))
        return context.run(region, {});
    return context.run(choice.getDefaultRegion(), {});
  }
};

struct ExecuteRegionModel : HandsOn<ExecuteRegionModel, scf::ExecuteRegionOp> {
  llvm::Expected<Tensors> interpret(Operation *op, MutableArrayRef<Tensor>,
                                    InterpreterContext &context) const {
    return context.run(cast<scf::ExecuteRegionOp>(op).getRegion(), {});
  }
};

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

/// Returns the trip count of a loop, or an error if its step isn't positive.
llvm::Expected<uint64_t> tripCount(int64_t lower, int64_t upper, int64_t step) {
  if (step <= 0)
    return llvm::createStringError(
        llvm::formatv("the step is {0}, expected 1 or more", step));
  if (lower >= upper)
    return 0;
  auto span = static_cast<uint64_t>(upper) - static_cast<uint64_t>(lower);
  return (span - 1) / static_cast<uint64_t>(step) + 1;
}

/// Maps a bound of `width` bits of an unsigned loop to a signed number, so that
/// a signed loop over mapped bounds has the same trip count. 0 becomes the
/// least number.
int64_t rebase(int64_t bound, unsigned width) {
  uint64_t bits = static_cast<uint64_t>(bound) << (64 - width) >> (64 - width);
  return static_cast<int64_t>(bits ^ (uint64_t(1) << 63));
}

int64_t placeAt(uint64_t trip, int64_t lower, int64_t step) {
  return static_cast<int64_t>(static_cast<uint64_t>(lower) +
                              trip * static_cast<uint64_t>(step));
}

struct ForModel : HandsOn<ForModel, scf::ForOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    auto loop = cast<scf::ForOp>(op);
    int64_t lower = intOf(operands[0]), upper = intOf(operands[1]);
    int64_t step = intOf(operands[2]);
    ScalarType type = operands[0].type();
    unsigned width = getBitWidth(type);
    auto trips = loop.getUnsignedCmp() ? tripCount(rebase(lower, width),
                                                   rebase(upper, width), step)
                                       : tripCount(lower, upper, step);
    if (!trips)
      return trips.takeError();
    Tensors carried(operands.drop_front(loop.getNumControlOperands()));
    for (uint64_t trip = 0; trip < *trips; ++trip) {
      int64_t place = wrapToType(placeAt(trip, lower, step), type);
      carried.insert(carried.begin(), Tensor::scalar(type, intCell(place)));
      auto next = context.run(loop.getRegion(), std::move(carried));
      if (!next)
        return next.takeError();
      carried = std::move(*next);
    }
    return carried;
  }
};

struct WhileModel : HandsOn<WhileModel, scf::WhileOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    auto loop = cast<scf::WhileOp>(op);
    Tensors carried(operands);
    while (true) {
      auto before = context.run(loop.getBefore(), std::move(carried));
      if (!before)
        return before.takeError();
      bool continues = intOf(before->front());
      carried = Tensors(ArrayRef(*before).drop_front());
      if (!continues)
        return carried;
      auto after = context.run(loop.getAfter(), std::move(carried));
      if (!after)
        return after.takeError();
      carried = std::move(*after);
    }
  }
};

//===----------------------------------------------------------------------===//
// Loops with independent iterations
//===----------------------------------------------------------------------===//

/// Returns the values of an op's list of static numbers and dynamic operands.
SmallVector<int64_t> valuesOf(ArrayRef<int64_t> statics, ValueRange dynamics,
                              InterpreterContext &context) {
  Tensors values = llvm::map_to_vector(
      dynamics, [&](Value value) { return context.lookup(value); });
  return mixedValues(statics, values);
}

/// Each iteration reads the operands as they were before the loop, and writes
/// its parts of the results at its end.
struct ForallModel : Interprets<ForallModel, scf::ForallOp> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    auto loop = cast<scf::ForallOp>(op);
    auto lower = valuesOf(loop.getStaticLowerBound(),
                          loop.getDynamicLowerBound(), context);
    auto step = valuesOf(loop.getStaticStep(), loop.getDynamicStep(), context);
    auto trips = countTrips(loop, lower, step, context);
    if (!trips)
      return trips.takeError();
    Tensors outputs(operands.drop_front(loop.getNumDynamicControlOperands()));
    Tensors results = outputs;
    if (llvm::any_of(*trips, [](int64_t count) { return count <= 0; }))
      return results;
    SmallVector<int64_t> trip(trips->size(), 0);
    do {
      Tensors arguments;
      for (auto [count, from, by] : llvm::zip_equal(trip, lower, step))
        arguments.push_back(indexTensor(placeAt(count, from, by)));
      llvm::append_range(arguments, outputs);
      auto ended = context.run(
          loop.getRegion(), std::move(arguments), [&](Operation *terminator) {
            return insertParts(cast<scf::InParallelOp>(terminator), results,
                               context);
          });
      if (!ended)
        return ended.takeError();
    } while (advanceIndex(trip, *trips));
    return results;
  }

  static llvm::Expected<SmallVector<int64_t>>
  countTrips(scf::ForallOp loop, ArrayRef<int64_t> lower,
             ArrayRef<int64_t> step, InterpreterContext &context) {
    auto upper = valuesOf(loop.getStaticUpperBound(),
                          loop.getDynamicUpperBound(), context);
    SmallVector<int64_t> trips;
    for (auto [from, to, by] : llvm::zip_equal(lower, upper, step)) {
      auto count = tripCount(from, to, by);
      if (!count)
        return count.takeError();
      trips.push_back(static_cast<int64_t>(*count));
    }
    return trips;
  }

  static llvm::Error insertParts(scf::InParallelOp terminator,
                                 MutableArrayRef<Tensor> results,
                                 InterpreterContext &context) {
    auto loop = cast<scf::ForallOp>(terminator->getParentOp());
    for (Operation &op : terminator.getBody()->getOperations()) {
      auto insert = dyn_cast<tensor::ParallelInsertSliceOp>(op);
      if (!insert)
        return llvm::createStringError(llvm::formatv(
            "ends in '{0}', which cannot be interpreted", op.getName()));
      auto target = cast<BlockArgument>(insert.getDest());
      Slice slice{
          valuesOf(insert.getStaticOffsets(), insert.getOffsets(), context),
          valuesOf(insert.getStaticStrides(), insert.getStrides(), context)};
      auto part = context.lookup(insert.getSource())
                      .reshaped(valuesOf(insert.getStaticSizes(),
                                         insert.getSizes(), context));
      if (!part)
        return part.takeError();
      Tensor &result = results[target.getArgNumber() - loop.getRank()];
      if (llvm::Error error = writeSlice(result, slice, *part))
        return error;
    }
    return llvm::Error::success();
  }
};

/// Checks the step: a loop whose step isn't positive would never end.
struct ForChecks : CheckableOpInterface::ExternalModel<ForChecks, scf::ForOp> {
  LogicalResult insertChecks(Operation *op, OpBuilder &builder,
                             SizeOrigins &) const {
    Value step = cast<scf::ForOp>(op).getStep();
    if (matchPattern(step, m_Constant()))
      return success();
    Location loc = op->getLoc();
    step = getValueOrCreateCastToIndexLike(builder, loc, builder.getIndexType(),
                                           step);
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value holds = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt,
                                        step, zero);
    RequireOp::create(builder, loc, holds,
                      "scf.for: the step is {0}, expected 1 or more", step);
    return success();
  }
};

/// Iterations run in any order, so an iteration may read of the shared outputs
/// only the slice that it writes itself. The writes of an iteration are
/// executed one after the other, in memory. If there are several, all users of
/// the slice must compute values, which they do before the writes.
struct ForallChecks
    : CheckableOpInterface::ExternalModel<ForallChecks, scf::ForallOp> {
  LogicalResult insertChecks(Operation *op, OpBuilder &, SizeOrigins &) const {
    auto loop = cast<scf::ForallOp>(op);
    auto writes = loop.getTerminator().getYieldingOps();
    for (BlockArgument output : loop.getRegionIterArgs())
      for (Operation *user : output.getUsers())
        if (!isOwn(user, llvm::to_vector(llvm::make_pointer_range(writes))))
          return user->emitOpError(
              "reads of what an scf.forall shares what is written beside it; "
              "expected a tensor.extract_slice of the only slice that the trip "
              "inserts there");
    return success();
  }

  /// Returns whether all users of `slice`, a slice of `shared`, compute another
  /// tensor from it, or update it and write the update back to `shared`.
  static bool isComputedWith(Value slice, Value shared) {
    return llvm::all_of(slice.getUses(), [&](OpOperand &use) {
      Operation *user = use.getOwner();
      if (auto write = dyn_cast<tensor::ParallelInsertSliceOp>(user))
        return write.getDest() == shared;
      auto placed = dyn_cast<DestinationStyleOpInterface>(user);
      if (placed && placed.isDpsInit(&use))
        return isComputedWith(placed.getTiedOpResult(&use), shared);
      return isa<StructuredOpInterface, FusedOp>(user);
    });
  }

  static bool isOwn(Operation *user, ArrayRef<Operation *> writes) {
    if (isa<tensor::ParallelInsertSliceOp, tensor::DimOp>(user))
      return true;
    auto read = dyn_cast<tensor::ExtractSliceOp>(user);
    tensor::ParallelInsertSliceOp written;
    for (Operation *op : writes) {
      auto write = dyn_cast<tensor::ParallelInsertSliceOp>(op);
      if (!write || (read && write.getDest() == read.getSource() && written))
        return false;
      if (read && write.getDest() == read.getSource())
        written = write;
    }
    if (writes.size() > 1 && (!read || !isComputedWith(read, read.getSource())))
      return false;
    return read && written && read.getSource() == written.getDest() &&
           read.getMixedOffsets() == written.getMixedOffsets() &&
           read.getMixedSizes() == written.getMixedSizes() &&
           read.getMixedStrides() == written.getMixedStrides();
  }
};
} // namespace

void registerScfModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, scf::SCFDialect *) {
    scf::ExecuteRegionOp::attachInterface<ExecuteRegionModel>(*context);
    scf::ForOp::attachInterface<ForModel, ForChecks>(*context);
    scf::ForallOp::attachInterface<ForallModel, ForallChecks>(*context);
    scf::IfOp::attachInterface<IfModel>(*context);
    scf::IndexSwitchOp::attachInterface<IndexSwitchModel>(*context);
    scf::WhileOp::attachInterface<WhileModel>(*context);
  });
}

} // namespace ag
