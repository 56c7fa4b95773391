//===- WidenSmallFloats.cpp - bf16 and f16 by way of f32 ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each op on bf16 or f16 computes in f32 and rounds. For add, sub, mul, div and
// sqrt, this equals rounding once, because f32 has more than twice the bits
// [Figueroa, "When is double rounding innocuous?", 1995]. f64 and wide integers
// have more bits than that, so casts from them first round to odd: to the
// neighbour in f32 whose last bit is set. The second rounding then cannot
// mistake a value next to a tie for the tie
// [Boldo, Melquiond, "Emulation of FMA and correctly rounded sums", 2008].
//
//   f64 1.00390625000001  (just above the tie between bf16 1.0 and 1.0078125)
//     to nearest f32:  1.00390625 = 0x3f808000, then bf16 1.0        wrong
//     to odd f32:      1.00390637 = 0x3f808001, then bf16 1.0078125  right
//
// LLVM would call __truncdfbf2, which GCC 12's libgcc lacks. Without F16C, it
// would call __truncsfhf2 and __extendhfsf2, which are not in libc. The integer
// code for them here can be vectorized, too.
//
//===----------------------------------------------------------------------===//
#include "Common/MathTerm.h"
#include "ag/Machine/Common/Machine.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_WIDENSMALLFLOATSPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
/// Rounds f64 to the f32 that is equal, or else to the odd one of its two
/// neighbours.
MathTerm roundToOdd(const MathTerm &value) {
  MathTerm nearest = value.to<arith::TruncFOp>(value.f32());
  MathTerm bits = nearest.bits();
  // The neighbours of a magnitude are one bit pattern up or down.
  MathTerm magnitude = value.bits() & INT64_MAX;
  MathTerm back = nearest.to<arith::ExtFOp>(value.type()).bits() & INT64_MAX;
  MathTerm neighbour = choose(back < magnitude, bits + 1, bits - 1);
  MathTerm isNaN = magnitude > 0x7ff0000000000000;
  MathTerm keep = (back == magnitude) | isNaN | ((bits & 1) != 0);
  return choose(keep, bits, neighbour).asFloat();
}

/// Rounds f32 to f16, to nearest, ties to even. If the f16 is subnormal, adding
/// 0.5 makes the f32 addition round at the f16's last bit.
MathTerm narrowToHalf(const MathTerm &value) {
  constexpr uint64_t leastNormal = 0x38800000, tooLarge = 0x47800000,
                     infinity = 0x7f800000;
  MathTerm bits = value.bits();
  MathTerm sign = (bits >> 16) & 0x8000;
  MathTerm magnitude = bits & 0x7fffffff;
  MathTerm isOdd = (magnitude >> 13) & 1;
  // The exponent's bias goes from 127 to 15.
  MathTerm normal =
      (magnitude + ((uint64_t(15 - 127) << 23) + 0xfff) + isOdd) >> 13;
  MathTerm subnormal =
      (magnitude.asFloat() + 0.5f).bits() - value.like(0.5f).bits();
  MathTerm special = choose(magnitude > infinity, 0x7e00, bits.like(0x7c00));
  MathTerm result = choose(magnitude < leastNormal, subnormal, normal);
  result = choose(magnitude >= tooLarge, special, result) | sign;
  return result.to<arith::TruncIOp>(value.ints(16))
      .to<arith::BitcastOp>(value.shaped(value.getBuilder().getF16Type()));
}

/// Widens f16 to f32. The bits, shifted to their position, are an f32 that is
/// too small by the difference of the exponents' biases, 2^112.
MathTerm widenHalf(const MathTerm &value) {
  MathTerm bits = value.bits().to<arith::ExtUIOp>(value.ints(32));
  MathTerm magnitude = bits & 0x7fff;
  MathTerm shifted = magnitude << 13;
  MathTerm finite = (shifted.asFloat() * 0x1.0p112f).bits();
  // Infinity and NaN have all bits of the exponent set.
  MathTerm result = choose(magnitude >= 0x7c00, shifted | 0x7f800000, finite);
  return (result | ((bits & 0x8000) << 16)).asFloat();
}

/// Rounds an integer of 64 bits to odd, so that f64 has it exactly. Past 2^53,
/// the last 11 bits are merged into the bit above, which avoids ties.
MathTerm roundIntegerToOdd(const MathTerm &value, bool isSigned) {
  constexpr uint64_t limit = uint64_t(1) << 53;
  MathTerm isExact = isSigned ? value + limit <= 2 * limit : value <= limit;
  MathTerm sticky = choose((value & 0x7ff) != 0, 0x800, value.like(0));
  return choose(isExact, value, (value & ~uint64_t(0x7ff)) | sticky);
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
    Value odd = roundToOdd(MathTerm(rewriter, op.getIn()));
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), odd);
    return success();
  }
};

/// arith.extf : bf16 to f64  ->  to f32, then to f64; upstream expands only the
/// first one to bits.
struct WidenToDouble : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!isSmallFloat(op.getIn().getType()) ||
        !getElementTypeOrSelf(op.getType()).isF64())
      return rewriter.notifyMatchFailure(op, "not from a small float to f64");
    MathTerm value(rewriter, op.getIn());
    Value wide = value.to<arith::ExtFOp>(value.f32());
    rewriter.replaceOpWithNewOp<arith::ExtFOp>(op, op.getType(), wide);
    return success();
  }
};

/// Casts through f64, in which integers of 32 bits are exact. Integers of 64
/// bits are rounded to odd first.
template <typename Op> struct NarrowInteger : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    MathTerm value(rewriter, op.getIn());
    unsigned width = getElementTypeOrSelf(value.type()).getIntOrFloatBitWidth();
    if (width < 32 || width > 64 || !isSmallFloat(op.getType()))
      return rewriter.notifyMatchFailure(op, "exact in f32");
    if (width == 64)
      value = roundIntegerToOdd(value, std::is_same_v<Op, arith::SIToFPOp>);
    Value wide = value.to<Op>(value.f64());
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
    Value half = narrowToHalf(MathTerm(rewriter, op.getIn()));
    rewriter.replaceOp(op, half);
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
    Value wide = widenHalf(MathTerm(rewriter, op.getIn()));
    rewriter.replaceOp(op, wide);
    return success();
  }
};

struct WidenSmallFloatsPass
    : WithModels<impl::WidenSmallFloatsPassBase<WidenSmallFloatsPass>> {
  using WithModels::WithModels;

  void runOnOperation() override {
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    RewritePatternSet casts(&getContext());
    casts.add<NarrowDouble, WidenToDouble, NarrowInteger<arith::SIToFPOp>,
              NarrowInteger<arith::UIToFPOp>>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(casts))) ||
        failed(computeInF32()))
      return signalPassFailure();
    // Upstream folds pairs of casts with this flag, and drops the rounding.
    getOperation()->walk([](arith::ArithFastMathInterface op) {
      if (isa<arith::ExtFOp, arith::TruncFOp>(op.getOperation()))
        op->removeAttr(op.getFastMathAttrName());
    });
    RewritePatternSet bits(&getContext());
    arith::populateExpandBFloat16Patterns(bits);
    arith::populateCeilFloorDivExpandOpsPatterns(bits);
    if (!machine->hasHalf())
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
