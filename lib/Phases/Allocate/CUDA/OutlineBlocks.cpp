//===- OutlineBlocks.cpp - one kernel for equal loops over blocks ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does the GPU run, and what does the host?
//
//   scf.forall (%b) in (%n) { linalg ... on parts of %x and %y }
//       {mapping = [#gpu.block<x>]}
//   memref.copy %y, %r
//
// become launches of kernels in one module, where equal kernels are one:
//
//   gpu.module @kernels {
//     gpu.func @f$block(%first: index, %x: memref<?xf32>, %y: memref<?xf32>)
//         kernel { %b = %first + gpu.block_id x ... }
//     gpu.func @f$copy(...) kernel { ... }
//   }
//   gpu.launch_func @kernels::@f$block blocks in (%n, 1, 1)
//       threads in (256, 1, 1) args(0, %x, %y)
//
// A GPU launches fewer than 2^31 blocks at once. For more blocks, the runtime
// makes several launches, each with another first block.
//
// Copies, and ops that fill memory, are loops over blocks by then, too. A
// block's own memory is an attribution of the kernel.
//
//===----------------------------------------------------------------------===//
#include "CUDA/KernelWords.h"
#include "Common/BlockMemory.h"
#include "Common/KernelTable.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/Captures.h"
#include "ag/Phases/Common/ProgramForm.h"
#include "ag/Phases/Common/WorkFormulas.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_OUTLINEBLOCKSPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks outlineBlocksRemarks("ag-outline-blocks");

namespace {
constexpr StringLiteral kernelsName = "kernels";

/// Turns copies into linalg ops. Tiles the linalg ops outside of loops
/// over blocks, including those that fill memory, into such loops. Fails, with
/// an error, if one cannot be tiled.
LogicalResult tileRest(func::FuncOp entry, IRRewriter &rewriter) {
  SmallVector<memref::CopyOp> copies;
  entry.walk([&](memref::CopyOp copy) { copies.push_back(copy); });
  for (memref::CopyOp copy : copies) {
    rewriter.setInsertionPoint(copy);
    linalg::CopyOp::create(rewriter, copy.getLoc(), copy.getSource(),
                           copy.getTarget());
    rewriter.eraseOp(copy);
  }
  auto ops = findHostOps<linalg::LinalgOp>(entry);
  WorkFormulas formulas(entry);
  auto works = llvm::map_to_vector(
      ops, [&](linalg::LinalgOp op) { return formulas.of(op); });
  for (auto [op, work] : llvm::zip_equal(ops, works)) {
    FailureOr<scf::ForallOp> loop = tileToBlocks(rewriter, op);
    if (failed(loop))
      return op.emitError("has no kernel for a GPU");
    if (*loop)
      writeLoopWork(*loop, work);
  }
  return success();
}

/// Returns the attribution of `kernel` that replaces `memory` of each block.
Value attribute(memref::AllocaOp memory, gpu::GPUFuncOp kernel) {
  unsigned number = kernel.getNumWorkgroupAttributions();
  Value shared =
      kernel.addWorkgroupAttribution(memory.getType(), memory.getLoc());
  kernel.setWorkgroupAttributionAttr(
      number, LLVM::LLVMDialect::getAlignAttrName(), memory.getAlignmentAttr());
  return shared;
}

/// Returns a kernel, in no module yet, that computes one block of `loop`. Its
/// first argument is the number of the launch's first block.
gpu::GPUFuncOp makeBlockKernel(scf::ForallOp loop, const Captures &captured) {
  OpBuilder builder(loop.getContext());
  Location loc = loop.getLoc();
  SmallVector<Type> types = {builder.getIndexType()};
  llvm::append_range(types, ValueRange(captured.arguments).getTypes());
  auto type = builder.getFunctionType(types, {});
  auto kernel = gpu::GPUFuncOp::create(builder, loc, "", type);
  kernel->setAttr(gpu::GPUDialect::getKernelFuncAttrName(),
                  builder.getUnitAttr());
  kernel.setKnownBlockSizeAttr(
      builder.getDenseI32ArrayAttr({int32_t(blockThreads), 1, 1}));
  builder.setInsertionPointToStart(&kernel.getBody().front());
  IRMapping mapping;
  captured.mapInto(builder, kernel.getArguments().drop_front(), mapping);
  Value block = arith::AddIOp::create(
      builder, loc, kernel.getArgument(0),
      gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x));
  mapping.map(loop.getInductionVar(0), block);
  for (memref::AllocaOp memory : findBlockMemory(loop))
    mapping.map(memory.getResult(), attribute(memory, kernel));
  for (Operation &op : loop.getBody()->without_terminator())
    if (!isa<memref::AllocaOp>(op) || !mapping.contains(op.getResult(0)))
      builder.clone(op, mapping);
  gpu::ReturnOp::create(builder, loc);
  return kernel;
}

/// Returns `name` as a PTX identifier: letters, digits, _ and $, with no digit
/// at the beginning.
std::string makePTXName(std::string name) {
  if (llvm::isDigit(name.front()))
    name.insert(0, "$");
  for (char &each : name)
    if (!llvm::isAlnum(each) && each != '_')
      each = '$';
  return name;
}

/// Fails, with an error, at loops that ag-tile-blocks did not create: loops
/// that are not over blocks, or are inside of such loops.
LogicalResult checkLoops(func::FuncOp entry) {
  bool isRight = true;
  entry.walk([&](scf::ForallOp loop) {
    if (!loop->getParentOfType<scf::ForallOp>() && isOverBlocks(loop) &&
        loop.isNormalized())
      return;
    loop.emitError("is not a loop over blocks of a GPU: expected a loop of "
                   "one dimension, from 0 by 1, outside of other ones");
    isRight = false;
  });
  return success(isRight);
}

/// Returns true if `op` reads or writes a buffer.
bool touchesBuffer(Operation *op) {
  auto effects = getEffectsRecursively(op);
  return effects && llvm::any_of(*effects, [](const auto &effect) {
           return effect.getValue() &&
                  isa<MemRefType>(effect.getValue().getType()) &&
                  isa<MemoryEffects::Read, MemoryEffects::Write>(
                      effect.getEffect());
         });
}

/// Fails, with an error, if the host accesses memory of the GPU, other than by
/// reading an element.
LogicalResult checkHost(func::FuncOp entry) {
  bool isRight = true;
  entry.walk([&](Operation *op) {
    if (isa<memref::LoadOp>(op) || op->getNumRegions() > 0 ||
        !touchesBuffer(op))
      return;
    op->emitOpError(
        "would run on the host, which has no access to a GPU's memory: "
        "expected it in a loop over blocks");
    isRight = false;
  });
  return success(isRight);
}

struct OutlineBlocksPass
    : OnForm<ProgramForm::Buffers,
             impl::OutlineBlocksPassBase<OutlineBlocksPass>> {
  void runOnForm() override {
    ModuleOp module = getOperation();
    IRRewriter rewriter(&getContext());
    for (auto entry : module.getOps<func::FuncOp>()) {
      if (entry.isExternal())
        continue;
      if (failed(checkLoops(entry)) || failed(tileRest(entry, rewriter)))
        return signalPassFailure();
    }
    gpu::GPUModuleOp kernels = makeModule(module);
    KernelTable<gpu::GPUFuncOp> table(kernels);
    for (auto entry : module.getOps<func::FuncOp>())
      if (!entry.isExternal())
        outlineLoops(entry, table);
    for (auto entry : module.getOps<func::FuncOp>())
      if (failed(checkHost(entry)))
        return signalPassFailure();
  }

  /// Creates a module for kernels, with another name if that one is taken.
  static gpu::GPUModuleOp makeModule(ModuleOp module) {
    OpBuilder builder(module.getContext());
    auto kernels =
        gpu::GPUModuleOp::create(builder, module.getLoc(), kernelsName);
    SymbolTable(module).insert(kernels);
    module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                    builder.getUnitAttr());
    return kernels;
  }

  /// Replaces loops by launches of kernels, and lists the kernels on the entry.
  static void outlineLoops(func::FuncOp entry,
                           KernelTable<gpu::GPUFuncOp> &table) {
    SmallVector<scf::ForallOp> loops;
    entry.walk<WalkOrder::PreOrder>([&](scf::ForallOp loop) {
      loops.push_back(loop);
      return WalkResult::skip();
    });
    WorkFormulas formulas(entry);
    std::vector<KernelSignature> kernels;
    for (scf::ForallOp loop : loops) {
      KernelSignature kernel = describe(loop);
      kernel.grid = formulas.spell(loop.getMixedUpperBound().front());
      kernel.name = outline(loop, table);
      kernels.push_back(std::move(kernel));
    }
    if (!kernels.empty())
      writeKernels(entry, kernels);
  }

  /// Returns the signature of the kernel of `loop`, without its name and grid.
  static KernelSignature describe(scf::ForallOp loop) {
    KernelSignature kernel;
    if (FileLineColRange place = findPlace(loop.getLoc())) {
      kernel.file = place.getFilename().str();
      kernel.line = place.getStartLine();
      kernel.column = place.getStartColumn();
    }
    kernel.threads = blockThreads;
    LoopWork work = readLoopWork(loop);
    kernel.flops = std::move(work.flops);
    kernel.bytes = std::move(work.bytes);
    return kernel;
  }

  /// Replaces `loop` by the launch of a kernel, and returns the kernel's name.
  static std::string outline(scf::ForallOp loop,
                             KernelTable<gpu::GPUFuncOp> &table) {
    auto entry = loop->getParentOfType<func::FuncOp>();
    useWords(loop);
    OpBuilder builder(loop);
    Location loc = loop.getLoc();
    Value blocks = loop.getUpperBound(builder).front();
    Captures captured(loop.getRegion());
    auto [kernel, isNew] =
        table.add(makeBlockKernel(loop, captured),
                  makePTXName(makeKernelName(entry.getName(), loop, "block")));
    outlineBlocksRemarks.passed(loop, "kernel")
        << remark::add("is @{0}, {1}", kernel.getName(),
                       isNew ? "a new kernel" : "as an equal loop before it")
        << remark::metric("kernel", kernel.getName())
        << remark::metric("shared", !isNew);
    auto number = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(builder, loc, value);
    };
    SmallVector<Value> arguments = {number(0)};
    llvm::append_range(arguments, captured.arguments);
    gpu::LaunchFuncOp::create(builder, loc, kernel,
                              {blocks, number(1), number(1)},
                              {number(blockThreads), number(1), number(1)},
                              /*dynamicSharedMemorySize=*/nullptr, arguments);
    loop.erase();
    return kernel.getName().str();
  }
};
} // namespace
} // namespace ag
