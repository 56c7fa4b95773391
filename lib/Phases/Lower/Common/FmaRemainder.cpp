//===- FmaRemainder.cpp - remainders by one fma ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FmaRemainder.h"
#include "MathTerm.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace ag {
namespace {
/// Returns x - q y of magnitudes, for q = trunc(x / y). The rounded quotient is
/// q, or q + 1 if it rounds up to it. The fma is exact either way: its result
/// is a multiple of the last place of x or y, and not above y.
MathTerm remainderOfMagnitudes(const MathTerm &x, const MathTerm &y,
                               const MathTerm &q) {
  MathTerm rest = fused(-q, y, x);
  rest = choose(rest < 0.0, rest + y, rest);
  return choose(x < y, x, rest); // x, also where y is infinite
}

/// %r = arith.remf %a, %b  ->  %q = trunc(|a| / |b|)
///                             %r = scf.if (any %q >= 2^23) { llvm.frem }
///                                  else { fma and two selects }
/// The result has the sign of a, also if it is 0.
struct RemainderByFma : OpRewritePattern<arith::RemFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::RemFOp op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType(), element = getElementTypeOrSelf(type);
    auto lanes = dyn_cast<VectorType>(type);
    if (!element.isF32() && !element.isF64())
      return rewriter.notifyMatchFailure(op, "neither f32 nor f64");
    if (isa<TensorType>(type) || (lanes && lanes.getRank() != 1))
      return rewriter.notifyMatchFailure(op, "not a vector of LLVM");
    MathTerm a(rewriter, op.getLhs()), b(rewriter, op.getRhs());
    MathTerm x = absolute(a), y = absolute(b), quotient = x / y;
    MathTerm q = quotient.to<math::TruncOp>(type);
    Value isLarge = q >= (element.isF32() ? 0x1p23 : 0x1p52);
    if (lanes)
      isLarge = vector::ReductionOp::create(rewriter, op.getLoc(),
                                            vector::CombiningKind::OR, isLarge);
    auto select = scf::IfOp::create(rewriter, op.getLoc(), type, isLarge,
                                    /*withElseRegion=*/true);
    rewriter.setInsertionPointToStart(select.thenBlock());
    Value exact = LLVM::FRemOp::create(rewriter, op.getLoc(), a, b);
    scf::YieldOp::create(rewriter, op.getLoc(), exact);
    rewriter.setInsertionPointToStart(select.elseBlock());
    Value near = withSignOf(a, remainderOfMagnitudes(x, y, q));
    scf::YieldOp::create(rewriter, op.getLoc(), near);
    rewriter.replaceOp(op, select);
    return success();
  }
};
} // namespace

void addFmaRemainders(RewritePatternSet &patterns) {
  patterns.add<RemainderByFma>(patterns.getContext());
}

} // namespace ag
