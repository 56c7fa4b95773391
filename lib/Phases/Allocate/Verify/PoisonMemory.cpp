//===- PoisonMemory.cpp - reads of wrong memory become visible ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When a buffer's life begins and when it ends, its bytes are filled with
// values that no program computes: signalling NaNs, or the byte 0xA5 in
// integers. A correct program is not affected. A program that reads elements
// which were never written, or are no longer there, computes NaNs or numbers
// that are far off. Lives are those of the proof (ViewLives.h), not of the
// plan.
//
//===----------------------------------------------------------------------===//
#include "Common/BlockMemory.h"
#include "ViewLives.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_POISONMEMORYPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks poisonMemoryRemarks("ag-poison-memory");

namespace {
/// Returns the value that fills memory of a type; null if there is none.
TypedAttr getPoison(Type type) {
  Builder builder(type.getContext());
  // f32 0x7FA00000: the quiet bit is 0, and the next one 1.
  if (auto floats = dyn_cast<FloatType>(type)) {
    const llvm::fltSemantics &semantics = floats.getFloatSemantics();
    if (!llvm::APFloat::semanticsHasNaN(semantics))
      return {};
    return builder.getFloatAttr(floats, llvm::APFloat::getSNaN(semantics));
  }
  if (type.isIndex())
    return builder.getIndexAttr(int64_t(0xA5A5A5A5A5A5A5A5));
  if (auto integer = dyn_cast<IntegerType>(type))
    return builder.getIntegerAttr(
        integer, llvm::APInt::getSplat(integer.getWidth(), llvm::APInt(8, 0xA5))
                     .trunc(integer.getWidth()));
  return {};
}

void fill(OpBuilder &builder, Value buffer) {
  Type type = cast<MemRefType>(buffer.getType()).getElementType();
  TypedAttr poison = getPoison(type);
  if (!poison)
    return;
  Value value = arith::ConstantOp::create(builder, buffer.getLoc(), poison);
  linalg::FillOp::create(builder, buffer.getLoc(), value, buffer);
}

struct PoisonMemoryPass
    : WithModels<impl::PoisonMemoryPassBase<PoisonMemoryPass>> {
  void runOnOperation() override {
    for (auto entry : getOperation().getOps<func::FuncOp>())
      if (BlockArgument workspace = getWorkspace(entry);
          workspace && isEntryOrLoad(entry)) {
        poisonViews(workspace);
        poisonBlocks(entry);
        poisonResults(entry);
      }
  }

  /// Poisons the memory that each block of a GPU has for itself.
  void poisonBlocks(func::FuncOp entry) {
    SmallVector<Value> memories;
    entry.walk([&](scf::ForallOp loop) {
      for (memref::AllocaOp memory : findBlockMemory(loop))
        if (Value bytes = getBlockBytes(memory))
          memories.push_back(bytes);
    });
    llvm::for_each(memories, [&](Value memory) { poisonViews(memory); });
  }

  void poisonViews(Value memory) {
    ViewLives lives(memory);
    for (ViewLife &life : lives.lives()) {
      visitEdges(life, [&](OpBuilder &builder, bool) {
        fill(builder, life.view.getResult());
      });
      poisonMemoryRemarks.passed(life.view, "poison")
          << remark::add("filled at {0} births and {1} deaths",
                         life.births.size(), life.deaths.size());
    }
  }

  /// Poisons the memory of results, whose elements are all written in a run.
  /// Results that take over arguments' buffers are left as they are.
  void poisonResults(func::FuncOp entry) {
    OpBuilder builder = OpBuilder::atBlockBegin(&entry.getBody().front());
    for (auto [result, alias] :
         llvm::zip(getResultMemory(entry), getAliases(entry)))
      if (alias < 0)
        fill(builder, result);
  }
};
} // namespace
} // namespace ag
