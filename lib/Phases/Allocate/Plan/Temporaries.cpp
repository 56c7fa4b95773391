//===- Temporaries.cpp - what a workspace has to hold ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Temporaries.h"
#include "Demands.h"
#include "EntrySizes.h"
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Machine/Common/Machine.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/ParallelLoops.h"
#include "ag/Support/Sizes/AssumedSizes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace ag {

/// Returns the outermost loop around `op` that threads or blocks share, or
/// null.
static LoopLikeOpInterface getSharedLoop(Operation *op) {
  LoopLikeOpInterface outermost;
  for (auto loop = op->getParentOfType<LoopLikeOpInterface>(); loop;
       loop = loop->getParentOfType<LoopLikeOpInterface>())
    if (loop->hasAttr(onThreadsAttrName) || isOverBlocks(loop))
      outermost = loop;
  return outermost;
}

/// Returns the largest trip count of a shared loop; 0 if it is unknown.
static int64_t countCopies(LoopLikeOpInterface loop, const Machine &machine) {
  if (loop->hasAttr(onThreadsAttrName))
    return machine.threads;
  auto blocks = cast<scf::ForallOp>(loop.getOperation());
  FailureOr<int64_t> most = ValueBoundsConstraintSet::computeConstantBound(
      presburger::BoundType::UB, blocks.getMixedUpperBound().front(),
      /*stopCondition=*/nullptr, /*closedUB=*/true);
  return succeeded(most) && blocks.isNormalized() ? std::max<int64_t>(*most, 0)
                                                  : 0;
}

int64_t Temporary::getElementBytes() {
  Type element = op.getType().getElementType();
  return DataLayout::closest(op).getTypeSize(element).getFixedValue();
}

LogicalResult checkBufferType(memref::AllocOp op) {
  MemRefType type = op.getType();
  Type element = type.getElementType();
  if (!element.isIntOrIndexOrFloat() && !isa<VectorType>(element))
    return op.emitError("a buffer of ")
           << element << "; expected numbers, or vectors of these";
  if (!type.getLayout().isIdentity() || type.getMemorySpace())
    return op.emitError("a buffer of the type ")
           << type << "; expected one without layout and memory space";
  if (std::optional<uint64_t> alignment = op.getAlignment();
      alignment && *alignment > uint64_t(workspaceAlignment))
    return op.emitError("a buffer that is aligned to ")
           << *alignment << " bytes; expected " << workspaceAlignment
           << " at most";
  return success();
}

void eraseDeallocations(Value buffer, const BufferLiveness &liveness) {
  llvm::SetVector<Operation *> ops;
  for (Value view : liveness.getViewFlow().resolve(buffer))
    for (Operation *user : view.getUsers())
      if (isa<memref::DeallocOp>(user))
        ops.insert(user);
  for (Operation *op : ops)
    op->erase();
}

/// Fails, with an error, if several buffers of `op` may exist at one time. One
/// buffer for each of the `copies` iterations of the shared loop is allowed.
static LogicalResult checkPlace(memref::AllocOp op, LoopLikeOpInterface shared,
                                int64_t copies) {
  for (Operation *around = op->getParentOp();
       around && !isa<func::FuncOp>(around); around = around->getParentOp()) {
    bool isKnown = isa<RegionBranchOpInterface>(around) &&
                   !around->hasTrait<OpTrait::HasParallelRegion>();
    bool isShared = around == shared && copies > 0 &&
                    shared.getLoopInductionVars()->size() == 1;
    if (!isShared && !isKnown)
      return op.emitError("a buffer inside of '")
             << around->getName()
             << "', which may run several times at once; expected it in "
                "sequential loops, or in chunks that threads share";
  }
  return success();
}

FailureOr<std::vector<Temporary>>
collectTemporaries(func::FuncOp entry, const BufferLiveness &liveness) {
  FailureOr<Machine> machine = getMachine(entry);
  if (failed(machine))
    return failure();
  std::vector<Temporary> temporaries;
  WalkResult result = entry.walk([&](memref::AllocOp op) {
    LoopLikeOpInterface loop = getSharedLoop(op);
    int64_t copies = loop ? countCopies(loop, *machine) : 1;
    if (failed(checkBufferType(op)) || failed(checkPlace(op, loop, copies)))
      return WalkResult::interrupt();
    Temporary temporary{op, liveness.getLife(op.getResult()), {}, nullptr};
    if (loop) {
      temporary.live = {liveness.getSpan(loop)};
      temporary.copy = loop.getLoopInductionVars()->front();
      temporary.copies = copies;
    }
    temporaries.push_back(std::move(temporary));
    return WalkResult::advance();
  });
  if (result.wasInterrupted())
    return failure();
  return temporaries;
}

LogicalResult boundExtents(func::FuncOp entry,
                           MutableArrayRef<Temporary> temporaries) {
  OpBuilder builder = OpBuilder::atBlockBegin(&entry.getBody().front());
  EntrySizes sizes(entry);
  for (Temporary &temporary : temporaries)
    for (Value size : temporary.op.getDynamicSizes()) {
      FailureOr<Value> bound = sizes.bound(size, builder);
      if (failed(bound)) {
        auto error = temporary.op.emitError("the size of this buffer is not "
                                            "known when the entry is called");
        Value unbounded = sizes.getUnbounded();
        error.attachNote(unbounded.getLoc())
            << "it follows from this value, which may be any number; bound "
               "it by a number or by a dimension of an argument, with "
               "arith.minsi or ag.min, in Python with ag.minimum";
        if (unbounded.getDefiningOp<LoopLikeOpInterface>())
          error.attachNote(unbounded.getLoc())
              << "if the loop is to be reversed, " << maxTripsAttrName
              << " on it (in Python max_trips=), before it is differentiated, "
                 "bounds its trip count";
        return failure();
      }
      temporary.extents.push_back(*bound);
    }
  return success();
}

std::optional<EntrySize> getArgumentSize(memref::DimOp op, func::FuncOp entry,
                                         const EntryABI &abi) {
  auto argument = dyn_cast<BlockArgument>(op.getSource());
  std::optional<int64_t> dim = op.getConstantIndex();
  if (!dim || !argument || argument.getOwner() != &entry.getBody().front())
    return std::nullopt;
  return abi.getSize(argument.getArgNumber(), *dim);
}

namespace {
/// Evaluates the sizes of an entry's arguments, and of its results' memory, at
/// given values of its symbols. Also evaluates the arguments of functions of
/// the symbols, and all sizes that follow from these.
class ArgumentSizes {
public:
  ArgumentSizes(func::FuncOp entry, const EntrySignature &signature,
                ArrayRef<int64_t> symbols)
      : entry(entry), abi(signature), symbols(symbols),
        shapes(findHelper(entry, signature, EntryHelper::Shapes)),
        values([this](Value size) { return find(size); }) {}
  ArgumentSizes(const ArgumentSizes &) = delete;

  std::optional<int64_t> valueOf(Value size) { return values.valueOf(size); }

private:
  /// Returns the value of a symbol, or of a dimension of an argument or of a
  /// result's memory. Returns std::nullopt for any other size.
  std::optional<int64_t> find(Value size) {
    if (auto argument = dyn_cast<BlockArgument>(size))
      return ofSymbol(argument);
    Operation *op = size.getDefiningOp();
    auto call = dyn_cast<func::CallOp>(op);
    if (call && shapes && call.getCallee() == shapes.getName())
      return ofExtent(cast<OpResult>(size).getResultNumber());
    auto dim = dyn_cast<memref::DimOp>(op);
    std::optional<EntrySize> known =
        dim ? getArgumentSize(dim, entry, abi) : std::nullopt;
    return known ? of(*known) : std::nullopt;
  }

  std::optional<int64_t> ofSymbol(BlockArgument argument) const {
    Operation *parent = argument.getOwner()->getParentOp();
    if (parent == entry || !isa<func::FuncOp>(parent))
      return std::nullopt;
    return symbols[argument.getArgNumber()];
  }

  std::optional<int64_t> of(EntrySize size) {
    if (size.kind == EntrySize::Extent)
      return ofExtent(size.value);
    return size.kind == EntrySize::Symbol ? symbols[size.value] : size.value;
  }

  /// Returns the extent that the shape function computes.
  std::optional<int64_t> ofExtent(size_t number) {
    if (!shapes)
      return std::nullopt;
    Operation *terminator = shapes.getBody().front().getTerminator();
    return values.valueOf(terminator->getOperand(number));
  }

  func::FuncOp entry;
  EntryABI abi;
  ArrayRef<int64_t> symbols;
  func::FuncOp shapes;
  FoldedSizes values;
};

/// Returns true unless a demand is known to refuse these sizes.
bool mayRun(func::FuncOp entry, const EntrySignature &signature,
            ArgumentSizes &sizes) {
  return llvm::all_of(listDemands(entry, signature), [&](RequireOp demand) {
    return sizes.valueOf(demand.getCondition()) != int64_t(0);
  });
}

/// Returns the bytes of all copies of a temporary; std::nullopt for 2^63 bytes
/// or more.
std::optional<int64_t> measure(Temporary temporary, ArgumentSizes &arguments) {
  MemRefType type = temporary.op.getType();
  int64_t size = temporary.getElementBytes();
  bool fits = true;
  for (int64_t extent : type.getShape())
    if (ShapedType::isStatic(extent))
      fits &= !llvm::MulOverflow(size, extent, size);
  for (Value extent : temporary.extents)
    fits &= !llvm::MulOverflow(size, sizeOrAssumed(arguments.valueOf(extent)),
                               size);
  fits = fits && size >= 0 && size <= INT64_MAX - workspaceAlignment;
  if (!fits ||
      llvm::MulOverflow(int64_t(llvm::alignTo(size, workspaceAlignment)),
                        temporary.copies, size))
    return std::nullopt;
  return size;
}
} // namespace

FailureOr<std::vector<LiveBuffer>>
measureTemporaries(func::FuncOp entry, const EntrySignature &signature,
                   ArrayRef<Temporary> temporaries, ArrayRef<int64_t> symbols) {
  ArgumentSizes arguments(entry, signature, symbols);
  std::vector<LiveBuffer> buffers;
  for (const Temporary &temporary : temporaries) {
    std::optional<int64_t> size = measure(temporary, arguments);
    // If no run allocates it, a buffer of any size will do.
    if (!size && !mayRun(entry, signature, arguments))
      size = workspaceAlignment;
    if (!size) {
      memref::AllocOp op = temporary.op;
      auto error = op.emitError("this buffer takes 2^63 bytes or more");
      if (!symbols.empty())
        error << " at " << describeSizes(signature, symbols)
              << "; narrower ranges, in " << rangesAttrName
              << ", can exclude such sizes";
      return error;
    }
    buffers.push_back({*size, temporary.live, workspaceAlignment});
  }
  return buffers;
}

} // namespace ag
