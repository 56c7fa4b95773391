//===- GuardMemory.cpp - buffers that AddressSanitizer knows --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ViewLives.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Allocate/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_GUARDMEMORYPASS
#include "ag/Phases/Allocate/Passes.h.inc"

static constexpr PassRemarks guardMemoryRemarks("ag-guard-memory");

namespace {
/// Functions of AddressSanitizer that take an address and a number of bytes.
constexpr StringLiteral openFunction = "__asan_unpoison_memory_region";
constexpr StringLiteral closeFunction = "__asan_poison_memory_region";

/// Declares the function, unless the module has it already.
void declare(ModuleOp module, StringRef name) {
  if (module.lookupSymbol(name))
    return;
  auto builder = OpBuilder::atBlockBegin(module.getBody());
  Type index = builder.getIndexType();
  func::FuncOp::create(builder, module.getLoc(), name,
                       builder.getFunctionType({index, index}, {}))
      .setPrivate();
}

/// Makes the memory of `view` accessible if `opens`, and else inaccessible.
void guard(OpBuilder &builder, memref::ViewOp view, bool opens) {
  Location loc = view.getLoc();
  MemRefType type = view.getType();
  auto elementBytes =
      DataLayout::closest(view).getTypeSize(type.getElementType());
  Value bytes = arith::ConstantIndexOp::create(
      builder, loc, static_cast<int64_t>(elementBytes.getFixedValue()));
  auto multiply = [&](Value extent) {
    bytes = arith::MulIOp::create(builder, loc, bytes, extent);
  };
  for (int64_t extent : type.getShape())
    if (ShapedType::isStatic(extent))
      multiply(arith::ConstantIndexOp::create(builder, loc, extent));
  llvm::for_each(view.getSizes(), multiply);
  Value address =
      memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, view);
  func::CallOp::create(builder, loc, opens ? openFunction : closeFunction,
                       TypeRange(), ValueRange{address, bytes});
}

struct GuardMemoryPass
    : WithModels<impl::GuardMemoryPassBase<GuardMemoryPass>> {
  void runOnOperation() override {
    declare(getOperation(), openFunction);
    declare(getOperation(), closeFunction);
    for (auto entry : getOperation().getOps<func::FuncOp>())
      if (BlockArgument workspace = getWorkspace(entry))
        guardViews(workspace);
  }

  void guardViews(BlockArgument workspace) {
    ViewLives lives(workspace);
    for (ViewLife &life : lives.lives()) {
      visitEdges(life, [&](OpBuilder &builder, bool isBirth) {
        guard(builder, life.view, isBirth);
      });
      guardMemoryRemarks.passed(life.view, "guard")
          << remark::add("is accessible while it is needed");
    }
  }
};
} // namespace
} // namespace ag
