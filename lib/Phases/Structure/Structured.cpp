//===- Structured.cpp - Specs as linalg.generic ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Structured.h"
#include "ConvertedResults.h"
#include "Types.h"
#include "ag/Dialect/AG/Models/Linalg/LinalgWriter.h"
#include "ag/Interfaces/StructuredOp.h"

using namespace mlir;

namespace ag {
namespace {
struct LowerStructured : OpInterfaceConversionPattern<StructuredOpInterface> {
  using OpInterfaceConversionPattern::OpInterfaceConversionPattern;

  LogicalResult
  matchAndRewrite(StructuredOpInterface op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.hasSpec())
      return rewriter.notifyMatchFailure(op, "a region that no Spec states");
    SmallVector<Value> all(operands);
    for (Value captured :
         ArrayRef(op.getSpecOperands()).drop_front(operands.size()))
      all.push_back(rewriter.getRemappedValue(captured));
    SmallVector<Value> results =
        writeLinalg(op.getSpec(), all, getStoredType, rewriter, op.getLoc());
    replaceResults(op, results, *getTypeConverter(), rewriter);
    return success();
  }
};
} // namespace

void populateStructuredPatterns(const TypeConverter &converter,
                                RewritePatternSet &patterns) {
  patterns.add<LowerStructured>(converter, patterns.getContext());
}

} // namespace ag
