//===- WidenSmallFloats.cpp - bf16 and f16 by way of f32 ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each op on bf16 or f16 computes in f32 and rounds. For add, sub, mul, div and
// sqrt that gives what rounding once would, as f32 has more than twice the bits
// [Figueroa, "When is double rounding innocuous?", 1995]. Casts from f64 and
// wide integers have more bits yet, so they are rounded to odd on the way: to
// the neighbour in f32 whose last bit is set, from which the second rounding
// cannot mistake a value beside a tie for the tie
// [Boldo, Melquiond, "Emulation of FMA and correctly rounded sums", 2008].
//
//   f64 1.00390625000001  (just above the tie between bf16 1.0 and 1.0078125)
//     to nearest f32:  1.00390625 = 0x3f808000, then bf16 1.0        wrong
//     to odd f32:      1.00390637 = 0x3f808001, then bf16 1.0078125  right
//
// LLVM would call __truncdfbf2, which GCC 12's libgcc lacks, and below F16C
// __truncsfhf2 and __extendhfsf2, which are not in libc; here is integer code
// for them, which can be vectorised as well.
//
//===----------------------------------------------------------------------===//
#include "SmallFloats.h"
#include "ag/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/X86TargetParser.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_WIDENSMALLFLOATSPASS
#include "ag/Conversion/Passes.h.inc"

bool hasHalf(StringRef march) {
  SmallVector<StringRef> features;
  llvm::X86::getFeaturesForCPU(
      march == "native" ? llvm::sys::getHostCPUName() : march, features);
  return llvm::is_contained(features, "f16c");
}

namespace {
using P = arith::CmpIPredicate;

/// Arithmetic on scalars, or on vectors of one shape.
class Code {
public:
  Code(OpBuilder &builder, Value like)
      : builder(builder), loc(like.getLoc()), shape(like.getType()) {}

  /// The scalar or vector type, of the shape at hand, with these elements.
  Type of(Type element) const {
    if (auto vector = dyn_cast<VectorType>(shape))
      return vector.clone(element);
    return element;
  }
  Type ints(unsigned width) const { return of(builder.getIntegerType(width)); }
  Type f32() const { return of(builder.getF32Type()); }
  Type f64() const { return of(builder.getF64Type()); }

  Value constant(uint64_t bits, Type type) {
    APInt value(getElementTypeOrSelf(type).getIntOrFloatBitWidth(), bits,
                /*isSigned=*/false, /*implicitTrunc=*/true);
    TypedAttr attr = builder.getIntegerAttr(getElementTypeOrSelf(type), value);
    if (auto vector = dyn_cast<VectorType>(type))
      attr = SplatElementsAttr::get(vector, attr);
    return arith::ConstantOp::create(builder, loc, attr);
  }
  template <typename Op> Value op(Value a, Value b) {
    return Op::create(builder, loc, a, b).getResult();
  }
  template <typename Op> Value op(Value a, uint64_t b) {
    return op<Op>(a, constant(b, a.getType()));
  }
  template <typename Op> Value to(Type type, Value value) {
    return Op::create(builder, loc, type, value).getResult();
  }
  Value is(P predicate, Value a, uint64_t b) {
    return arith::CmpIOp::create(builder, loc, predicate, a,
                                 constant(b, a.getType()));
  }
  Value choose(Value condition, Value a, Value b) {
    return arith::SelectOp::create(builder, loc, condition, a, b);
  }

  Value roundToOdd(Value value);
  Value narrowToHalf(Value value);
  Value widenHalf(Value value);

private:
  OpBuilder &builder;
  Location loc;
  Type shape;
};

/// f64 to the f32 that is equal, or else to the odd one of its two neighbours.
Value Code::roundToOdd(Value value) {
  Value nearest = to<arith::TruncFOp>(f32(), value);
  Value back = to<arith::ExtFOp>(f64(), nearest);
  Value bits = to<arith::BitcastOp>(ints(32), nearest);
  // As magnitudes, so that the neighbours are one bit pattern up or down.
  Value magnitude = op<arith::AndIOp>(to<arith::BitcastOp>(ints(64), value),
                                      uint64_t(INT64_MAX));
  Value backMagnitude = op<arith::AndIOp>(to<arith::BitcastOp>(ints(64), back),
                                          uint64_t(INT64_MAX));
  Value isBelow =
      arith::CmpIOp::create(builder, loc, P::ult, backMagnitude, magnitude);
  Value neighbour =
      choose(isBelow, op<arith::AddIOp>(bits, 1), op<arith::SubIOp>(bits, 1));
  Value isExact =
      arith::CmpIOp::create(builder, loc, P::eq, backMagnitude, magnitude);
  Value isNaN = is(P::ugt, magnitude, 0x7ff0000000000000);
  Value isOdd = is(P::ne, op<arith::AndIOp>(bits, 1), 0);
  Value keep = op<arith::OrIOp>(op<arith::OrIOp>(isExact, isNaN), isOdd);
  return to<arith::BitcastOp>(f32(), choose(keep, bits, neighbour));
}

/// f32 to f16, to nearest, ties to even. Where the f16 is subnormal, adding 0.5
/// lets the f32 addition round at its last bit.
Value Code::narrowToHalf(Value value) {
  constexpr uint64_t half = 0x3f000000, leastNormal = 0x38800000,
                     tooLarge = 0x47800000, infinity = 0x7f800000;
  Value bits = to<arith::BitcastOp>(ints(32), value);
  Value sign = op<arith::AndIOp>(op<arith::ShRUIOp>(bits, 16), 0x8000);
  Value magnitude = op<arith::AndIOp>(bits, 0x7fffffff);
  Value isOdd = op<arith::AndIOp>(op<arith::ShRUIOp>(magnitude, 13), 1);
  // The exponent's bias goes from 127 to 15.
  Value normal = op<arith::ShRUIOp>(
      op<arith::AddIOp>(
          op<arith::AddIOp>(magnitude, (uint64_t(15 - 127) << 23) + 0xfff),
          isOdd),
      13);
  Value sum =
      op<arith::AddFOp>(to<arith::BitcastOp>(f32(), magnitude),
                        to<arith::BitcastOp>(f32(), constant(half, ints(32))));
  Value subnormal =
      op<arith::SubIOp>(to<arith::BitcastOp>(ints(32), sum), half);
  Value special =
      choose(is(P::ugt, magnitude, infinity), constant(0x7e00, ints(32)),
             constant(0x7c00, ints(32)));
  Value result = choose(is(P::ult, magnitude, leastNormal), subnormal, normal);
  result = choose(is(P::uge, magnitude, tooLarge), special, result);
  result = to<arith::TruncIOp>(ints(16), op<arith::OrIOp>(result, sign));
  return to<arith::BitcastOp>(of(builder.getF16Type()), result);
}

/// f16 to f32. The bits, shifted to their places, are a f32 that is too small
/// by the difference of the exponents' biases, 2^112.
Value Code::widenHalf(Value value) {
  constexpr uint64_t scale = uint64_t(127 + 112) << 23;
  Value bits =
      to<arith::ExtUIOp>(ints(32), to<arith::BitcastOp>(ints(16), value));
  Value sign = op<arith::ShLIOp>(op<arith::AndIOp>(bits, 0x8000), 16);
  Value magnitude = op<arith::AndIOp>(bits, 0x7fff);
  Value shifted = op<arith::ShLIOp>(magnitude, 13);
  Value scaled =
      op<arith::MulFOp>(to<arith::BitcastOp>(f32(), shifted),
                        to<arith::BitcastOp>(f32(), constant(scale, ints(32))));
  // Infinity and NaN have all bits of the exponent.
  Value finite = to<arith::BitcastOp>(ints(32), scaled);
  Value result = choose(is(P::uge, magnitude, 0x7c00),
                        op<arith::OrIOp>(shifted, 0x7f800000), finite);
  return to<arith::BitcastOp>(f32(), op<arith::OrIOp>(result, sign));
}

bool isSmallFloat(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isBF16() || element.isF16();
}

/// arith.truncf : f64 to bf16  ->  to odd f32, then to bf16.
struct NarrowDouble : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn()).isF64() ||
        !isSmallFloat(op.getType()))
      return rewriter.notifyMatchFailure(op, "LLVM has code for it");
    Value odd = Code(rewriter, op.getIn()).roundToOdd(op.getIn());
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), odd);
    return success();
  }
};

/// arith.extf : bf16 to f64  ->  to f32, then to f64; upstream has bits for the
/// first alone.
struct WidenToDouble : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!isSmallFloat(op.getIn().getType()) ||
        !getElementTypeOrSelf(op.getType()).isF64())
      return rewriter.notifyMatchFailure(op, "not from a small float to f64");
    Code code(rewriter, op.getIn());
    Value wide = code.to<arith::ExtFOp>(code.f32(), op.getIn());
    rewriter.replaceOpWithNewOp<arith::ExtFOp>(op, op.getType(), wide);
    return success();
  }
};

/// Integers of 32 bits are exact in f64. Of 64 bits, those past 2^53 lose their
/// last 11 bits to the one above, which keeps them off a tie.
template <typename Op> struct NarrowInteger : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Value value = op.getIn();
    unsigned width = getElementTypeOrSelf(value).getIntOrFloatBitWidth();
    if (width < 32 || width > 64 || !isSmallFloat(op.getType()))
      return rewriter.notifyMatchFailure(op, "exact in f32");
    Code code(rewriter, value);
    if (width == 64) {
      constexpr bool isSigned = std::is_same_v<Op, arith::SIToFPOp>;
      constexpr uint64_t limit = uint64_t(1) << 53;
      Value isExact =
          code.is(P::ule, code.op<arith::AddIOp>(value, isSigned ? limit : 0),
                  isSigned ? 2 * limit : limit);
      Value lost = code.op<arith::AndIOp>(value, 0x7ff);
      Value sticky = code.choose(code.is(P::ne, lost, 0),
                                 code.constant(0x800, value.getType()),
                                 code.constant(0, value.getType()));
      Value rounded = code.op<arith::OrIOp>(
          code.op<arith::AndIOp>(value, ~uint64_t(0x7ff)), sticky);
      value = code.choose(isExact, value, rounded);
    }
    Value wide = code.to<Op>(code.f64(), value);
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), wide);
    return success();
  }
};

struct NarrowToHalf : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn()).isF32() ||
        !getElementTypeOrSelf(op.getType()).isF16())
      return rewriter.notifyMatchFailure(op, "not from f32 to f16");
    rewriter.replaceOp(op, Code(rewriter, op.getIn()).narrowToHalf(op.getIn()));
    return success();
  }
};

struct WidenHalf : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getIn()).isF16() ||
        !getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "not from f16 to f32");
    rewriter.replaceOp(op, Code(rewriter, op.getIn()).widenHalf(op.getIn()));
    return success();
  }
};

struct WidenSmallFloatsPass
    : impl::WidenSmallFloatsPassBase<WidenSmallFloatsPass> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet casts(&getContext());
    casts.add<NarrowDouble, WidenToDouble, NarrowInteger<arith::SIToFPOp>,
              NarrowInteger<arith::UIToFPOp>>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(casts))) ||
        failed(computeInF32()))
      return signalPassFailure();
    // Upstream lets pairs of casts vanish, and with them the rounding.
    getOperation()->walk([](arith::ArithFastMathInterface op) {
      if (isa<arith::ExtFOp, arith::TruncFOp>(op.getOperation()))
        op->removeAttr(op.getFastMathAttrName());
    });
    RewritePatternSet bits(&getContext());
    arith::populateExpandBFloat16Patterns(bits);
    arith::populateCeilFloorDivExpandOpsPatterns(bits);
    if (!hasHalf(march))
      bits.add<NarrowToHalf, WidenHalf>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(bits))))
      signalPassFailure();
  }

private:
  LogicalResult computeInF32() {
    arith::ArithEmulateUnsupportedFloatsOptions emulate;
    emulate.sourceTypeStrs = {"bf16", "f16"};
    emulate.targetTypeStr = "f32";
    OpPassManager passes(getOperation()->getName());
    passes.addPass(math::createMathExtendToSupportedTypes());
    passes.addPass(arith::createArithEmulateUnsupportedFloats(emulate));
    return runPipeline(passes, getOperation());
  }
};
} // namespace
} // namespace ag
