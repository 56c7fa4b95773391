//===- Bufferize.cpp - tensors into buffers -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace ag {
#define GEN_PASS_DEF_BUFFERIZEPASS
#include "ag/Conversion/Passes.h.inc"

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

/// Writes what loops carry by tensor.insert_slice, which means the same, but
/// which the analysis may weigh against other writes: a materialization must be
/// in place, so that another write to its buffer is an error and not a copy.
///
///   bufferization.materialize_in_destination %y in %a
///   -> tensor.insert_slice %y into %a[0] [4] [1]
void loosenMaterializations(ModuleOp module) {
  module.walk([](MaterializeInDestinationOp op) {
    if (!isa<TensorType>(op.getDest().getType()))
      return;
    IRRewriter rewriter(op);
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(rewriter, op.getLoc(), op.getSource());
    SmallVector<OpFoldResult> offsets(sizes.size(), rewriter.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(sizes.size(), rewriter.getIndexAttr(1));
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(
        op, op.getSource(), op.getDest(), offsets, sizes, strides);
  });
}

/// Gives every use a tensor.empty of its own: shared ones, which CSE leaves,
/// would be one buffer with many writers to the analysis, and it would allocate
/// another for each inside of the loop or branch that writes. Uses of which
/// only one can run share theirs.
///
///   %e = tensor.empty() : tensor<4xf32>
///   %a = scf.for ... iter_args(%i = %e)
///   %b = scf.for ... iter_args(%i = %e)
///   -> %e = tensor.empty(), %f = tensor.empty(), ... iter_args(%i = %f)
void separateDestinations(ModuleOp module) {
  SmallVector<tensor::EmptyOp> empties;
  module.walk([&](tensor::EmptyOp op) { empties.push_back(op); });
  for (tensor::EmptyOp op : empties) {
    SmallVector<std::pair<tensor::EmptyOp, SmallVector<Operation *>>> copies;
    for (OpOperand &use : llvm::make_early_inc_range(op->getUses())) {
      Operation *user = use.getOwner();
      auto *copy = llvm::find_if(copies, [&](auto &candidate) {
        return llvm::all_of(candidate.second, [&](Operation *other) {
          return insideMutuallyExclusiveRegions(user, other);
        });
      });
      if (copy == copies.end()) {
        OpBuilder builder(op->getBlock()->findAncestorOpInBlock(*user));
        auto clone = cast<tensor::EmptyOp>(builder.clone(*op));
        copy = &copies.emplace_back(clone, SmallVector<Operation *>());
      }
      copy->second.push_back(user);
      use.set(copy->first);
    }
    op.erase();
  }
}

struct BufferizePass : impl::BufferizePassBase<BufferizePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    loosenMaterializations(module);
    separateDestinations(module);
    OneShotBufferizationOptions options = makeOptions();
    {
      OneShotAnalysisState state(module, options);
      IRRewriter rewriter(&getContext());
      if (failed(analyzeModuleOp(module, state)) ||
          failed(eliminateEmptyTensors(rewriter, module, state)))
        return signalPassFailure();
    }
    BufferizationState state;
    if (failed(runOneShotModuleBufferize(module, options, state)))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
