//===- Bufferize.cpp - tensors into buffers -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CopyCarried.h"
#include "Destinations.h"
#include "InPlaceAnalysis.h"
#include "InsertEarly.h"
#include "LeftOps.h"
#include "Materializations.h"
#include "OneBlock.h"
#include "PartialWrites.h"
#include "ReadFirst.h"
#include "SeparateDestinations.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/Flow/RegionFlow.h"
#include "ag/Phases/Allocate/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferUtils.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {
#define GEN_PASS_DEF_BUFFERIZEPASS
#include "ag/Phases/Allocate/Passes.h.inc"

namespace {
LogicalResult copyBuffer(OpBuilder &builder, Location loc, Value from,
                         Value to) {
  auto isCompact = [](Value buffer) {
    return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
  };
  if (isCompact(from) && isCompact(to))
    memref::CopyOp::create(builder, loc, from, to);
  else
    linalg::CopyOp::create(builder, loc, from, to);
  return success();
}

OneShotBufferizationOptions makeOptions() {
  OneShotBufferizationOptions options;
  options.bufferizeFunctionBoundaries = true;
  options.setFunctionBoundaryTypeConversion(LayoutMapOption::IdentityLayoutMap);
  options.memCpyFn = copyBuffer;
  return options;
}

/// Upstream refuses the buffer of a collapsed tensor without elements if the
/// number of those does not show in each group:
///
///   %y = tensor.collapse_shape %x [[0, 1]] : tensor<?x0xf32> into
///   tensor<?xf32>
///   -> tensor.empty() : tensor<0xf32>
void dropEmptyCollapses(ModuleOp module) {
  module.walk([](tensor::CollapseShapeOp op) {
    ReifiedRankedShapedTypeDims shapes;
    IRRewriter rewriter(op);
    if (!llvm::is_contained(op.getSrcType().getShape(), 0) ||
        failed(reifyResultShapes(rewriter, op, shapes)))
      return;
    Value empty = tensor::EmptyOp::create(rewriter, op.getLoc(), shapes.front(),
                                          op.getResultType().getElementType());
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, op.getResultType(), empty);
  });
}

/// Whether there is a way to have what must be in place there; no error if not.
bool canAnalyze(ModuleOp module, InPlaceState &state) {
  ScopedDiagnosticHandler quiet(module.getContext(),
                                [](Diagnostic &) { return success(); });
  return succeeded(analyzeInPlace(module, state));
}

/// Whether each op can do with what was decided; no error if not.
bool isVerified(ModuleOp module, OneShotAnalysisState &state) {
  ScopedDiagnosticHandler quiet(module.getContext(),
                                [](Diagnostic &) { return success(); });
  return succeeded(verifyInPlace(module, state));
}

/// Lets values be computed where they are put, and what loops hand on be copied
/// to where they carry it, if it is not there. To have all results in their
/// memory there may be no way, as where one value is several of them.
FailureOr<UsedDestinations>
chooseDestinations(ModuleOp module,
                   const OneShotBufferizationOptions &options) {
  {
    InPlaceState state(module, options);
    if (!canAnalyze(module, state))
      forgetDestinations(module);
    else if (isVerified(module, state))
      return useDestinations(module, state);
    else
      copyCarried(module, state, /*isCareful=*/false);
  }
  while (true) {
    InPlaceState state(module, options);
    if (failed(analyzeInPlace(module, state)))
      return failure();
    if (isVerified(module, state))
      return useDestinations(module, state);
    if (!copyCarried(module, state, /*isCareful=*/true)) {
      (void)verifyInPlace(module, state);
      return failure();
    }
  }
}

/// Inserts the copies that the analysis asks for. Where memory in which a
/// tensor is computed can't be written a second time, as another branch does in
/// front of its use of that tensor, none would do: the tensors have their own
/// memory.
LogicalResult insertCopies(ModuleOp module,
                           const OneShotBufferizationOptions &options,
                           const UsedDestinations &used,
                           const BufferizationState &bufferization) {
  {
    InPlaceState state(module, options);
    if (!canAnalyze(module, state) || !isVerified(module, state))
      takeBackDestinations(used);
    else if (!takeBackDestinations(module, used, state))
      return insertTensorCopies(module, state, bufferization);
  }
  InPlaceState state(module, options);
  return success(succeeded(analyzeInPlace(module, state)) &&
                 succeeded(verifyInPlace(module, state)) &&
                 succeeded(insertTensorCopies(module, state, bufferization)));
}

/// Makes the buffers of constants in the program's order, for upstream to find:
/// it takes functions in no certain order, on which their names would hang.
LogicalResult makeConstants(ModuleOp module,
                            const OneShotBufferizationOptions &options,
                            BufferizationState &state) {
  SmallVector<arith::ConstantOp> constants;
  module.walk([&](arith::ConstantOp op) {
    if (isa<RankedTensorType>(op.getType()))
      constants.push_back(op);
  });
  return success(llvm::all_of(constants, [&](arith::ConstantOp op) {
    return succeeded(
        getGlobalFor(op, state.getSymbolTables(), options.bufferAlignment));
  }));
}

/// Whether the body of `loop` writes to the buffer of `carried`: then the loop
/// was given one that nobody else needs.
bool isWritten(BlockArgument carried, scf::ForOp loop,
               const BufferViewFlowAnalysis &views) {
  return llvm::any_of(views.resolve(carried), [&](Value view) {
    return llvm::any_of(view.getUsers(), [&](Operation *user) {
      return loop->isProperAncestor(user) &&
             hasEffect<MemoryEffects::Write>(user, view);
    });
  });
}

/// What `value` was copied from when it was made, if it is used for nothing
/// else than to be handed on; null otherwise.
memref::CopyOp findOnlyCopy(Value value) {
  auto alloc = value.getDefiningOp<memref::AllocOp>();
  if (!alloc || !llvm::hasNItems(value.getUsers(), 2))
    return nullptr;
  for (Operation *user : value.getUsers())
    if (auto copy = dyn_cast<memref::CopyOp>(user);
        copy && copy.getTarget() == value)
      return copy;
  return nullptr;
}

/// The buffer that `value` is, where loops that hand on what they took, and
/// branches that hand on the same, are how it came; each is asked about once.
Value findHandedOn(Value value, llvm::DenseMap<Value, Value> &known) {
  if (Value found = known.lookup(value))
    return found;
  Value from = value;
  if (!isa<OpResult>(value)) {
    // It came from nowhere else.
  } else if (std::optional<CarriedValue> carried = getCarried(value)) {
    if (findHandedOn(carried->yielded->get(), known) == carried->argument)
      from = findHandedOn(carried->init->get(), known);
  } else {
    auto handedOn = llvm::map_to_vector(getChosen(value), [&](OpOperand *each) {
      return findHandedOn(each->get(), known);
    });
    if (!handedOn.empty() && llvm::all_equal(handedOn))
      from = handedOn.front();
  }
  known[value] = from;
  return from;
}

/// Copies what a turn of a loop hands on in a buffer of its own into the buffer
/// that the loop carries: each turn would need one of its own, while the one
/// before is still in use. An error where the loop's buffer can't be written.
///
/// Upstream copies what an iteration yields if it may share a buffer from
/// outside of the loop, as %x may where a choice yields %x or such a buffer. A
/// copy of the carried buffer itself is erased, also if no op writes to that
/// buffer:
///
///   %0 = memref.alloc()
///   memref.copy %x, %0
///   scf.yield %0         // scf.yield %x
LogicalResult keepCarriedBuffers(scf::ForOp loop,
                                 const BufferViewFlowAnalysis &views) {
  Operation *yield = loop.getBody()->getTerminator();
  llvm::DenseMap<Value, Value> known;
  for (auto [number, carried] : llvm::enumerate(loop.getRegionIterArgs())) {
    if (!isa<MemRefType>(carried.getType()))
      continue;
    Value handedOn = findHandedOn(yield->getOperand(number), known);
    if (llvm::is_contained(loop.getRegionIterArgs(), handedOn)) {
      yield->setOperand(number, handedOn);
      continue;
    }
    memref::CopyOp copy = findOnlyCopy(handedOn);
    bool isUnchanged = copy && copy.getSource() == carried;
    if (!isUnchanged && !isWritten(carried, loop, views))
      return emitError(loop.getLoc())
             << "this loop hands on another buffer in each turn, for "
             << carried.getType() << " number " << number
             << " of what it carries";
    yield->setOperand(number, carried);
    OpBuilder builder(yield);
    if (isUnchanged)
      copy.erase();
    else
      memref::CopyOp::create(builder, yield->getLoc(), handedOn, carried);
  }
  return success();
}

LogicalResult keepCarriedBuffers(ModuleOp module) {
  BufferViewFlowAnalysis views(module);
  WalkResult result = module.walk([&](scf::ForOp loop) {
    return WalkResult(keepCarriedBuffers(loop, views));
  });
  return success(!result.wasInterrupted());
}

/// What is still a result takes over an argument's buffer: it is there, or is
/// copied there at the very end.
LogicalResult dropAliasedResults(ModuleOp module) {
  for (auto entry : module.getOps<func::FuncOp>()) {
    SmallVector<int64_t> aliases = getAliases(entry);
    llvm::erase_if(aliases, [](int64_t alias) { return alias < 0; });
    if (entry.isExternal() || entry.getNumResults() == 0 ||
        aliases.size() != entry.getNumResults())
      continue;
    Operation *terminator = entry.getBody().front().getTerminator();
    OpBuilder builder(terminator);
    for (auto [value, alias] : llvm::zip(terminator->getOperands(), aliases))
      if (value != entry.getArgument(alias))
        memref::CopyOp::create(builder, terminator->getLoc(), value,
                               entry.getArgument(alias));
    terminator->setOperands({});
    for (unsigned number = entry.getNumResults(); number > 0; --number)
      if (failed(entry.eraseResult(number - 1)))
        return failure();
  }
  return success();
}

struct BufferizePass : WithModels<impl::BufferizePassBase<BufferizePass>> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (failed(checkLeftOps(module)))
      return signalPassFailure();
    for (auto function : module.getOps<func::FuncOp>())
      if (failed(checkOneBlock(function)))
        return signalPassFailure();
    OneShotBufferizationOptions options = makeOptions();
    dropEmptyCollapses(module);
    readFirst(module, options);
    loosenMaterializations(module, options);
    insertEarly(module);
    insertInBranches(module);
    separateDestinations(module);
    showPartialWrites(module);
    FailureOr<UsedDestinations> used = chooseDestinations(module, options);
    BufferizationState state;
    if (failed(used) || failed(insertCopies(module, options, *used, state)) ||
        failed(makeConstants(module, options, state)) ||
        failed(bufferizeModuleOp(module, options, state)))
      return signalPassFailure();
    forgetPartialWrites(module);
    if (failed(keepCarriedBuffers(module)) ||
        failed(dropAliasedResults(module)))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
