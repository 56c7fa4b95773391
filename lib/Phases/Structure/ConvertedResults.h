//===- ConvertedResults.h - results in converted types ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a lowering make an op's result, and hand it on in the type that is
// expected, which may know more or less of the sizes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_STRUCTURE_CONVERTEDRESULTS_H
#define AG_LIB_PHASES_STRUCTURE_CONVERTEDRESULTS_H

#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Transforms/DialectConversion.h"

namespace ag {

/// A tensor.empty of the shape of the op's only result, with the elements that
/// it is converted to.
mlir::FailureOr<mlir::Value>
emptyResult(mlir::ReifyRankedShapedTypeOpInterface op,
            const mlir::TypeConverter &converter, mlir::OpBuilder &builder);

/// The tensor as `type`, by a tensor.cast if it has another one.
mlir::Value castTo(mlir::Value tensor, mlir::Type type,
                   mlir::OpBuilder &builder);

/// Replaces an op by values of the converted elements. A static size that only
/// an operand knows may be dynamic in them.
void replaceResults(mlir::Operation *op, mlir::ValueRange values,
                    const mlir::TypeConverter &converter,
                    mlir::ConversionPatternRewriter &rewriter);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_CONVERTEDRESULTS_H
