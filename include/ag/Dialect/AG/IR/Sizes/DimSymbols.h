//===- DimSymbols.h - the names and ranges of dimensions --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What do `ag.dims` and `ag.ranges` state about a function's arguments?
//
//   func.func @f(%x: tensor<?x384xf32> {ag.dims = ["batch", 384]})
//       attributes {ag.ranges = {batch = [1, 32]}}
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_SIZES_DIMSYMBOLS_H
#define AG_DIALECT_AG_IR_SIZES_DIMSYMBOLS_H

#include "ag/Support/Notation/Dims.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include <optional>

namespace ag {

constexpr llvm::StringLiteral dimsAttrName = "ag.dims";
constexpr llvm::StringLiteral rangesAttrName = "ag.ranges";

/// Returns the name of a dynamic dimension of an argument, or "" if it has
/// none.
llvm::StringRef getDimName(mlir::FunctionOpInterface function,
                           unsigned argument, unsigned dim);

/// Returns the range of a name's sizes, or std::nullopt if the function has
/// none.
std::optional<DimRange> getDimRange(mlir::FunctionOpInterface function,
                                    llvm::StringRef name);

/// A dynamic size of a function's arguments.
struct DimSymbol {
  llvm::StringRef name;
  /// The first dimension with this size.
  unsigned argument;
  unsigned dim;
};

/// The dynamic sizes of a function's arguments: each name once, in the order of
/// first occurrence, and each unnamed dimension.
class DimSymbols {
public:
  explicit DimSymbols(mlir::FunctionOpInterface function);

  auto begin() const { return symbols.begin(); }
  auto end() const { return symbols.end(); }
  size_t size() const { return symbols.size(); }

  /// Returns the number of the symbol for a dynamic dimension of an argument.
  unsigned find(unsigned argument, unsigned dim) const {
    return numbers.at({argument, dim});
  }

private:
  void add(llvm::StringRef name, unsigned argument, unsigned dim);

  llvm::SmallVector<DimSymbol> symbols;
  llvm::DenseMap<llvm::StringRef, unsigned> named;
  llvm::DenseMap<std::pair<unsigned, unsigned>, unsigned> numbers;
};

/// Returns dimension `dim` of a tensor as a variable for value bounds. If it
/// were constructed from the value itself, it would be 2 for `dense<2> :
/// tensor<5xi32>`, because upstream interprets a splat of integers as an index.
mlir::ValueBoundsConstraintSet::Variable getSizeVariable(mlir::Value tensor,
                                                         int64_t dim);

/// Compares one size with several others. Its constraints are populated once;
/// upstream's areEqual populates them for each comparison.
class SizeComparison : mlir::ValueBoundsConstraintSet {
public:
  SizeComparison(mlir::Value tensor, int64_t dim);

  /// Returns true if the size is proved to equal that of a dynamic dimension of
  /// `other`.
  bool isEqual(mlir::Value other, int64_t dim);

private:
  int64_t position;
};

/// Returns true if `attribute` is of the form above for `ag.dims` of an
/// argument.
bool hasDims(mlir::FunctionOpInterface function, unsigned argument,
             mlir::Attribute attribute);

/// Report attributes that are not of the form above: `ag.dims` of an argument,
/// and `ag.ranges` of an op.
mlir::LogicalResult verifyDims(mlir::FunctionOpInterface function,
                               unsigned argument, mlir::Attribute attribute);
mlir::LogicalResult verifyRanges(mlir::Operation *op,
                                 mlir::Attribute attribute);

/// Gives func.func a ValueBoundsOpInterface that reads these attributes, and
/// adds the interface to other upstream ops that lack it.
void registerDimBounds(mlir::DialectRegistry &registry);

} // namespace ag

#endif // AG_DIALECT_AG_IR_SIZES_DIMSYMBOLS_H
