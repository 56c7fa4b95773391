//===- DeviceRemainder.cpp - exact remainders of floats -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
//   %r = arith.remf %a, %b
//
// becomes, for x = |a| and y = |b|,
//
//   r = x
//   while |r| >= y:
//     s = y, or y 2^k if r / y is infinite
//     r = r - rint(r / s) s                   one fma
//   r = r < 0 ? r + y : r, with the sign of a
//
// Each value of r is exact. Before a step, r is a multiple of the last place of
// s, because |r| >= s. The error of a rounded quotient is at most half of its
// last place. The rest is at most half of s times that, which fits in the
// significand of s. A step takes 24 bits from the quotient of f32, and 53 from
// that of f64, so there is mostly one step.
//
//===----------------------------------------------------------------------===//
#include "DeviceRemainder.h"
#include "Common/MathTerm.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace ag {
namespace {
/// A power of two, and its inverse. Every quotient is finite once the divisor
/// has been multiplied by the power twice; the product is below the dividend.
struct Scale {
  double up, down;
};
Scale getScale(Type type) {
  return type.isF32() ? Scale{0x1p100, 0x1p-100} : Scale{0x1p1000, 0x1p-1000};
}

/// Returns r after one step of the loop.
MathTerm subtractMultiple(const MathTerm &r, const MathTerm &y) {
  Scale scale = getScale(r.type());
  MathTerm small = absolute(r) * scale.down;
  MathTerm s = choose(small > y, y * scale.up, y);
  s = choose(small > s, s * scale.up, s);
  MathTerm quotient = r / s;
  MathTerm n = quotient.to<math::RoundEvenOp>(r.type());
  return fused(-n, s, r);
}

/// Returns r after the loop.
MathTerm subtractMultiples(const MathTerm &start, const MathTerm &y) {
  OpBuilder &builder = start.getBuilder();
  auto goOn = [&](OpBuilder &nested, Location loc, ValueRange arguments) {
    MathTerm r(nested, arguments.front());
    scf::ConditionOp::create(nested, loc, absolute(r) >= y, arguments);
  };
  auto step = [&](OpBuilder &nested, Location loc, ValueRange arguments) {
    Value rest = subtractMultiple(MathTerm(nested, arguments.front()), y);
    scf::YieldOp::create(nested, loc, rest);
  };
  auto loop = scf::WhileOp::create(builder, Value(start).getLoc(), start.type(),
                                   ValueRange(Value(start)), goOn, step);
  return {builder, loop.getResult(0)};
}

struct RemainderByLoop : OpRewritePattern<arith::RemFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::RemFOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32() && !op.getType().isF64())
      return rewriter.notifyMatchFailure(op, "not of f32 or f64");
    MathTerm a(rewriter, op.getLhs());
    MathTerm x = absolute(a), y = absolute(MathTerm(rewriter, op.getRhs()));
    MathTerm isDefined =
        (x < std::numeric_limits<double>::infinity()) & (y > 0.0);
    MathTerm start =
        choose(isDefined, x, std::numeric_limits<double>::quiet_NaN());
    MathTerm r = subtractMultiples(start, y);
    MathTerm rest = choose(r < 0.0, r + y, r);
    rewriter.replaceOp(op, Value(withSignOf(a, rest)));
    return success();
  }
};
} // namespace

void addRemainderPatterns(RewritePatternSet &patterns) {
  patterns.add<RemainderByLoop>(patterns.getContext());
}

} // namespace ag
