//===- SmallFloatsToBits.cpp - bf16 and f16 as bits -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// After ag-widen-small-floats, bf16 is only loaded, stored and moved. If LLVM
// has no registers for it, it treats even this as arithmetic: it computes in
// f32 (a masked store element by element) and rounds by __truncsfbf2. This pass
// replaces the type everywhere by an integer of its size:
//
//   llvm.intr.masked.store %x, %p, %mask : vector<8xbf16>   ->   vector<8xi16>
//
// An op that computes would not verify afterwards, so none is missed.
//
//===----------------------------------------------------------------------===//
#include "ag/Machine/Common/Machine.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_SMALLFLOATSTOBITSPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
struct SmallFloatsToBitsPass
    : WithModels<impl::SmallFloatsToBitsPassBase<SmallFloatsToBitsPass>> {
  using WithModels::WithModels;

  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    bool alsoF16 = !machine->hasHalf();
    Type bits = IntegerType::get(&getContext(), 16);
    auto isReplaced = [&](Type type) {
      return type.isBF16() || (type.isF16() && alsoF16);
    };
    AttrTypeReplacer replacer;
    replacer.addReplacement([&](FloatType type) -> std::optional<Type> {
      return isReplaced(type) ? bits : Type(type);
    });
    replacer.addReplacement([&](FloatAttr value) -> std::optional<Attribute> {
      if (!isReplaced(value.getType()))
        return value;
      return IntegerAttr::get(bits, value.getValue().bitcastToAPInt());
    });
    replacer.addReplacement(
        [&](DenseElementsAttr value)
            -> std::optional<std::pair<Attribute, WalkResult>> {
          if (!isReplaced(value.getElementType()))
            return std::make_pair(value, WalkResult::skip());
          return std::make_pair(value.bitcast(bits), WalkResult::skip());
        });
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>())
      rewrite(function, replacer);
    for (auto global : getOperation().getOps<LLVM::GlobalOp>())
      rewrite(global, replacer);
  }

private:
  /// Replaces the types in `top`. Its discardable attributes describe what
  /// callers see, and stay.
  static void rewrite(Operation *top, AttrTypeReplacer &replacer) {
    DictionaryAttr attrs = top->getDiscardableAttrDictionary();
    replacer.recursivelyReplaceElementsIn(top, /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
    top->setDiscardableAttrs(attrs);
    top->walk([](LLVM::BitcastOp op) {
      if (op.getArg().getType() != op.getType())
        return;
      op.replaceAllUsesWith(op.getArg());
      op.erase();
    });
  }
};
} // namespace
} // namespace ag
