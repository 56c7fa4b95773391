//===- Approximations.cpp - functions of f32 by arithmetic ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are functions of f32 computed on vectors?
//
//   %y = math.exp %x : vector<16xf32>     ->     two dozen ops of arith
//
// Without tables, calls and branches, and alike on scalars. Against the exact
// value, denormal inputs and results included, the greatest errors in units in
// the last place are
//
//            exp   expm1    log   log1p   tanh    erf
//   FMA     1.06    1.63   1.00    1.27   2.50   1.03
//   none    1.04    1.79   1.08    1.27   2.50   1.20
//
// They were measured on every input from 2^-14 on to where the result is
// constant (of log, from 2^-4 to 2^5), and on every 61st of the others.
//
// NaN gives NaN; infinities and zeros, with their signs, give what C's
// functions give. The polynomials are minimax in the relative error of the
// function, by scripts/minimax.py, which prints them. The reductions are the
// usual ones [Muller, "Elementary Functions", chapter 11]: exp by x = n ln 2 +
// r, log by x = 2^n m.
//
// A power by a small whole number is a product, of f64 as well.
//
//===----------------------------------------------------------------------===//
#include "Term.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_APPROXIMATEMATHPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

/// a * b + c, by one instruction where there is one.
template <typename B, typename C>
Term mulAdd(const Term &a, const B &b, const C &c) {
  Term product = a * b;
  Term sum = product + c;
  for (Value value : {Value(product), Value(sum)})
    cast<arith::ArithFastMathInterface>(value.getDefiningOp())
        ->setAttr("fastmath",
                  arith::FastMathFlagsAttr::get(
                      value.getContext(), arith::FastMathFlags::contract));
  return sum;
}

/// c[0] + c[1] x + c[2] x^2 + ..., by Horner's rule over pairs:
/// (c[0] + c[1] x) + x^2 ((c[2] + c[3] x) + ...). The chain of dependent steps,
/// which is what a loop over vectors waits for, is half as long as over single
/// coefficients.
Term polynomial(const Term &x, ArrayRef<float> c) {
  Term square = x * x;
  auto pair = [&](size_t k) {
    return k + 1 < c.size() ? mulAdd(x, c[k + 1], c[k]) : x.like(c[k]);
  };
  size_t last = (c.size() - 1) / 2 * 2;
  Term sum = pair(last);
  for (size_t k = last; k > 0; k -= 2)
    sum = mulAdd(sum, square, pair(k - 2));
  return sum;
}

Term absolute(const Term &x) { return (x.bits() & 0x7fffffff).asFloat(); }
/// A value that is not negative, with the sign of another.
Term withSignOf(const Term &sign, const Term &magnitude) {
  return (magnitude.bits() | (sign.bits() & 0x80000000)).asFloat();
}

/// NaN stays, by the order of the operands.
Term atMost(const Term &x, float limit) { return choose(x > limit, limit, x); }
Term atLeast(const Term &x, float limit) { return choose(x < limit, limit, x); }

//===----------------------------------------------------------------------===//
// From exp
//===----------------------------------------------------------------------===//

/// One in the last place of this number is 1: adding it rounds to an integer,
/// which is then in the low bits.
constexpr float shifter = 0x1.8p23f;

/// x = n ln 2 + r, with an integer n and |r| <= ln 2 / 2; |x| < 2^21. The bits
/// of n + shifter differ from n by a multiple of 2^22.
struct Reduced {
  Term bits, r;
};
Reduced reduce(const Term &x) {
  // Ten bits, so that a multiple is exact, and the rest of ln 2.
  constexpr float high = 0x1.62ep-1f, low = 0x1.0bfbe8p-15f;
  Term shifted = mulAdd(x, 0x1.715476p+0f, shifter);
  Term n = shifted - shifter;
  Term r = mulAdd(n, -low, mulAdd(n, -high, x));
  return {shifted.bits(), r};
}

/// 2^n as a float, for -127 < n < 128; of n the low 9 bits are read.
Term powerOfTwo(const Term &n) { return ((n << 23) + 0x3f800000).asFloat(); }

/// exp(r) - 1 for |r| <= ln 2 / 2.
Term expm1OfReduced(const Term &r) {
  constexpr float c[] = {0x1.0p-1f, 0x1.5554b0p-3f, 0x1.5554ccp-5f,
                         0x1.1227eep-7f, 0x1.6d6db0p-10f};
  return mulAdd(polynomial(r, c), r * r, r);
}

/// exp(x) = 2^n exp(r). By two powers of two, as 2^n alone may be no float; the
/// multiplication rounds, where the result is denormal.
Term approximateExp(const Term &x) {
  auto [n, r] = reduce(atLeast(atMost(x, 89.0f), -104.0f));
  Term half = n >> 1;
  Term scale = powerOfTwo(half);
  return mulAdd(expm1OfReduced(r), scale, scale) * powerOfTwo(n - half);
}

/// expm1(x) = 2 (2^(n-1) expm1(r) + 2^(n-1) - 1/2), which does not overflow too
/// early. Past -18 it is -1.
Term approximateExpm1(const Term &x) {
  auto [n, r] = reduce(atLeast(atMost(x, 89.0f), -18.0f));
  Term small = expm1OfReduced(r);
  Term scale = powerOfTwo(n - 1);
  Term half = mulAdd(scale, small, scale - 0.5f);
  Term result = choose(n == r.like(shifter).bits(), small, half + half);
  return withSignOf(x, absolute(result));
}

/// tanh(x) = -e / (e + 2), with e = expm1(-2 |x|). Past 10 it is 1.
Term approximateTanh(const Term &x) {
  auto [n, r] = reduce(atLeast(absolute(x) * -2.0f, -20.0f));
  Term scale = powerOfTwo(n);
  Term e = mulAdd(scale, expm1OfReduced(r), scale - 1.0f);
  return withSignOf(x, absolute(e / (e + 2.0f)));
}

/// Near 0 an odd polynomial. Else 1 - exp(-p(|x|)), which past 4 is 1.
Term approximateErf(const Term &x) {
  constexpr float near[] = {0x1.06eba6p-3f,  -0x1.8126ecp-2f, 0x1.ce1b70p-4f,
                            -0x1.b698eep-6f, 0x1.478534p-8f,  -0x1.3b2d58p-11f};
  constexpr float far[] = {-0x1.07796cp-3f, -0x1.4531fcp-1f, -0x1.b32cf0p-4f,
                           0x1.856b04p-6f,  -0x1.ddcd3ep-9f, 0x1.533938p-12f,
                           -0x1.7b31acp-17f};
  Term magnitude = absolute(x);
  Term small =
      mulAdd(polynomial(magnitude * magnitude, near), magnitude, magnitude);
  Term t = atMost(magnitude, 4.0f);
  auto [n, r] = reduce(mulAdd(polynomial(t, far), t, -t));
  Term scale = powerOfTwo(n);
  Term large = x.like(1.0f) - mulAdd(expm1OfReduced(r), scale, scale);
  return withSignOf(x, choose(magnitude < 0.921875f, small, large));
}

//===----------------------------------------------------------------------===//
// From log
//===----------------------------------------------------------------------===//

/// n 2^23 such that the float x with these bits is 2^n m, 0.75 <= m < 1.5.
Term shiftedExponent(const Term &bits) {
  return (bits - 0x3f400000) & 0xff800000;
}

/// n ln 2 + log(1 + f) for -0.25 <= f < 0.5.
Term logOfReduced(const Term &n, const Term &f) {
  constexpr float c[] = {-0.5f,           0x1.5555a2p-2f,  -0x1.000082p-2f,
                         0x1.996b02p-3f,  -0x1.54dd52p-3f, 0x1.284b32p-3f,
                         -0x1.0e0ea0p-3f, 0x1.b17b52p-4f,  -0x1.7a45aap-5f};
  return mulAdd(n, 0x1.62e430p-1f, mulAdd(polynomial(f, c), f * f, f));
}

/// The result where `x`, which is what log is taken of, is positive and finite.
/// `x` itself is NaN or infinite where it is returned.
Term withPoles(const Term &x, const Term &result) {
  Term pole = choose(x < 0.0f, notANumber, choose(x == 0.0f, -infinity, x));
  return choose((x > 0.0f) & (x < infinity), result, pole);
}

/// log(x) = n ln 2 + log(m). Denormal numbers are multiplied by 2^23 before.
Term approximateLog(const Term &x) {
  Term isDenormal = x < 0x1.0p-126f;
  Term bits = choose(isDenormal, x * 0x1.0p23f, x).bits();
  Term exponent = shiftedExponent(bits);
  Term start = choose(isDenormal, x.like(-23.0f), 0.0f);
  Term n = mulAdd(exponent.to<arith::SIToFPOp>(x.type()), 0x1.0p-23f, start);
  return withPoles(x, logOfReduced(n, (bits - exponent).asFloat() - 1.0f));
}

/// log(1 + x), n from the rounded 1 + x; m - 1 = 2^-n x + (2^-n - 1) is exact
/// enough. Zeros keep their sign.
Term approximateLog1p(const Term &x) {
  Term sum = x + 1.0f;
  Term exponent = shiftedExponent(sum.bits());
  Term n = exponent.to<arith::SIToFPOp>(x.type()) * 0x1.0p-23f;
  // 4 * 2^-n is a float for all n; 2^-n is denormal for the greatest.
  Term scale = (exponent.like(0x40800000) - exponent).asFloat();
  Term f = (x.bits() - exponent).asFloat() + mulAdd(scale, 0.25f, -1.0f);
  return choose(x == 0.0f, x, withPoles(sum, logOfReduced(n, f)));
}

//===----------------------------------------------------------------------===//
// Powers
//===----------------------------------------------------------------------===//

/// x^3 = x x x. Each product adds half a unit to the error, so that those taken
/// are within 1.5; of further powers below 0 the inner one may overflow where
/// the result is denormal.
struct PowerByProducts : OpRewritePattern<math::PowFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::PowFOp op,
                                PatternRewriter &rewriter) const override {
    APFloat number(0.0);
    if (!matchPattern(op.getRhs(), m_ConstantFloat(&number)) ||
        !number.isInteger())
      return rewriter.notifyMatchFailure(op, "by no whole number");
    double power = number.convertToDouble();
    if (power < -2 || power == 0 || power > 4)
      return rewriter.notifyMatchFailure(op, "libm's error is smaller");
    Term x(rewriter, op.getLhs());
    Term base = power < 0 ? x.like(1.0f) / x : x;
    Term square = base * base;
    auto product = [&]() -> Term {
      switch (static_cast<unsigned>(std::abs(power))) {
      case 1:
        return base;
      case 2:
        return square;
      case 3:
        return square * base;
      default:
        return square * square;
      }
    };
    rewriter.replaceOp(op, Value(product()));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

template <typename Op, Term (*Formula)(const Term &)>
struct Approximate : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "libm computes what is not f32");
    if (isa<TensorType>(op.getType()))
      return rewriter.notifyMatchFailure(op, "a tensor is no vector yet");
    Value result = Formula(Term(rewriter, op.getOperand()));
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct ApproximateMathPass
    : impl::ApproximateMathPassBase<ApproximateMathPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<PowerByProducts, Approximate<math::ExpOp, approximateExp>,
                 Approximate<math::ExpM1Op, approximateExpm1>,
                 Approximate<math::LogOp, approximateLog>,
                 Approximate<math::Log1pOp, approximateLog1p>,
                 Approximate<math::TanhOp, approximateTanh>,
                 Approximate<math::ErfOp, approximateErf>>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
