//===- PlanWorkspace.cpp - all temporaries in one workspace ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   %a = memref.alloc(%n) : memref<?x4xf32>      // lives in ops 3 to 5
//   %b = memref.alloc(%n) : memref<?x8xf32>      // lives in ops 5 to 9
//   %c = memref.alloc(%n) : memref<?x4xf32>      // lives in ops 6 to 9
//
// become, with size(x) rounded up to the alignment and the order a, c, b,
//
//   %a = memref.view %workspace[0]
//   %c = memref.view %workspace[0]               // never meets a
//   %b = memref.view %workspace[max(size(a), size(c))]
//
// If sizes are dynamic, several orders are tried, and the pass takes the one
// that is best at the worst of some sizes (getSampleSizes). If threads or
// blocks share a loop, each of its iterations has a copy of the buffers that
// are allocated in it: copy 2 of size(x) is at %offset + 2 * size(x).
//
//===----------------------------------------------------------------------===//
#include "Demands.h"
#include "DescribeMemory.h"
#include "EntrySizes.h"
#include "PlanRemarks.h"
#include "Temporaries.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Support/Memory/SampledStacking.h"
#include "ag/Support/Report/Collector.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PLANWORKSPACEPASS
#include "ag/Phases/Allocate/Passes.h.inc"

namespace {
/// Arithmetic on sizes, which are not negative. Records overflow at run time,
/// and folds constants.
class SizeBuilder {
public:
  SizeBuilder(OpBuilder &builder, Location loc)
      : overflow(arith::ConstantIntOp::create(builder, loc, 0, 1)),
        builder(builder), loc(loc) {}

  Value number(int64_t value) {
    Value &constant = numbers[value];
    if (!constant)
      constant = arith::ConstantIndexOp::create(builder, loc, value);
    return constant;
  }
  Value multiply(Value a, Value b) {
    std::optional<int64_t> x = valueOf(a), y = valueOf(b);
    if (int64_t product; x && y && !llvm::MulOverflow(*x, *y, product))
      return number(product);
    if (x == 1 || y == 1)
      return x == 1 ? b : a;
    auto product = arith::MulUIExtendedOp::create(builder, loc, a, b);
    note(arith::CmpIPredicate::ne, product.getHigh(), number(0));
    note(arith::CmpIPredicate::slt, product.getLow(), number(0));
    return product.getLow();
  }
  Value add(Value a, Value b) {
    std::optional<int64_t> x = valueOf(a), y = valueOf(b);
    if (int64_t sum; x && y && !llvm::AddOverflow(*x, *y, sum))
      return number(sum);
    if (x == 0 || y == 0)
      return x == 0 ? b : a;
    Value sum = arith::AddIOp::create(builder, loc, a, b);
    note(arith::CmpIPredicate::slt, sum, number(0));
    return sum;
  }
  Value greater(Value a, Value b) {
    std::optional<int64_t> x = valueOf(a), y = valueOf(b);
    if (x && y)
      return *x < *y ? b : a;
    return arith::MaxSIOp::create(builder, loc, a, b);
  }
  /// Returns `size` rounded up to a multiple of the alignment.
  Value align(Value size) {
    Value raised = add(size, number(workspaceAlignment - 1));
    if (std::optional<int64_t> value = valueOf(raised))
      return number(*value & -workspaceAlignment);
    return arith::AndIOp::create(builder, loc, raised,
                                 number(-workspaceAlignment));
  }
  /// Returns `value`, or -1 if any op has overflowed.
  Value checked(Value value) {
    if (getConstantIntValue(OpFoldResult(overflow)))
      return value;
    return arith::SelectOp::create(builder, loc, overflow, number(-1), value);
  }

private:
  static std::optional<int64_t> valueOf(Value size) {
    return getConstantIntValue(OpFoldResult(size));
  }
  void note(arith::CmpIPredicate predicate, Value a, Value b) {
    Value happened = arith::CmpIOp::create(builder, loc, predicate, a, b);
    overflow = arith::OrIOp::create(builder, loc, overflow, happened);
  }

  Value overflow;
  OpBuilder &builder;
  Location loc;
  DenseMap<int64_t, Value> numbers;
};

/// Plans one entry.
class Planner {
public:
  Planner(func::FuncOp entry, EntrySignature signature, int64_t redZone)
      : entry(entry), signature(std::move(signature)), redZone(redZone),
        liveness(entry) {}

  LogicalResult run();
  MemoryPlan takePlan() { return std::move(plan); }

private:
  LogicalResult chooseStacking();
  SmallVector<Value> emitSizes(OpBuilder &builder, IRMapping &mapping,
                               SizeBuilder &sizes);
  SmallVector<Value> emitOffsets(ArrayRef<Value> bytes, SizeBuilder &sizes,
                                 Value &total);
  LogicalResult placeBuffers();
  void addWorkspaceFunction();

  func::FuncOp entry;
  EntrySignature signature;
  int64_t redZone;
  BufferLiveness liveness;
  std::vector<Temporary> temporaries;
  Stacking stacking;
  MemoryPlan plan;
};

//===----------------------------------------------------------------------===//
// The order
//===----------------------------------------------------------------------===//

/// Determines the order in which the buffers are stacked, for all sizes.
LogicalResult Planner::chooseStacking() {
  std::vector<SmallVector<int64_t>> symbols = getSampleSizes(signature);
  std::vector<std::vector<LiveBuffer>> sizes;
  for (ArrayRef<int64_t> each : symbols) {
    auto buffers = measureTemporaries(entry, signature, temporaries, each);
    if (failed(buffers))
      return failure();
    sizes.push_back(std::move(*buffers));
  }
  llvm::Expected<SampledStacking> found = findStacking(sizes);
  if (!found)
    return entry.emitError(llvm::toString(found.takeError()));
  SmallVector<PlanSample> samples;
  for (auto [each, buffers, stacked] :
       llvm::zip_equal(symbols, sizes, found->samples))
    samples.push_back({std::move(each), std::move(buffers),
                       std::move(stacked.offsets), stacked.peak,
                       stacked.leastPossible});
  stacking = std::move(found->stacking);
  plan = describePlan(entry, signature, liveness, temporaries, samples);
  explainPlan(entry, liveness, temporaries, plan);
  return success();
}

//===----------------------------------------------------------------------===//
// Sizes and offsets
//===----------------------------------------------------------------------===//

/// Returns the bytes of one copy of each temporary, rounded up to the
/// alignment, and of the red zone after it.
SmallVector<Value> Planner::emitSizes(OpBuilder &builder, IRMapping &mapping,
                                      SizeBuilder &sizes) {
  SmallVector<Value> bytes;
  for (Temporary &temporary : temporaries) {
    MemRefType type = temporary.op.getType();
    Value size = sizes.number(temporary.getElementBytes());
    for (int64_t extent : type.getShape())
      if (ShapedType::isStatic(extent))
        size = sizes.multiply(size, sizes.number(extent));
    for (Value extent : temporary.extents)
      size = sizes.multiply(size, cloneSize(extent, builder, mapping));
    Value aligned = sizes.align(size);
    bytes.push_back(redZone > 0 ? sizes.add(aligned, sizes.number(redZone))
                                : aligned);
  }
  return bytes;
}

/// Returns each temporary's offset. Sets `total` to the bytes of the workspace.
SmallVector<Value> Planner::emitOffsets(ArrayRef<Value> bytes,
                                        SizeBuilder &sizes, Value &total) {
  SmallVector<Value> offsets(bytes.size()), ends(bytes.size());
  total = sizes.number(0);
  for (const StackingStep &step : stacking) {
    Value offset = sizes.number(0);
    for (unsigned below : step.upon)
      offset = sizes.greater(offset, ends[below]);
    offsets[step.buffer] = offset;
    Value all = bytes[step.buffer];
    if (int64_t copies = temporaries[step.buffer].copies; copies > 1)
      all = sizes.multiply(all, sizes.number(copies));
    ends[step.buffer] = sizes.add(offset, all);
    total = sizes.greater(total, ends[step.buffer]);
  }
  return offsets;
}

/// Replaces every allocation by a view of the workspace at the same position.
/// The proof takes this for the position where the buffer has no contents yet.
LogicalResult Planner::placeBuffers() {
  MLIRContext *context = entry.getContext();
  Location loc = entry.getLoc();
  auto workspaceType =
      MemRefType::get({ShapedType::kDynamic}, IntegerType::get(context, 8));
  unsigned number = entry.getNumArguments();
  if (failed(entry.insertArgument(number, workspaceType, {}, loc)))
    return failure();
  Value workspace = entry.getArgument(number);
  OpBuilder builder = OpBuilder::atBlockBegin(&entry.getBody().front());
  IRMapping mapping;
  for (BlockArgument argument : entry.getArguments())
    mapping.map(argument, argument);
  SizeBuilder sizes(builder, loc);
  SmallVector<Value> bytes = emitSizes(builder, mapping, sizes);
  Value total;
  SmallVector<Value> offsets = emitOffsets(bytes, sizes, total);
  for (Temporary &temporary : temporaries)
    eraseDeallocations(temporary.op.getResult(), liveness);
  for (auto [temporary, first, size] : llvm::zip(temporaries, offsets, bytes)) {
    OpBuilder atUse(temporary.op);
    Location at = temporary.op.getLoc();
    Value offset = first;
    if (temporary.copy) {
      Value before = arith::MulIOp::create(atUse, at, temporary.copy, size);
      offset = arith::AddIOp::create(atUse, at, first, before);
    }
    auto view =
        memref::ViewOp::create(atUse, at, temporary.op.getType(), workspace,
                               offset, temporary.op.getDynamicSizes());
    temporary.op.replaceAllUsesWith(view.getResult());
    temporary.op.erase();
  }
  return success();
}

/// Adds a function that computes the bytes of the workspace from the symbols
/// alone.
void Planner::addWorkspaceFunction() {
  Location loc = entry.getLoc();
  OpBuilder builder(entry.getContext());
  IRMapping mapping;
  makeSymbolFunction(entry, signature, EntryHelper::Workspace, builder,
                     mapping);
  SizeBuilder sizes(builder, loc);
  SmallVector<Value> bytes = emitSizes(builder, mapping, sizes);
  Value total;
  emitOffsets(bytes, sizes, total);
  func::ReturnOp::create(builder, loc, sizes.checked(total));
}

LogicalResult Planner::run() {
  FailureOr<std::vector<Temporary>> collected =
      collectTemporaries(entry, liveness);
  if (failed(collected))
    return failure();
  temporaries = std::move(*collected);
  if (redZone > 0)
    for (Temporary &temporary : temporaries)
      temporary.live = {{0, int64_t(liveness.getSteps().size())}};
  if (failed(boundExtents(entry, temporaries)) || failed(chooseStacking()))
    return failure();
  addWorkspaceFunction();
  return placeBuffers();
}

/// Fails, with an error, if the entry has a workspace but also allocates.
LogicalResult checkPlanned(func::FuncOp entry) {
  WalkResult found = entry.walk([](memref::AllocOp op) {
    op.emitError("is not in the workspace that is planned already; run passes "
                 "that allocate before ag-plan-workspace");
    return WalkResult::interrupt();
  });
  return failure(found.wasInterrupted());
}

struct PlanWorkspacePass
    : WithModels<impl::PlanWorkspacePassBase<PlanWorkspacePass>> {
  using WithModels::WithModels;
  PlanWorkspacePass(Collector *collector, int64_t redZone)
      : collector(collector) {
    this->redZone = redZone;
  }

  void runOnOperation() override {
    for (auto entry : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      if (isEntryOrLoad(entry) && failed(plan(entry)))
        return signalPassFailure();
  }

  LogicalResult plan(func::FuncOp entry) {
    if (getHelper(entry, EntryHelper::Workspace))
      return checkPlanned(entry);
    std::optional<EntrySignature> signature = getEntrySignature(entry);
    auto buffers = llvm::count_if(entry.getArgumentTypes(), [](Type type) {
      return isa<MemRefType>(type);
    });
    bool isRecorded = signature &&
                      findHelper(entry, *signature, EntryHelper::Shapes) &&
                      buffers <= EntryABI(*signature).countTensors();
    if (!isRecorded)
      return entry.emitError(
          "expected the signature that ag-record-signature records");
    moveDemands(entry, *signature);
    narrowRanges(entry, *signature);
    Planner planner(entry, std::move(*signature), redZone);
    if (failed(planner.run()))
      return failure();
    if (collects(collector, CollectMemory))
      collector->report.memory.push_back(planner.takePlan());
    return success();
  }

  Collector *collector = nullptr;
};
} // namespace

std::unique_ptr<Pass> createPlanWorkspacePass(Collector *collector,
                                              int64_t redZone) {
  return std::make_unique<PlanWorkspacePass>(collector, redZone);
}

} // namespace ag
