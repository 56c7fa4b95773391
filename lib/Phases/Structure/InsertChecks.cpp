//===- InsertChecks.cpp - run-time checks of operands ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Dialect/AG/IR/Sizes/SizeOrigins.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Common/GroupDemands.h"
#include "ag/Phases/Structure/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_INSERTCHECKSPASS
#include "ag/Phases/Structure/Passes.h.inc"

static constexpr PassRemarks insertChecksRemarks("ag-insert-checks");

namespace {
/// Emits a remark for each ag.require on why it is needed, and records the ops
/// that are created for it.
struct Listener : OpBuilder::Listener {
  Listener(Operation *op, DenseSet<Operation *> &asked)
      : op(op), asked(asked) {}

  void notifyOperationInserted(Operation *inserted,
                               OpBuilder::InsertPoint) override {
    asked.insert(inserted);
    if (auto require = dyn_cast<RequireOp>(inserted))
      insertChecksRemarks.missed(op, "check")
          << remark::add("is checked when the program runs")
          << remark::reason("it may fail with \"{0}\"", require.getMessage());
  }

  Operation *op;
  DenseSet<Operation *> &asked;
};

struct InsertChecksPass
    : WithModels<impl::InsertChecksPassBase<InsertChecksPass>> {
  void runOnOperation() override {
    if (failed(checkBorders()))
      return signalPassFailure();
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isOurs(op) || isa<CheckableOpInterface>(op))
        ops.push_back(op);
    });
    SizeOrigins origins;
    DenseSet<Operation *> asked;
    for (Operation *op : ops) {
      Listener listener(op, asked);
      OpBuilder builder(op, &listener);
      // A few of upstream's ops are replaced when they are checked.
      bool tellsSizes = isOurs(op);
      auto checkable = dyn_cast<CheckableOpInterface>(op);
      if ((checkable && failed(checkable.insertChecks(builder, origins))) ||
          (tellsSizes && failed(requireResultSizes(op, builder, origins))))
        return signalPassFailure();
    }
    askOrigins(asked);
    demandInFront(getOperation(), asked);
  }

  /// Takes sizes from the values that determine them. A later pass may write
  /// the required size into the type of a tensor, and a tensor.dim of it would
  /// then always equal it.
  static void askOrigins(DenseSet<Operation *> &asked) {
    SizeOrigins origins;
    for (Operation *op : llvm::to_vector(asked)) {
      auto dim = dyn_cast<tensor::DimOp>(op);
      std::optional<int64_t> number =
          dim ? dim.getConstantIndex() : std::nullopt;
      if (!number || !isa<RankedTensorType>(dim.getSource().getType()))
        continue;
      SizeOrigin origin = origins.find(dim.getSource(), *number);
      if (origin.value == dim.getSource())
        continue;
      Listener listener(dim, asked);
      OpBuilder builder(dim, &listener);
      Value size = makeSize(origin, dim.getLoc(), builder);
      dim.replaceAllUsesWith(size);
      asked.erase(dim);
      dim.erase();
    }
  }

  static Value makeSize(const SizeOrigin &origin, Location loc,
                        OpBuilder &builder) {
    if (!origin.value)
      return arith::ConstantIndexOp::create(builder, loc, origin.number);
    if (!isa<ShapedType>(origin.value.getType()))
      return origin.value;
    return tensor::DimOp::create(builder, loc, origin.value, origin.number);
  }

  /// Refuses pads whose region computes the padding, because upstream's bounds
  /// do not support them.
  LogicalResult checkBorders() {
    WalkResult result = getOperation()->walk([](tensor::PadOp op) {
      if (op.getConstantPaddingValue())
        return WalkResult::advance();
      return WalkResult(op.emitOpError(
          "computes its padding in a region; expected ag-decompose before "
          "this pass"));
    });
    return failure(result.wasInterrupted());
  }

  /// Returns true for ops of ag. Upstream's ops refuse types with more static
  /// sizes than their operands have, or check that themselves.
  static bool isOurs(Operation *op) {
    return isa_and_nonnull<AGDialect>(op->getDialect());
  }
};
} // namespace
} // namespace ag
