//===- CallDeviceMath.cpp - functions that a GPU computes -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions are called if a GPU has no instruction, and ag no formula?
//
//   %y = math.cos %x : f64    ->    %y = llvm.call @_Z3cosd(%x)
//
// Functions of libclc for f64 are called: its errors in f32 are up to 2.4 units
// in the last place. Functions of f32 are computed in f64 and rounded, except
// for most of sine and cosine (DeviceSine.cpp). Wrong results of libclc are
// corrected here:
//
//   sin, erf, ... of -0 are +0           a zero is its own result
//   pow is wrong for huge powers         powers are clamped to 2^65
//   log misses by 1.53 units             log1p gives it within 0.96
//   fmod is NaN where x / y overflows    DeviceRemainder.cpp has a loop
//
//===----------------------------------------------------------------------===//
#include "Common/MathTerm.h"
#include "DeviceFunctions.h"
#include "DeviceRemainder.h"
#include "DeviceSine.h"
#include "ag/Phases/Lower/Passes.h"
#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_CALLDEVICEMATHPASS
#include "ag/Phases/Lower/Passes.h.inc"

namespace {
//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

MathTerm call(StringRef name, ArrayRef<MathTerm> operands) {
  SmallVector<Value> values(operands.begin(), operands.end());
  OpBuilder &builder = operands.front().getBuilder();
  auto made =
      LLVM::CallOp::create(builder, values.front().getLoc(),
                           TypeRange(values.front().getType()), name, values);
  return {builder, made.getResult()};
}

/// True for functions that return a zero, with its sign, for that zero.
template <typename Op>
constexpr bool isOdd = llvm::is_one_of<Op, math::AsinOp, math::AsinhOp,
                                       math::AtanOp, math::AtanhOp, math::ErfOp,
                                       math::SinOp, math::TanOp>::value;

/// Calls the function with the name `name`, and corrects its wrong results.
template <typename Op>
MathTerm callMended(StringRef name, ArrayRef<MathTerm> x) {
  // Past this power, the result is 0, 1 or infinite, and the power is even.
  if constexpr (std::is_same_v<Op, math::PowFOp>)
    return call(name, {x[0], atLeast(atMost(x[1], 0x1p65), -0x1p65)});
  MathTerm result = call(name, x);
  if constexpr (isOdd<Op>)
    return choose(x[0] == 0.0, x[0], result);
  return result;
}

template <typename Op> struct CallFunction : OpRewritePattern<Op> {
  CallFunction(MLIRContext *context, StringRef name)
      : OpRewritePattern<Op>(context), name(name) {}

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF64())
      return rewriter.notifyMatchFailure(op, "the functions are for f64");
    SmallVector<MathTerm> operands;
    for (Value operand : op->getOperands())
      operands.emplace_back(rewriter, operand);
    rewriter.replaceOp(op, Value(callMended<Op>(name, operands)));
    return success();
  }

  StringRef name;
};

/// %y = math.tan %x : f32  ->  %y = truncf (math.tan (extf %x) : f64)
template <typename Op> struct ComputeInF64 : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return rewriter.notifyMatchFailure(op, "not of f32");
    SmallVector<Value> wide;
    for (Value operand : op->getOperands())
      wide.push_back(arith::ExtFOp::create(rewriter, op.getLoc(),
                                           rewriter.getF64Type(), operand));
    Value result = Op::create(rewriter, op.getLoc(),
                              TypeRange(rewriter.getF64Type()), wide);
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), result);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// The logarithm
//===----------------------------------------------------------------------===//

/// Computes log(x) = log1p(x - 1), whose argument is exact for x >= 1/2. A
/// smaller x is reduced to m, with x = 2^n m and 3/4 <= m < 3/2.
MathTerm logFromLog1p(const MathTerm &x) {
  MathTerm isSubnormal = x < 0x1p-1022;
  MathTerm bits = choose(isSubnormal, x * 0x1p54, x).bits();
  MathTerm shifted = (bits - 0x3fe8000000000000) & 0xfff0000000000000;
  MathTerm exponent = shifted.shiftedDown(52).to<arith::SIToFPOp>(x.type());
  MathTerm isSmall = (x > 0.0) & (x < 0.5);
  MathTerm n =
      choose(isSmall, choose(isSubnormal, exponent - 54.0, exponent), 0.0);
  MathTerm m = choose(isSmall, (bits - shifted).asFloat(), x);
  MathTerm difference = m - 1.0;
  MathTerm rest = difference.to<math::Log1pOp>(x.type());
  MathTerm sum =
      fused(n, 0x1.62e42feep-1, fused(n, 0x1.a39ef35793c76p-33, rest));
  // For small negative x, x - 1 is -1, and the sum is no NaN.
  return choose(x < 0.0, std::numeric_limits<double>::quiet_NaN(), sum);
}

struct LogFromLog1p : OpRewritePattern<math::LogOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::LogOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF64())
      return rewriter.notifyMatchFailure(op, "a formula computes it for f32");
    rewriter.replaceOp(
        op, Value(logFromLog1p(MathTerm(rewriter, op.getOperand()))));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

void addCalls(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
#define AG_DEVICE_FUNCTION(op, name)                                           \
  patterns.add<CallFunction<math::op>>(context, #name);                        \
  patterns.add<ComputeInF64<math::op>>(context);
#include "DeviceFunctions.def"
#undef AG_DEVICE_FUNCTION
}

/// Returns true if `op` is a function for which LLVM may have no code, or wrong
/// code, as for remainders with a large quotient.
bool isFunction(Operation *op) {
  return isa<math::MathDialect>(op->getDialect()) || isa<arith::RemFOp>(op);
}

/// Returns true if LLVM has instructions of a GPU for `op`.
bool isInstruction(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp,
             math::CountLeadingZerosOp, math::CountTrailingZerosOp,
             math::CtPopOp, math::FloorOp, math::FmaOp, math::IsFiniteOp,
             math::IsInfOp, math::IsNaNOp, math::RoundEvenOp, math::RoundOp,
             math::RsqrtOp, math::SqrtOp, math::TruncOp>(op);
}

struct CallDeviceMathPass
    : WithModels<impl::CallDeviceMathPassBase<CallDeviceMathPass>> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    addCalls(patterns);
    patterns.add<LogFromLog1p>(&getContext());
    addRemainderPatterns(patterns);
    addSinePatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))) ||
        failed(refuseOthers()))
      return signalPassFailure();
    defineDeviceFunctions(getOperation());
  }

private:
  LogicalResult refuseOthers() {
    LogicalResult result = success();
    getOperation().walk([&](Operation *op) {
      if (!isFunction(op) || isInstruction(op))
        return;
      result = emitError(op->getLoc())
               << "'" << op->getName() << "' of " << op->getResult(0).getType()
               << " is not compiled for target=cuda yet";
    });
    return result;
  }
};
} // namespace
} // namespace ag
