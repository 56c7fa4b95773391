//===- Dims.h - the names and ranges of dimensions --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do `ag.dims` and `ag.ranges` say of a function's arguments?
//
//   func.func @f(%x: tensor<?x384xf32> {ag.dims = ["batch", 384]})
//       attributes {ag.ranges = {batch = [1, 32]}}
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_DIMS_H
#define AG_DIALECT_AG_IR_DIMS_H

#include "ag/Support/Notation/Dims.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include <optional>

namespace ag {

constexpr llvm::StringLiteral dimsAttrName = "ag.dims";
constexpr llvm::StringLiteral rangesAttrName = "ag.ranges";

/// The name of a dynamic dimension of an argument, or "" if it has none.
llvm::StringRef getDimName(mlir::FunctionOpInterface function,
                           unsigned argument, unsigned dim);

/// The sizes that a name stands for, if the function says so.
std::optional<DimRange> getDimRange(mlir::FunctionOpInterface function,
                                    llvm::StringRef name);

/// The dynamic sizes of a function's arguments: each name once, in the order of
/// first occurrence, and each unnamed dimension.
struct DimSymbol {
  llvm::StringRef name;
  /// Where it occurs first.
  unsigned argument;
  unsigned dim;
};
llvm::SmallVector<DimSymbol> getDimSymbols(mlir::FunctionOpInterface function);

/// The number among `symbols` of a dynamic dimension of an argument.
unsigned findDimSymbol(mlir::FunctionOpInterface function,
                       llvm::ArrayRef<DimSymbol> symbols, unsigned argument,
                       unsigned dim);

/// Dimension `dim` of a tensor as value bounds compare it. Made from the value
/// itself, that of `dense<2> : tensor<5xi32>` would be 2: upstream takes a
/// splat of integers for an index.
mlir::ValueBoundsConstraintSet::Variable getSizeVariable(mlir::Value tensor,
                                                         int64_t dim);

/// Reports an attribute that is not of the form above: `ag.dims` of an
/// argument, and `ag.ranges` of an op.
mlir::LogicalResult verifyDims(mlir::FunctionOpInterface function,
                               unsigned argument, mlir::Attribute attribute);
mlir::LogicalResult verifyRanges(mlir::Operation *op,
                                 mlir::Attribute attribute);

/// Gives func.func the ValueBoundsOpInterface that reads these attributes, and
/// others of upstream's ops one that lack it.
void registerDimBounds(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DIALECT_AG_IR_DIMS_H
