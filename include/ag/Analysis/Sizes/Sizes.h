//===- Sizes.h - sizes at given values of the symbols -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is a tensor, and what is the trip count of a loop, at given dynamic
// sizes of an entry's arguments? Decisions use the planned sizes
// (getPlannedSizes in ag/Analysis/Entry/EntrySignature.h). A size that depends
// on more than the arguments has an assumed value, which is defined here so
// that all passes assume the same.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_SIZES_SIZES_H
#define AG_ANALYSIS_SIZES_SIZES_H

#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/DenseMap.h"
#include <functional>

namespace ag {

/// Evaluates sizes by folding, each once, if `known` has the values of some.
/// Values are std::nullopt if that does not suffice. The sizes must not be
/// erased meanwhile.
class FoldedSizes {
public:
  explicit FoldedSizes(std::function<std::optional<int64_t>(mlir::Value)> known)
      : known(std::move(known)) {}

  std::optional<int64_t> valueOf(mlir::Value size);

private:
  std::optional<int64_t> fold(mlir::OpResult size);

  std::function<std::optional<int64_t>(mlir::Value)> known;
  llvm::DenseMap<mlir::Value, std::optional<int64_t>> found;
};

/// The sizes of tensors in a function, at given values of its symbols
/// (ag/Dialect/AG/IR/Sizes/DimSymbols.h). A size that depends on more than
/// these is std::nullopt, or has the value of ag/Support/Sizes/AssumedSizes.h
/// in the functions whose names begin with `assume`.
class SizeEvaluator {
public:
  SizeEvaluator(mlir::FunctionOpInterface function,
                llvm::ArrayRef<int64_t> symbols);

  std::optional<int64_t> sizeOf(mlir::Value tensor, int64_t dim);
  int64_t assumeSizeOf(mlir::Value tensor, int64_t dim);
  std::optional<int64_t> valueOf(mlir::Value index);
  std::optional<int64_t> valueOf(mlir::OpFoldResult index);
  /// Returns the extent of a loop of a Spec whose operands are `operands`.
  std::optional<int64_t> extentOf(const Extent &extent,
                                  mlir::ValueRange operands);
  /// Returns the bytes of a tensor of numbers, or 0 for other values.
  std::optional<int64_t> bytesOf(mlir::Value tensor);
  int64_t assumeBytesOf(mlir::Value tensor);
  /// Returns the trip count of a loop, which is a product if the loop has
  /// several induction variables.
  std::optional<int64_t> tripCountOf(mlir::LoopLikeOpInterface loop);
  int64_t assumeTripCountOf(mlir::LoopLikeOpInterface loop);

  /// Sets the value of a loop's induction variable, or removes it if there is
  /// none.
  void setIndex(mlir::Value index, std::optional<int64_t> value);

private:
  std::optional<int64_t> compute(mlir::Value tensor, int64_t dim);
  std::optional<int64_t> reify(mlir::OpResult tensor, int64_t dim);

  using Sizes =
      llvm::DenseMap<std::pair<mlir::Value, int64_t>, std::optional<int64_t>>;

  Sizes ofArguments, known;
  /// Sizes of arguments and results of bodies, cached as bodies may be nested.
  llvm::DenseMap<mlir::Value, std::optional<int64_t>> throughBodies;
  llvm::DenseMap<mlir::Value, int64_t> indices;
};

} // namespace ag

#endif // AG_ANALYSIS_SIZES_SIZES_H
