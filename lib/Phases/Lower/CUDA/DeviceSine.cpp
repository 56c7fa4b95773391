//===- DeviceSine.cpp - sine and cosine of f32 ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   %y = math.sin %x : f32
//
// becomes
//
//   %y = scf.if (|x| <= 2^17) { three dozen ops of f32 }
//        else { truncf (math.sin (extf %x) : f64) }
//
// Up to 2^17, the largest errors are 0.83 (sin) and 0.82 (cos) units in the
// last place, measured on every seventh number. x is n pi / 2 + r, where n is
// the integer nearest to x / (pi / 2), and r is a sum of two floats
// [Muller, "Elementary Functions", chapter 11]. n modulo 4 determines which of
// sin(r), cos(r), -sin(r) and -cos(r) is the result. scripts/minimax.py prints
// the polynomials.
//
//===----------------------------------------------------------------------===//
#include "DeviceSine.h"
#include "Common/MathTerm.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {
namespace {
/// The largest number for which r is exact enough for these errors.
constexpr float mostReduced = 0x1p17f;

/// x = n pi / 2 + high + low, |high| < 0.8.
struct Angle {
  MathTerm n, high, low;
};

/// Reduces x by pi / 2, as the sum of three floats. The first difference is
/// exact, because it is a multiple of 2^-23 below 1. The error of the second
/// one goes to `low`.
Angle reduceByHalfPi(const MathTerm &x) {
  constexpr float perHalfPi = 0x1.45f306p-1f, first = 0x1.921fb6p+0f,
                  second = -0x1.777a5cp-25f, third = -0x1.ee59dap-50f;
  MathTerm product = x * perHalfPi;
  MathTerm n = product.to<math::RoundEvenOp>(x.type());
  MathTerm minus = -n;
  MathTerm a = fused(minus, first, x);
  MathTerm b = minus * second;
  MathTerm errorOfB = fused(minus, second, -b);
  MathTerm high = a + b;
  MathTerm addedToA = high - a;
  MathTerm errorOfSum = (a - (high - addedToA)) + (b - addedToA);
  return {n, high, fused(minus, third, errorOfSum + errorOfB)};
}

/// sin(high + low) = high + high^3 p(high^2) + low
MathTerm sineOf(const Angle &x) {
  MathTerm square = x.high * x.high;
  MathTerm sum = fused(square, 0x1.7b20a6p-19f, -0x1.a05636p-13f);
  sum = fused(square, sum, 0x1.111172p-7f);
  sum = fused(square, sum, -0x1.555556p-3f);
  return x.high + fused(x.high * square, sum, x.low);
}

/// cos(high + low) = 1 - high^2 / 2 + high^4 p(high^2) - high low. The rounding
/// error of the first difference is added.
MathTerm cosineOf(const Angle &x) {
  MathTerm square = x.high * x.high;
  MathTerm sum = fused(square, 0x1.99911cp-16f, -0x1.6c0af4p-10f);
  sum = fused(square, sum, 0x1.555548p-5f);
  MathTerm half = square * 0.5f;
  MathTerm start = half.like(1.0f) - half;
  MathTerm error = (start.like(1.0f) - start) - half;
  return start + (error + fused(square * square, sum, -(x.high * x.low)));
}

/// Returns the sine of x, or of x + pi / 2 if `quarters` is 1.
MathTerm nearSine(const MathTerm &x, unsigned quarters) {
  Angle angle = reduceByHalfPi(x);
  MathTerm n = angle.n.to<arith::FPToSIOp>(x.ints(32)) + quarters;
  MathTerm magnitude = choose((n & 1) != 0, cosineOf(angle), sineOf(angle));
  return (magnitude.bits() ^ ((n & 2) << 30)).asFloat();
}

template <typename Op, unsigned Quarters>
struct SineOfF32 : OpRewritePattern<Op> {
  explicit SineOfF32(MLIRContext *context)
      : OpRewritePattern<Op>(context, /*benefit=*/2) {}

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return rewriter.notifyMatchFailure(op, "libclc computes it");
    MathTerm x(rewriter, op.getOperand());
    auto select = scf::IfOp::create(rewriter, op.getLoc(), op.getType(),
                                    absolute(x) <= mostReduced,
                                    /*withElseRegion=*/true);
    rewriter.setInsertionPointToStart(select.thenBlock());
    MathTerm near = nearSine(x, Quarters);
    if (Quarters == 0)
      near = choose(x == 0.0f, x, near); // a zero keeps its sign
    scf::YieldOp::create(rewriter, op.getLoc(), Value(near));
    rewriter.setInsertionPointToStart(select.elseBlock());
    MathTerm far = x.to<arith::ExtFOp>(x.f64()).template to<Op>(x.f64());
    Value rounded = far.to<arith::TruncFOp>(x.type());
    scf::YieldOp::create(rewriter, op.getLoc(), rounded);
    rewriter.replaceOp(op, select);
    return success();
  }
};
} // namespace

void addSinePatterns(RewritePatternSet &patterns) {
  patterns.add<SineOfF32<math::SinOp, 0>, SineOfF32<math::CosOp, 1>>(
      patterns.getContext());
}

} // namespace ag
