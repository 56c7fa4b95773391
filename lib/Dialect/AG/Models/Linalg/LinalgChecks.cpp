//===- LinalgChecks.cpp - what ops of linalg demand -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "LinalgChecks.h"
#include "ag/Dialect/AG/IR/Core/Checks.h"
#include "ag/Interfaces/CheckableOp.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns whether `expr` is least in the first iteration of all loops, and
/// greatest in the last.
bool growsWithLoops(AffineExpr expr) {
  bool grows = true;
  expr.walk([&](AffineExpr part) {
    auto binary = dyn_cast<AffineBinaryOpExpr>(part);
    if (!binary || part.getKind() == AffineExprKind::Add)
      return;
    auto number = dyn_cast<AffineConstantExpr>(binary.getRHS());
    grows &= part.getKind() != AffineExprKind::Mod && number &&
             number.getValue() >= 0;
  });
  return grows;
}

/// Creates the checks of one linalg op: each loop is as long as every dimension
/// that it alone indexes, and accesses at sums of loops, such as those of a
/// convolution, are within bounds.
class LinalgDemands {
public:
  LinalgDemands(linalg::LinalgOp op, OpBuilder &builder, SizeOrigins &origins)
      : op(op), builder(builder), origins(origins), ends(op.getNumLoops()) {}

  LogicalResult insert() {
    if (!op.hasPureTensorSemantics())
      return op.emitOpError("[sizes] is on buffers, whose sizes are checked by "
                            "nothing; expected tensors");
    auto along = [&](bool plainOnly) {
      for (OpOperand &operand : op->getOpOperands())
        for (auto [dim, expr] :
             llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
          if (isa<AffineDimExpr>(expr) == plainOnly &&
              failed(require(operand.get(), dim, expr)))
            return failure();
      return success();
    };
    return success(succeeded(along(true)) && succeeded(along(false)));
  }

private:
  LogicalResult require(Value operand, int64_t dim, AffineExpr expr) {
    if (auto loop = dyn_cast<AffineDimExpr>(expr)) {
      auto &[tensor, itsDim] = ends[loop.getPosition()];
      if (tensor)
        return requireEqualSizes(tensor, itsDim, operand, dim, op, builder,
                                 origins);
      tensor = operand;
      itsDim = dim;
      return success();
    }
    return requireReach(operand, dim, expr);
  }

  LogicalResult requireReach(Value operand, int64_t dim, AffineExpr expr) {
    if (!growsWithLoops(expr))
      return op.emitOpError("[sizes] nothing proves that what it reads of a ")
             << operand.getType() << " along dimension " << dim
             << " is inside; expected sums of loops times numbers";
    SmallVector<AffineExpr> starts(op.getNumLoops(),
                                   builder.getAffineConstantExpr(0));
    auto least = dyn_cast<AffineConstantExpr>(expr.replaceDims(starts));
    if (least && least.getValue() < 0)
      return op.emitOpError("[sizes] reads dimension ")
             << dim << " of a " << operand.getType() << " from "
             << least.getValue() << " on, in front of its elements";
    Location loc = op.getLoc();
    SmallVector<OpFoldResult> last, counts;
    for (auto [loop, end] : llvm::enumerate(ends)) {
      auto [tensor, itsDim] = end;
      OpFoldResult count =
          tensor ? tensor::getMixedSize(builder, loc, tensor, itsDim)
                 : OpFoldResult(builder.getIndexAttr(1));
      last.push_back(affine::makeComposedFoldedAffineApply(
          builder, loc, builder.getAffineSymbolExpr(0) - 1, {count}));
      if (expr.isFunctionOfDim(loop))
        counts.push_back(count);
    }
    OpFoldResult reach = affine::makeComposedFoldedAffineApply(
        builder, loc, AffineMap::get(last.size(), 0, expr), last);
    requireIndex(reach, tensor::getMixedSize(builder, loc, operand, dim), op,
                 builder, counts);
    return success();
  }

  linalg::LinalgOp op;
  OpBuilder &builder;
  SizeOrigins &origins;
  /// The first operand's dimension that each loop alone indexes; null if there
  /// is none.
  SmallVector<std::pair<Value, int64_t>> ends;
};

template <typename Op>
struct LinalgModel : CheckableOpInterface::ExternalModel<LinalgModel<Op>, Op> {
  LogicalResult insertChecks(Operation *op, OpBuilder &builder,
                             SizeOrigins &origins) const {
    auto linalgOp = cast<linalg::LinalgOp>(op);
    if (!linalgOp.hasDynamicShape())
      return success();
    return LinalgDemands(linalgOp, builder, origins).insert();
  }
};

template <typename... Ops> void attachLinalgChecks(MLIRContext *context) {
  (Ops::template attachInterface<LinalgModel<Ops>>(*context), ...);
}
} // namespace

void registerLinalgChecks(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, linalg::LinalgDialect *) {
    attachLinalgChecks<
#define GET_OP_LIST
#include "mlir/Dialect/Linalg/IR/LinalgStructuredOps.cpp.inc"
        >(context);
  });
}

} // namespace ag
