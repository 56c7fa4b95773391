//===- ArithOfIndex.cpp - ops of index as ops of arith --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ArithOfIndex.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace ag {

namespace {
/// %c = index.add %a, %b  ->  %c = arith.addi %a, %b : index
template <typename Op, typename OpOfArith>
struct RestateIndexOp : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<OpOfArith>(op, op->getResultTypes(),
                                           op->getOperands());
    return success();
  }
};

struct RestateIndexCompare : OpRewritePattern<index::CmpOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(index::CmpOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<arith::CmpIOp>(
        op, getArithPredicate(op.getPred()), op.getLhs(), op.getRhs());
    return success();
  }
};

template <typename Op> struct RestateIndexConstant : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, op.getValueAttr());
    return success();
  }
};

struct RestateSizeOf : OpRewritePattern<index::SizeOfOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(index::SizeOfOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<arith::ConstantIndexOp>(
        op, getBitWidth(ScalarType::I64));
    return success();
  }
};
} // namespace

void restateIndexOps(ModuleOp module) {
  RewritePatternSet patterns(module.getContext());
  patterns.add<RestateIndexCompare, RestateIndexConstant<index::ConstantOp>,
               RestateIndexConstant<index::BoolConstantOp>,
               RestateSizeOf
#define AG_RESTATE(op, opOfArith) , RestateIndexOp<op, opOfArith>
                   AG_INDEX_OPS(AG_RESTATE)
#undef AG_RESTATE
               >(module.getContext());
  walkAndApplyPatterns(module, std::move(patterns));
}

} // namespace ag
