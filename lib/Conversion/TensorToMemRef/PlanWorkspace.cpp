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
// The time of a buffer runs from the first to the last op of the entry's block
// in which it, or a view of it, is used. One that is allocated inside of a loop
// lives as long as the loop. Where threads share the loop, each chunk of it has
// a copy of its own: chunk 2 of size(x) at %offset + 2 * size(x).
//
//===----------------------------------------------------------------------===//
#include "EntrySizes.h"
#include "PlanRemarks.h"
#include "ag/Analysis/EntryInterface.h"
#include "ag/Analysis/Sizes.h"
#include "ag/Conversion/ParallelLoops.h"
#include "ag/Conversion/Passes.h"
#include "ag/Support/IntervalPacking.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_PLANWORKSPACEPASS
#include "ag/Conversion/Passes.h.inc"

namespace {
/// Of every temporary, and of the workspace. A cache line, and a vector.
constexpr int64_t alignment = 64;
/// What the plan takes for a size that does not follow from the symbols.
constexpr int64_t typicalSize = 64;

struct Temporary {
  memref::AllocOp op;
  LiveBuffer live;
  /// Bounds above its dynamic sizes, computed where the entry begins.
  SmallVector<Value> extents;
  /// Which copy of it is meant at the op, a number below `copies`; null if
  /// there is one.
  Value copy;
  int64_t copies = 1;
};

/// The loop around `op` that threads share, or null.
scf::ParallelOp getThreadsLoop(Operation *op) {
  auto loop = op->getParentOfType<scf::ParallelOp>();
  while (loop && !loop->hasAttr(onThreadsAttrName))
    loop = loop->getParentOfType<scf::ParallelOp>();
  return loop;
}

/// Arithmetic on sizes, which notes whether it overflowed.
class SizeBuilder {
public:
  SizeBuilder(OpBuilder &builder, Location loc)
      : overflow(arith::ConstantIntOp::create(builder, loc, 0, 1)),
        builder(builder), loc(loc) {}

  Value number(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value multiply(Value a, Value b) {
    auto product = arith::MulUIExtendedOp::create(builder, loc, a, b);
    note(arith::CmpIPredicate::ne, product.getHigh(), number(0));
    note(arith::CmpIPredicate::slt, product.getLow(), number(0));
    return product.getLow();
  }
  Value add(Value a, Value b) {
    Value sum = arith::AddIOp::create(builder, loc, a, b);
    note(arith::CmpIPredicate::slt, sum, number(0));
    return sum;
  }
  Value greater(Value a, Value b) {
    return arith::MaxSIOp::create(builder, loc, a, b);
  }
  /// Rounded up to a multiple of the alignment.
  Value align(Value size) {
    return arith::AndIOp::create(builder, loc, add(size, number(alignment - 1)),
                                 number(-alignment));
  }
  /// `value`, or -1 if anything overflowed.
  Value checked(Value value) {
    return arith::SelectOp::create(builder, loc, overflow, number(-1), value);
  }

private:
  void note(arith::CmpIPredicate predicate, Value a, Value b) {
    Value happened = arith::CmpIOp::create(builder, loc, predicate, a, b);
    overflow = arith::OrIOp::create(builder, loc, overflow, happened);
  }

  Value overflow;
  OpBuilder &builder;
  Location loc;
};

/// Plans one entry.
class Planner {
public:
  Planner(func::FuncOp entry, EntryInterface interface)
      : entry(entry), interface(std::move(interface)) {}

  LogicalResult run();

private:
  void collect();
  LogicalResult boundSizes();
  LogicalResult measure();
  int64_t positionOf(Operation *op) {
    return positions.lookup(entry.getBody().front().findAncestorOpInBlock(*op));
  }
  std::optional<int64_t> plannedSize(Value size);
  void mapDimensions(func::FuncOp function, OpBuilder &builder,
                     IRMapping &mapping);
  SmallVector<Value> emitSizes(OpBuilder &builder, IRMapping &mapping,
                               SizeBuilder &sizes);
  SmallVector<Value> emitOffsets(ArrayRef<Value> bytes, SizeBuilder &sizes,
                                 Value &total);
  LogicalResult placeBuffers();
  void addWorkspaceFunction();

  func::FuncOp entry;
  EntryInterface interface;
  DenseMap<Operation *, int64_t> positions;
  SmallVector<Temporary> temporaries;
  Stacking stacking;
};

//===----------------------------------------------------------------------===//
// What there is to place
//===----------------------------------------------------------------------===//

/// Finds the temporaries and when they live.
void Planner::collect() {
  for (auto [position, op] : llvm::enumerate(entry.getBody().front()))
    positions[&op] = position;
  BufferViewFlowAnalysis views(entry);
  entry.walk([&](memref::AllocOp op) {
    int64_t first = positionOf(op), last = first;
    for (Value view : views.resolve(op.getResult()))
      for (Operation *user : view.getUsers())
        last = std::max(last, positionOf(user));
    LiveBuffer live{0, {{first, last + 1}}, alignment};
    Temporary temporary{op, std::move(live), {}, nullptr};
    if (scf::ParallelOp loop = getThreadsLoop(op)) {
      temporary.copy = loop.getInductionVars().front();
      temporary.copies = getThreads(entry->getParentOfType<ModuleOp>());
    }
    temporaries.push_back(temporary);
  });
}

LogicalResult Planner::boundSizes() {
  OpBuilder builder = OpBuilder::atBlockBegin(&entry.getBody().front());
  EntrySizes sizes(entry);
  for (Temporary &temporary : temporaries)
    for (Value size : temporary.op.getDynamicSizes()) {
      FailureOr<Value> bound = sizes.bound(size, builder);
      if (failed(bound))
        return temporary.op.emitError(
            "the size of this buffer is not known when the entry is called");
      temporary.extents.push_back(*bound);
    }
  return success();
}

/// An op that asks for a dimension of one of the entry's arguments.
struct ArgumentDim {
  unsigned argument;
  int64_t dim;
};
std::optional<ArgumentDim> matchArgumentDim(memref::DimOp op,
                                            func::FuncOp entry) {
  auto argument = dyn_cast<BlockArgument>(op.getSource());
  std::optional<int64_t> dim = op.getConstantIndex();
  if (!dim || !argument || argument.getOwner() != &entry.getBody().front())
    return std::nullopt;
  return ArgumentDim{argument.getArgNumber(), *dim};
}

/// The size of a dimension of an argument that the plan is made for.
std::optional<int64_t> Planner::plannedSize(Value size) {
  auto op = size.getDefiningOp<memref::DimOp>();
  std::optional<ArgumentDim> place =
      op ? matchArgumentDim(op, entry) : std::nullopt;
  if (!place || place->argument >= interface.arguments.size())
    return std::nullopt;
  SizeInterface symbol = interface.arguments[place->argument].dims[place->dim];
  return getPlannedSize(interface.symbols[symbol.value]);
}

/// Fixes the order in which the buffers are stacked, for the planned sizes.
LogicalResult Planner::measure() {
  SmallVector<LiveBuffer> buffers;
  for (Temporary &temporary : temporaries) {
    MemRefType type = temporary.op.getType();
    int64_t size = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    bool fits = true;
    for (int64_t extent : type.getShape())
      if (ShapedType::isStatic(extent))
        fits &= !llvm::MulOverflow(size, extent, size);
    for (Value extent : temporary.extents) {
      auto known = [&](Value value) { return plannedSize(value); };
      int64_t planned = evaluateSize(extent, known).value_or(typicalSize);
      fits &= !llvm::MulOverflow(size, planned, size);
    }
    if (!fits || size < 0 || size > INT64_MAX - alignment ||
        llvm::MulOverflow(int64_t(llvm::alignTo(size, alignment)),
                          temporary.copies, temporary.live.size))
      return temporary.op.emitError("this buffer takes 2^63 bytes or more");
    buffers.push_back(temporary.live);
  }
  llvm::Expected<Packing> packing = packIntervals(buffers);
  if (!packing)
    return entry.emitError(llvm::toString(packing.takeError()));
  explainPlan(
      entry, interface,
      llvm::map_to_vector(temporaries, [](Temporary &each) { return each.op; }),
      buffers, *packing);
  stacking = stackInOrderOf(buffers, packing->offsets);
  return success();
}

//===----------------------------------------------------------------------===//
// Sizes and offsets
//===----------------------------------------------------------------------===//

/// The bytes of one copy of each temporary, rounded up to the alignment.
SmallVector<Value> Planner::emitSizes(OpBuilder &builder, IRMapping &mapping,
                                      SizeBuilder &sizes) {
  SmallVector<Value> bytes;
  for (Temporary &temporary : temporaries) {
    MemRefType type = temporary.op.getType();
    int64_t elementBytes = llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    Value size = sizes.number(elementBytes);
    for (int64_t extent : type.getShape())
      if (ShapedType::isStatic(extent))
        size = sizes.multiply(size, sizes.number(extent));
    for (Value extent : temporary.extents)
      size = sizes.multiply(size, cloneSize(extent, builder, mapping));
    bytes.push_back(sizes.align(size));
  }
  return bytes;
}

/// Each temporary's offset; `total` becomes the bytes of the workspace.
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

/// Turns every allocation into a view of the workspace.
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

/// In a function of the symbols, a dimension of an argument is the value of its
/// symbol, and one of a result is what the shape function says.
void Planner::mapDimensions(func::FuncOp function, OpBuilder &builder,
                            IRMapping &mapping) {
  auto shapes = entry->getAttrOfType<FlatSymbolRefAttr>("ag.shapes");
  SmallVector<Type> extentTypes;
  SmallVector<unsigned> firstExtents;
  for (const TensorInterface &result : interface.results) {
    firstExtents.push_back(extentTypes.size());
    extentTypes.append(result.dims.size(), builder.getIndexType());
  }
  auto extents = func::CallOp::create(builder, entry.getLoc(), shapes,
                                      extentTypes, function.getArguments());
  unsigned firstResult =
      interface.arguments.size() + interface.parameters.size();
  entry.walk([&](memref::DimOp op) {
    std::optional<ArgumentDim> place = matchArgumentDim(op, entry);
    if (!place)
      return;
    if (place->argument >= firstResult)
      mapping.map(
          op.getResult(),
          extents.getResult(firstExtents[place->argument - firstResult] +
                            place->dim));
    else
      mapping.map(
          op.getResult(),
          function.getArgument(
              interface.arguments[place->argument].dims[place->dim].value));
  });
}

/// The bytes of the workspace as a function of the symbols alone.
void Planner::addWorkspaceFunction() {
  MLIRContext *context = entry.getContext();
  Location loc = entry.getLoc();
  Type index = IndexType::get(context);
  OpBuilder builder(entry);
  auto function = func::FuncOp::create(
      builder, loc, (entry.getName() + ".workspace").str(),
      builder.getFunctionType(
          SmallVector<Type>(interface.symbols.size(), index), index));
  function.setPrivate();
  builder.setInsertionPointToStart(function.addEntryBlock());
  IRMapping mapping;
  mapDimensions(function, builder, mapping);
  SizeBuilder sizes(builder, loc);
  SmallVector<Value> bytes = emitSizes(builder, mapping, sizes);
  Value total;
  emitOffsets(bytes, sizes, total);
  func::ReturnOp::create(builder, loc, sizes.checked(total));
  entry->setAttr("ag.workspace", FlatSymbolRefAttr::get(function));
}

LogicalResult Planner::run() {
  collect();
  if (failed(boundSizes()) || failed(measure()))
    return failure();
  addWorkspaceFunction();
  return placeBuffers();
}

struct PlanWorkspacePass : impl::PlanWorkspacePassBase<PlanWorkspacePass> {
  void runOnOperation() override {
    for (auto entry : llvm::to_vector(getOperation().getOps<func::FuncOp>()))
      if (entry.isPublic() && !entry.isExternal() && failed(plan(entry)))
        return signalPassFailure();
  }

  LogicalResult plan(func::FuncOp entry) {
    auto attr = entry->getAttrOfType<DictionaryAttr>(interfaceAttrName);
    std::optional<EntryInterface> interface =
        attr ? parseEntryInterface(entry.getName(), attr) : std::nullopt;
    if (!interface || !entry->hasAttr("ag.shapes"))
      return entry.emitError("expected what ag-record-interface records");
    return Planner(entry, std::move(*interface)).run();
  }
};
} // namespace
} // namespace ag
