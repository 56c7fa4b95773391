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
#include "Order/ChainInsertions.h"
#include "Order/ReadFirst.h"
#include "PartialCopies.h"
#include "PartialWrites.h"
#include "SeparateDestinations.h"
#include "SteppedViews.h"
#include "ag/Analysis/Buffers/Views.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/BoundaryAttributes.h"
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
  // New arrays have no other layout. Upstream would expect any, and then expect
  // a copy where a reshape of such a layout is not possible.
  options.unknownTypeConverterFn = [](TensorType type, Attribute memorySpace,
                                      const BufferizationOptions &) {
    return getMemRefTypeWithStaticIdentityLayout(type, memorySpace);
  };
  options.memCpyFn = copyBuffer;
  return options;
}

/// Replaces a collapse of a tensor whose type has a size of 0 by an empty
/// tensor. Upstream refuses some of these collapses, for example if the
/// result's type does not show that size:
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

/// Returns true if the analysis succeeds: all operands that must be in place
/// can be. Reports no error if not.
bool canAnalyze(ModuleOp module, InPlaceState &state) {
  ScopedDiagnosticHandler quiet(module.getContext(),
                                [](Diagnostic &) { return success(); });
  return succeeded(analyzeInPlace(module, state));
}

/// Returns true if each op accepts the decisions of the analysis. Reports no
/// error if one does not.
bool isVerified(ModuleOp module, OneShotAnalysisState &state) {
  ScopedDiagnosticHandler quiet(module.getContext(),
                                [](Diagnostic &) { return success(); });
  return succeeded(verifyInPlace(module, state));
}

/// Copies the values that loops yield into the carried buffers until each op
/// accepts the analysis, which `use` gets then. Fails, with an error, if an op
/// never does.
LogicalResult
analyzeUntilAccepted(ModuleOp module,
                     const OneShotBufferizationOptions &options,
                     function_ref<LogicalResult(OneShotAnalysisState &)> use) {
  while (true) {
    InPlaceState state(module, options);
    if (failed(analyzeInPlace(module, state)))
      return failure();
    if (isVerified(module, state))
      return use(state);
    if (!copyCarried(module, state, /*isCareful=*/true)) {
      (void)verifyInPlace(module, state);
      return failure();
    }
  }
}

/// Computes tensors in the memory that they are inserted into. Copies what
/// loops carry if that is needed. Results are not computed in their callers'
/// memory if the analysis fails with that, for example because one value is
/// several results.
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
  UsedDestinations used;
  auto use = [&](OneShotAnalysisState &state) {
    used = useDestinations(module, state);
    return success();
  };
  if (failed(analyzeUntilAccepted(module, options, use)))
    return failure();
  return used;
}

/// Inserts the copies that the analysis requires. Takes back destinations that
/// need additional copies. Takes back all of them if the analysis fails with
/// them: for example, another branch overwrites the memory of a tensor before
/// it uses that tensor.
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
  return analyzeUntilAccepted(
      module, options, [&](OneShotAnalysisState &state) {
        return insertTensorCopies(module, state, bufferization);
      });
}

/// Creates the globals of constants in program order, for upstream to find.
/// Upstream visits functions in no fixed order, and the globals' names would
/// depend on it.
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

/// Returns true if the body of `loop` writes to the buffer of `carried`. No
/// other op then needs the buffer that the loop starts with.
bool isWritten(BlockArgument carried, scf::ForOp loop,
               const BufferViewFlowAnalysis &views) {
  return llvm::any_of(views.resolve(carried), [&](Value view) {
    return llvm::any_of(view.getUsers(), [&](Operation *user) {
      return loop->isProperAncestor(user) &&
             hasEffect<MemoryEffects::Write>(user, view);
    });
  });
}

/// Returns the copy that fills `value`, a new buffer with only one other use;
/// null otherwise.
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

/// Returns the buffer of `value`. Looks through loops that yield their iter_arg
/// through choices whose branches all yield one buffer, and through reshapes
/// that lead back to the type of a buffer. `known` caches the answers.
Value findForwarded(Value value, llvm::DenseMap<Value, Value> &known) {
  if (Value found = known.lookup(value))
    return found;
  Value from = value, reshaped = skipReshapes(value);
  if (reshaped != value) {
    Value found = findForwarded(reshaped, known);
    if (Value first = skipReshapes(found); first != found)
      found = findForwarded(first, known);
    if (found.getType() == value.getType())
      from = found;
  } else if (!isa<OpResult>(value)) {
    // A block argument is not followed.
  } else if (std::optional<CarriedValue> carried = getCarried(value)) {
    if (findForwarded(carried->yielded->get(), known) == carried->argument)
      from = findForwarded(carried->init->get(), known);
  } else {
    auto forwarded =
        llvm::map_to_vector(getChosen(value), [&](OpOperand *each) {
          return findForwarded(each->get(), known);
        });
    if (!forwarded.empty() && llvm::all_equal(forwarded))
      from = forwarded.front();
  }
  known[value] = from;
  return from;
}

/// Copies a value that an iteration yields in another buffer into the buffer
/// that the loop carries. Without this, each iteration needs a buffer of its
/// own while the previous one is still in use. Fails, with an error, if the
/// carried buffer cannot be written.
///
/// Upstream copies a yielded value that may be in a buffer from outside of the
/// loop, as if a choice yields %x or such a buffer. A copy of the carried
/// buffer itself, also of one that all branches of a choice yield, is erased,
/// even if no op writes to that buffer:
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
    Value forwarded = findForwarded(yield->getOperand(number), known);
    if (llvm::is_contained(loop.getRegionIterArgs(), forwarded)) {
      yield->setOperand(number, forwarded);
      continue;
    }
    memref::CopyOp copy = findOnlyCopy(forwarded);
    bool isUnchanged =
        copy && findForwarded(copy.getSource(), known) == carried;
    if (!isUnchanged && !isWritten(carried, loop, views))
      return emitError(loop.getLoc())
             << "this loop yields another buffer in each iteration for the "
             << carried.getType() << ", number " << number
             << " of its iter_args";
    yield->setOperand(number, carried);
    OpBuilder builder(yield);
    if (isUnchanged)
      copy.erase();
    else
      memref::CopyOp::create(builder, yield->getLoc(), forwarded, carried);
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

/// Drops results that take over arguments' buffers. A result in another buffer
/// is copied at the end of the function.
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

/// Drops the marks of arguments that must not be written, which are of no use
/// after the analysis. Upstream drops them one by one, each with a copy of the
/// list of all arguments' attributes.
void dropProtection(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    editArgAttrs(function, [](unsigned, NamedAttrList &attributes) {
      attributes.erase(BufferizationDialect::kWritableAttrName);
    });
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
    chainInsertions(module);
    readFirst(module, options);
    loosenMaterializations(module, options);
    insertEarly(module);
    insertInBranches(module);
    separateDestinations(module);
    showPartialWrites(module);
    FailureOr<UsedDestinations> used = chooseDestinations(module, options);
    BufferizationState state;
    if (failed(used) || failed(insertCopies(module, options, *used, state)))
      return signalPassFailure();
    copyWrittenParts(module, *used);
    dropProtection(module);
    if (failed(makeConstants(module, options, state)) ||
        failed(bufferizeModuleOp(module, options, state)))
      return signalPassFailure();
    forgetPartialWrites(module);
    splitSteppedViews(module);
    if (failed(keepCarriedBuffers(module)) ||
        failed(dropAliasedResults(module)))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
