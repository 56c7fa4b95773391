//===- OutlineBlocks.cpp - each loop over blocks once, as a kernel --------===//
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
// become kernels in one module, of which equal ones are one, and launches:
//
//   gpu.module @kernels {
//     gpu.func @f$block(%first: index, %x: memref<?xf32>, %y: memref<?xf32>)
//         kernel { %b = %first + gpu.block_id x ... }
//     gpu.func @f$copy(...) kernel { ... }
//   }
//   gpu.launch_func @kernels::@f$block blocks in (%n, 1, 1)
//       threads in (256, 1, 1) args(0, %x, %y)
//
// A GPU launches less than 2^31 blocks at once. Of more, the runtime makes
// several launches, each from another first block.
//
// Copies, and what fills memory, are loops over blocks by then, too. Memory of
// a block's own is an attribution of the kernel.
//
//===----------------------------------------------------------------------===//
#include "Common/BlockMemory.h"
#include "Common/KernelTable.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/BlockTiles.h"
#include "ag/Phases/Common/Captures.h"
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

/// Makes linalg ops of copies, and loops over blocks of linalg ops that are
/// outside of such loops: those that fill memory, too. Fails, with an error, if
/// one cannot be.
LogicalResult tileRest(func::FuncOp entry, IRRewriter &rewriter) {
  SmallVector<memref::CopyOp> copies;
  entry.walk([&](memref::CopyOp copy) { copies.push_back(copy); });
  for (memref::CopyOp copy : copies) {
    rewriter.setInsertionPoint(copy);
    linalg::CopyOp::create(rewriter, copy.getLoc(), copy.getSource(),
                           copy.getTarget());
    rewriter.eraseOp(copy);
  }
  SmallVector<linalg::LinalgOp> ops(entry.getOps<linalg::LinalgOp>());
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

/// Returns what `kernel` has in the place of `memory` of each block.
Value attribute(memref::AllocaOp memory, gpu::GPUFuncOp kernel) {
  unsigned number = kernel.getNumWorkgroupAttributions();
  Value shared =
      kernel.addWorkgroupAttribution(memory.getType(), memory.getLoc());
  kernel.setWorkgroupAttributionAttr(
      number, LLVM::LLVMDialect::getAlignAttrName(), memory.getAlignmentAttr());
  return shared;
}

/// Returns a kernel, in no module yet, that does what one block of `loop` does.
/// Its first argument is the number of the launch's first block.
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

/// PTX has letters, digits, _ and $ in its names, which no digit begins.
std::string makePTXName(std::string name) {
  if (llvm::isDigit(name.front()))
    name.insert(0, "$");
  for (char &each : name)
    if (!llvm::isAlnum(each) && each != '_')
      each = '$';
  return name;
}

/// Reports loops that ag-tile-blocks did not make: those that are no blocks, or
/// are inside of other ops.
LogicalResult checkLoops(func::FuncOp entry) {
  bool isRight = true;
  entry.walk([&](scf::ForallOp loop) {
    if (loop->getParentOp() == entry && isOverBlocks(loop) &&
        loop.isNormalized())
      return;
    loop.emitError("is no loop over blocks of a GPU: expected one of one "
                   "dimension, from 0 on by 1, which nothing is around");
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

/// Checks that the host touches no memory of the GPU, but for the elements that
/// it reads to demand something of them.
LogicalResult checkHost(func::FuncOp entry) {
  bool isRight = true;
  entry.walk([&](Operation *op) {
    bool isRead = isa<memref::LoadOp>(op) && op->getParentOp() == entry;
    if (isRead || op->getNumRegions() > 0 || !touchesBuffer(op))
      return;
    op->emitOpError("is left to the host, which has no memory of the GPU: "
                    "expected it in a loop over blocks");
    isRight = false;
  });
  return success(isRight);
}

struct OutlineBlocksPass
    : WithModels<impl::OutlineBlocksPassBase<OutlineBlocksPass>> {
  void runOnOperation() override {
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

  /// A module for kernels, of another name where the program has that one.
  static gpu::GPUModuleOp makeModule(ModuleOp module) {
    OpBuilder builder(module.getContext());
    auto kernels =
        gpu::GPUModuleOp::create(builder, module.getLoc(), kernelsName);
    SymbolTable(module).insert(kernels);
    module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                    builder.getUnitAttr());
    return kernels;
  }

  /// Launches kernels in the place of loops, and lists them on the entry.
  static void outlineLoops(func::FuncOp entry,
                           KernelTable<gpu::GPUFuncOp> &table) {
    SmallVector<scf::ForallOp> loops(entry.getOps<scf::ForallOp>());
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

  /// What is known of the kernel of `loop`, but for its name and its grid.
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

  /// Launches a kernel in the place of `loop`, and returns its name.
  static std::string outline(scf::ForallOp loop,
                             KernelTable<gpu::GPUFuncOp> &table) {
    auto entry = loop->getParentOfType<func::FuncOp>();
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
