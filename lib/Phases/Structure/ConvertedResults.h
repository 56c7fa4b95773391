//===- ConvertedResults.h - results in converted types ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a lowering create an op's result, and return it in the expected
// type, which may have more or fewer static sizes?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_STRUCTURE_CONVERTEDRESULTS_H
#define AG_LIB_PHASES_STRUCTURE_CONVERTEDRESULTS_H

#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Transforms/DialectConversion.h"

namespace ag {

/// Creates a tensor.empty with the shape of the op's only result and the
/// converted element type. Fails if the shape cannot be reified.
mlir::FailureOr<mlir::Value>
emptyResult(mlir::ReifyRankedShapedTypeOpInterface op,
            const mlir::TypeConverter &converter, mlir::OpBuilder &builder);

/// Returns `tensor` as `type`, through a tensor.cast if it has another type.
mlir::Value castTo(mlir::Value tensor, mlir::Type type,
                   mlir::OpBuilder &builder);

/// Replaces an op by values with converted elements, which are cast if their
/// types have more or fewer static sizes.
void replaceResults(mlir::Operation *op, mlir::ValueRange values,
                    const mlir::TypeConverter &converter,
                    mlir::ConversionPatternRewriter &rewriter);

} // namespace ag

#endif // AG_LIB_PHASES_STRUCTURE_CONVERTEDRESULTS_H
