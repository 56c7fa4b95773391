//===- Approximations.cpp - functions of floats by arithmetic -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are functions of f32, and some of f64, computed on vectors?
//
//   %y = math.exp %x : vector<16xf32>     ->     two dozen ops of arith
//
// The formulas have no tables, calls or branches, and are the same for scalars.
// Compared with the exact value, and including denormal inputs and results, the
// largest errors in units in the last place are
//
//            exp   expm1    log   log1p   tanh    erf   sinh   cosh
//   FMA     1.06    1.63   1.00    1.27   2.50   1.03   1.57   2.03
//   none    1.04    1.79   1.08    1.27   2.50   1.20   1.51   1.99
//   f64     0.99    2.02                  2.59          1.55   1.96
//
// f32 was measured on every input from 2^-14 to where the result is constant
// (for log, from 2^-4 to 2^5), and on every 61st of the others. f64 was
// measured on 120 million random inputs, with FMA and without.
//
// If one instruction multiplies by a power of two, exp returns the same bits.
// NaN gives NaN; infinities and zeros, with their signs, give the same as C's
// functions. The polynomials are minimax in the relative error of the function,
// and those of f64 economized Taylor series; scripts/minimax.py prints them.
// Those of sinh and cosh are their series. The reductions are the usual ones
// [Muller, "Elementary Functions", chapter 11]: x = n ln 2 + r for exp, and
// x = 2^n m for log.
//
// A power with a small integer exponent is a product, for f64 as well.
//
//===----------------------------------------------------------------------===//
#include "FmaRemainder.h"
#include "MathTerm.h"
#include "ag/Machine/Common/Machine.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_APPROXIMATEMATHPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

/// Returns a * b + c, by one instruction if there is one.
template <typename B, typename C>
MathTerm mulAdd(const MathTerm &a, const B &b, const C &c) {
  MathTerm product = a * b;
  MathTerm sum = product + c;
  for (Value value : {Value(product), Value(sum)})
    cast<arith::ArithFastMathInterface>(value.getDefiningOp())
        ->setAttr("fastmath",
                  arith::FastMathFlagsAttr::get(
                      value.getContext(), arith::FastMathFlags::contract));
  return sum;
}

/// Returns c[0] + c[1] x + c[2] x^2 + ..., by Horner's rule over pairs:
/// (c[0] + c[1] x) + x^2 ((c[2] + c[3] x) + ...). The chain of dependent steps,
/// for which a loop over vectors waits, is half as long as over single
/// coefficients.
template <typename Number>
MathTerm polynomial(const MathTerm &x, ArrayRef<Number> c) {
  MathTerm square = x * x;
  auto pair = [&](size_t k) {
    return k + 1 < c.size() ? mulAdd(x, c[k + 1], c[k]) : x.like(c[k]);
  };
  size_t last = (c.size() - 1) / 2 * 2;
  MathTerm sum = pair(last);
  for (size_t k = last; k > 0; k -= 2)
    sum = mulAdd(sum, square, pair(k - 2));
  return sum;
}

//===----------------------------------------------------------------------===//
// Functions of exp
//===----------------------------------------------------------------------===//

/// Constants of exp and the functions that are computed from it.
struct ExpOfF32 {
  using Number = float;
  /// One in the last place of this number is 1. Adding it rounds to an integer,
  /// which is then in the low bits.
  static constexpr float shifter = 0x1.8p23f;
  static constexpr float perLn2 = 0x1.715476p+0f;
  /// The first bits of ln 2, so that a multiple is exact, and the other bits.
  static constexpr float high = 0x1.62ep-1f, low = 0x1.0bfbe8p-15f;
  /// (exp(r) - 1 - r) / r^2 for |r| <= ln 2 / 2.
  static constexpr float c[] = {0x1.0p-1f, 0x1.5554b0p-3f, 0x1.5554ccp-5f,
                                0x1.1227eep-7f, 0x1.6d6db0p-10f};
  /// The position of a float's exponent, and the bits of 1.
  static constexpr unsigned exponentAt = 23;
  static constexpr uint64_t one = 0x3f800000;
  /// The arguments past which exp is infinite, exp is 0, expm1 is -1, and tanh
  /// is 1.
  static constexpr double most = 89, least = -104, leastOfMinusOne = -18,
                          leastOfTanh = -20;
  /// The argument past which sinh is infinite, and the number of terms of its
  /// series that matter up to 1.
  static constexpr double mostOfSinh = 89.5;
  static constexpr size_t terms = 5;
};
struct ExpOfF64 {
  using Number = double;
  static constexpr double shifter = 0x1.8p52;
  static constexpr double perLn2 = 0x1.71547652b82fep+0;
  static constexpr double high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33;
  static constexpr double c[] = {
      0x1.0000000000000p-1,  0x1.5555555555556p-3,  0x1.5555555555556p-5,
      0x1.1111111110996p-7,  0x1.6c16c16c162b0p-10, 0x1.a01a01a7dab60p-13,
      0x1.a01a01a6ec65dp-16, 0x1.71de0d56d7beap-19, 0x1.27e4db2597ca2p-22,
      0x1.af397964a4b68p-26, 0x1.1f7385ba5da17p-29};
  static constexpr unsigned exponentAt = 52;
  static constexpr uint64_t one = 0x3ff0000000000000;
  static constexpr double most = 710, least = -746, leastOfMinusOne = -38,
                          leastOfTanh = -40;
  static constexpr double mostOfSinh = 710.6;
  static constexpr size_t terms = 9;
};

/// x = n ln 2 + r, with an integer n and |r| <= ln 2 / 2. exp must not be
/// constant at x. The low bits of `bits` are those of n.
struct Reduced {
  MathTerm bits, r;
};
template <typename F> Reduced reduce(const MathTerm &x) {
  MathTerm shifted = mulAdd(x, F::perLn2, F::shifter);
  MathTerm n = shifted - F::shifter;
  MathTerm r = mulAdd(n, -F::low, mulAdd(n, -F::high, x));
  return {shifted.bits(), r};
}

/// Returns 2^n as a float, if it is a normal one. Only the low bits of n are
/// read.
template <typename F> MathTerm powerOfTwo(const MathTerm &n) {
  return ((n << F::exponentAt) + F::one).asFloat();
}

/// Returns exp(r) - 1 for |r| <= ln 2 / 2.
template <typename F> MathTerm expm1OfReduced(const MathTerm &r) {
  return mulAdd(polynomial(r, ArrayRef(F::c)), r * r, r);
}

/// Returns exp(x) = 2^n exp(r). Multiplies by two powers of two, because 2^n
/// alone may be no float. The last multiplication rounds if the result is
/// denormal.
template <typename F> MathTerm approximateExp(const MathTerm &x) {
  auto [n, r] = reduce<F>(atLeast(atMost(x, F::most), F::least));
  MathTerm half = n >> 1;
  MathTerm scale = powerOfTwo<F>(half);
  return mulAdd(expm1OfReduced<F>(r), scale, scale) * powerOfTwo<F>(n - half);
}

/// Returns exp(x) if one instruction multiplies by a power of two, and rounds.
template <typename F> MathTerm approximateExpByScaling(const MathTerm &x) {
  auto [bits, r] = reduce<F>(atLeast(atMost(x, F::most), F::least));
  MathTerm n = bits - x.like(F::shifter).bits();
  return (expm1OfReduced<F>(r) + 1.0).timesPowerOfTwo(n);
}

/// Returns expm1(x) = 2 (2^(n-1) expm1(r) + 2^(n-1) - 1/2), which does not
/// overflow too early. Below `leastOfMinusOne`, it is -1.
template <typename F> MathTerm approximateExpm1(const MathTerm &x) {
  auto [n, r] = reduce<F>(atLeast(atMost(x, F::most), F::leastOfMinusOne));
  MathTerm small = expm1OfReduced<F>(r);
  MathTerm scale = powerOfTwo<F>(n - 1);
  MathTerm half = mulAdd(scale, small, scale - 0.5);
  MathTerm result = choose(n == r.like(F::shifter).bits(), small, half + half);
  return withSignOf(x, absolute(result));
}

/// Returns tanh(x) = -e / (e + 2), with e = expm1(-2 |x|). For large |x|, it is
/// 1 or -1.
template <typename F> MathTerm approximateTanh(const MathTerm &x) {
  auto [n, r] = reduce<F>(atLeast(absolute(x) * -2.0, F::leastOfTanh));
  MathTerm scale = powerOfTwo<F>(n);
  MathTerm e = mulAdd(scale, expm1OfReduced<F>(r), scale - 1.0);
  return withSignOf(x, absolute(e / (e + 2.0)));
}

/// Returns 2 (e + sign / (16 e)), with e = exp(|x|) / 4. This is cosh(x), or
/// sinh(|x|) if `sign` is -1. No step overflows if the result does not.
template <typename F> MathTerm addInverseOfExp(const MathTerm &x, double sign) {
  auto [n, r] = reduce<F>(atMost(absolute(x), F::mostOfSinh));
  MathTerm scale = powerOfTwo<F>(n - 2), small = expm1OfReduced<F>(r);
  MathTerm inverse = x.like(sign / 16) / mulAdd(scale, small, scale);
  MathTerm half = mulAdd(scale, small, scale + inverse);
  return half + half;
}

/// Returns 1 / first!, 1 / (first + 2)!, ... The factorials up to 22! are
/// exact.
template <typename F> constexpr auto getInverseFactorials(unsigned first) {
  std::array<typename F::Number, F::terms> inverses{};
  double factorial = 1;
  for (unsigned k = 2; k < first + 2 * F::terms; ++k) {
    factorial *= k;
    if (k % 2 == first % 2 && k >= first)
      inverses[(k - first) / 2] = 1 / factorial;
  }
  return inverses;
}

/// Returns sinh(x). Below 1, it is the series x + x^3 / 3! + ..., which has no
/// difference in it.
template <typename F> MathTerm approximateSinh(const MathTerm &x) {
  static constexpr auto c = getInverseFactorials<F>(3);
  MathTerm square = x * x;
  MathTerm near = mulAdd(x * square, polynomial(square, ArrayRef(c)), x);
  MathTerm far = withSignOf(x, addInverseOfExp<F>(x, -1));
  return choose(absolute(x) < 1.0, near, far);
}

/// Returns cosh(x). Below 1, it is the series 1 + x^2 / 2! + ..., in which only
/// the last sum rounds.
template <typename F> MathTerm approximateCosh(const MathTerm &x) {
  static constexpr auto c = getInverseFactorials<F>(2);
  MathTerm square = x * x;
  MathTerm near = mulAdd(square, polynomial(square, ArrayRef(c)), x.like(1.0));
  return choose(absolute(x) < 1.0, near, addInverseOfExp<F>(x, 1));
}

/// Returns erf(x): an odd polynomial near 0, and otherwise 1 - exp(-p(|x|)),
/// which is 1 past 4.
MathTerm approximateErf(const MathTerm &x) {
  constexpr float near[] = {0x1.06eba6p-3f,  -0x1.8126ecp-2f, 0x1.ce1b70p-4f,
                            -0x1.b698eep-6f, 0x1.478534p-8f,  -0x1.3b2d58p-11f};
  constexpr float far[] = {-0x1.07796cp-3f, -0x1.4531fcp-1f, -0x1.b32cf0p-4f,
                           0x1.856b04p-6f,  -0x1.ddcd3ep-9f, 0x1.533938p-12f,
                           -0x1.7b31acp-17f};
  MathTerm magnitude = absolute(x);
  MathTerm small = mulAdd(polynomial(magnitude * magnitude, ArrayRef(near)),
                          magnitude, magnitude);
  MathTerm t = atMost(magnitude, 4.0f);
  auto [n, r] = reduce<ExpOfF32>(mulAdd(polynomial(t, ArrayRef(far)), t, -t));
  MathTerm scale = powerOfTwo<ExpOfF32>(n);
  MathTerm large =
      x.like(1.0f) - mulAdd(expm1OfReduced<ExpOfF32>(r), scale, scale);
  return withSignOf(x, choose(magnitude < 0.921875f, small, large));
}

//===----------------------------------------------------------------------===//
// Functions of log
//===----------------------------------------------------------------------===//

/// Returns n 2^23 such that the float x with these bits is 2^n m, with
/// 0.75 <= m < 1.5.
MathTerm shiftedExponent(const MathTerm &bits) {
  return (bits - 0x3f400000) & 0xff800000;
}

/// Returns n ln 2 + log(1 + f) for -0.25 <= f < 0.5.
MathTerm logOfReduced(const MathTerm &n, const MathTerm &f) {
  constexpr float c[] = {-0.5f,           0x1.5555a2p-2f,  -0x1.000082p-2f,
                         0x1.996b02p-3f,  -0x1.54dd52p-3f, 0x1.284b32p-3f,
                         -0x1.0e0ea0p-3f, 0x1.b17b52p-4f,  -0x1.7a45aap-5f};
  return mulAdd(n, 0x1.62e430p-1f,
                mulAdd(polynomial(f, ArrayRef(c)), f * f, f));
}

/// Returns `result` if `x`, the argument of log, is positive and finite.
/// Otherwise returns -infinity for 0, NaN for a negative `x`, and `x` itself if
/// it is NaN or infinite.
MathTerm withPoles(const MathTerm &x, const MathTerm &result) {
  MathTerm pole = choose(x < 0.0f, notANumber, choose(x == 0.0f, -infinity, x));
  return choose((x > 0.0f) & (x < infinity), result, pole);
}

/// Returns log(x) = n ln 2 + log(m). Denormal numbers are multiplied by 2^23
/// first.
MathTerm approximateLog(const MathTerm &x) {
  MathTerm isDenormal = x < 0x1.0p-126f;
  MathTerm bits = choose(isDenormal, x * 0x1.0p23f, x).bits();
  MathTerm exponent = shiftedExponent(bits);
  MathTerm start = choose(isDenormal, x.like(-23.0f), 0.0f);
  MathTerm n =
      mulAdd(exponent.to<arith::SIToFPOp>(x.type()), 0x1.0p-23f, start);
  return withPoles(x, logOfReduced(n, (bits - exponent).asFloat() - 1.0f));
}

/// Returns log(1 + x), with n from the rounded 1 + x.
/// m - 1 = 2^-n x + (2^-n - 1) is exact enough. Zeros keep their sign.
MathTerm approximateLog1p(const MathTerm &x) {
  MathTerm sum = x + 1.0f;
  MathTerm exponent = shiftedExponent(sum.bits());
  MathTerm n = exponent.to<arith::SIToFPOp>(x.type()) * 0x1.0p-23f;
  // 4 * 2^-n is a float for all n; 2^-n is denormal for the largest n.
  MathTerm scale = (exponent.like(0x40800000) - exponent).asFloat();
  MathTerm f = (x.bits() - exponent).asFloat() + mulAdd(scale, 0.25f, -1.0f);
  return choose(x == 0.0f, x, withPoles(sum, logOfReduced(n, f)));
}

//===----------------------------------------------------------------------===//
// Powers
//===----------------------------------------------------------------------===//

/// x^3 = x x x. Each product adds half a unit to the error, so these powers are
/// within 1.5 units. For powers below -2, the inner product may overflow even
/// though the result is denormal.
struct PowerByProducts : OpRewritePattern<math::PowFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::PowFOp op,
                                PatternRewriter &rewriter) const override {
    APFloat number(0.0);
    if (!matchPattern(op.getRhs(), m_ConstantFloat(&number)) ||
        !number.isInteger())
      return rewriter.notifyMatchFailure(op,
                                         "the power is not a constant integer");
    double power = number.convertToDouble();
    if (power < -2 || power == 0 || power > 4)
      return rewriter.notifyMatchFailure(op, "libm's error is smaller");
    MathTerm x(rewriter, op.getLhs());
    MathTerm base = power < 0 ? x.like(1.0f) / x : x;
    MathTerm square = base * base;
    auto product = [&]() -> MathTerm {
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

using Formula = MathTerm (*)(const MathTerm &);

template <typename Op, Formula OfF32, Formula OfF64 = nullptr>
struct Approximate : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Type element = getElementTypeOrSelf(op.getType());
    Formula formula = element.isF32()   ? OfF32
                      : element.isF64() ? OfF64
                                        : nullptr;
    if (!formula)
      return rewriter.notifyMatchFailure(op, "no formula for this type");
    if (isa<TensorType>(op.getType()))
      return rewriter.notifyMatchFailure(op, "tensors are not vectorized yet");
    Value result = formula(MathTerm(rewriter, op.getOperand()));
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct ApproximateMathPass
    : WithModels<impl::ApproximateMathPassBase<ApproximateMathPass>> {
  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    if (machine->hasScaling())
      patterns.add<Approximate<math::ExpOp, approximateExpByScaling<ExpOfF32>,
                               approximateExpByScaling<ExpOfF64>>>(
          &getContext());
    else
      patterns.add<Approximate<math::ExpOp, approximateExp<ExpOfF32>,
                               approximateExp<ExpOfF64>>>(&getContext());
    patterns.add<PowerByProducts,
                 Approximate<math::ExpM1Op, approximateExpm1<ExpOfF32>,
                             approximateExpm1<ExpOfF64>>,
                 Approximate<math::TanhOp, approximateTanh<ExpOfF32>,
                             approximateTanh<ExpOfF64>>,
                 Approximate<math::SinhOp, approximateSinh<ExpOfF32>,
                             approximateSinh<ExpOfF64>>,
                 Approximate<math::CoshOp, approximateCosh<ExpOfF32>,
                             approximateCosh<ExpOfF64>>,
                 Approximate<math::LogOp, approximateLog>,
                 Approximate<math::Log1pOp, approximateLog1p>,
                 Approximate<math::ErfOp, approximateErf>>(&getContext());
    // Without the instruction, libm would be called for fma as well.
    if (machine->has("fma"))
      addFmaRemainders(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace ag
