//===- InsertChecks.cpp - require what types don't say --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGOps.h"
#include "ag/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_INSERTCHECKSPASS
#include "ag/Transforms/Passes.h.inc"

namespace {
struct InsertChecksPass : impl::InsertChecksPassBase<InsertChecksPass> {
  void runOnOperation() override {
    SmallVector<CheckableOpInterface> ops;
    getOperation()->walk([&](CheckableOpInterface op) { ops.push_back(op); });
    for (CheckableOpInterface op : ops) {
      OpBuilder builder(op);
      if (failed(op.insertChecks(builder)))
        return signalPassFailure();
    }
  }
};
} // namespace
} // namespace ag
