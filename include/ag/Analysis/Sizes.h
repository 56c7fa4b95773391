//===- Sizes.h - sizes at given values of the symbols -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How large is a tensor, once the dynamic sizes of an entry's arguments are
// given?
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_SIZES_H
#define AG_ANALYSIS_SIZES_H

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/DenseMap.h"
#include <functional>

namespace ag {

/// The values of sizes by folding, each once, where `known` has the values of
/// some; none where that is not enough. None of them may be erased meanwhile.
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
/// (ag/Dialect/AG/IR/Dims.h). None where they depend on more than that.
class SizeEvaluator {
public:
  SizeEvaluator(mlir::FunctionOpInterface function,
                llvm::ArrayRef<int64_t> symbols);

  std::optional<int64_t> sizeOf(mlir::Value tensor, int64_t dim);
  std::optional<int64_t> valueOf(mlir::Value index);
  /// The bytes of a tensor of numbers, 0 of what takes no memory. A size that
  /// is not known counts as `unknown`, if that is given.
  std::optional<int64_t> bytesOf(mlir::Value tensor,
                                 std::optional<int64_t> unknown = {});

  /// Takes a loop's index for this number, or for none as before.
  void assume(mlir::Value index, std::optional<int64_t> value);

private:
  std::optional<int64_t> compute(mlir::Value tensor, int64_t dim);
  std::optional<int64_t> reify(mlir::OpResult tensor, int64_t dim);

  using Sizes =
      llvm::DenseMap<std::pair<mlir::Value, int64_t>, std::optional<int64_t>>;

  Sizes ofArguments, known;
  /// What bodies are given and hand on, as there may be one in the next.
  llvm::DenseMap<mlir::Value, std::optional<int64_t>> throughBodies;
  llvm::DenseMap<mlir::Value, int64_t> indices;
};

} // namespace ag

#endif // AG_ANALYSIS_SIZES_H
