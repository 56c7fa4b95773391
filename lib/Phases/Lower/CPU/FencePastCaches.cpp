//===- FencePastCaches.cpp - stores past the caches become visible --------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FENCEPASTCACHESPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
bool writesPastCaches(LLVM::LLVMFuncOp function) {
  return function
      .walk([](LLVM::StoreOp store) {
        return store.getNontemporal() ? WalkResult::interrupt()
                                      : WalkResult::advance();
      })
      .wasInterrupted();
}

struct FencePastCachesPass
    : WithModels<impl::FencePastCachesPassBase<FencePastCachesPass>> {
  void runOnOperation() override {
    if (!writesPastCaches(getOperation()))
      return;
    getOperation().walk([](LLVM::ReturnOp end) {
      OpBuilder builder(end);
      LLVM::CallIntrinsicOp::create(
          builder, end.getLoc(), builder.getStringAttr("llvm.x86.sse.sfence"),
          ValueRange());
    });
  }
};
} // namespace
} // namespace ag
