//===- Sketch.h - a program that is being made up ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values can the next op of a random program take? The sizes that each
// value has at run time are known, even if its type has `?`. So each op that is
// made is valid:
//
//   %a: tensor<?x4xf32>  3 x 4    %k = tensor.dim %a, %c0  3
//   %m = arith.subi %k, %c1  2    ag.slice %a [0, 0] [%m, 4] [1, 1]  2 x 4
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PROGRAMS_SKETCH_H
#define AG_TEST_FUZZ_PROGRAMS_SKETCH_H

#include "ag/Support/Scalar/ScalarType.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include <optional>
#include <random>

namespace ag {

using Shape = llvm::SmallVector<int64_t>;

/// A tensor in scope, and its extents when the program runs.
struct KnownTensor {
  mlir::Value value;
  Shape shape;

  mlir::RankedTensorType type() const {
    return mlir::cast<mlir::RankedTensorType>(value.getType());
  }
  mlir::Type element() const { return type().getElementType(); }
  int64_t rank() const { return shape.size(); }
};

/// An index in scope, and the least and the greatest number that it may be.
struct KnownIndex {
  mlir::Value value;
  int64_t least, greatest;
};

/// The values that an op can take
struct Scope {
  std::vector<KnownTensor> tensors;
  std::vector<KnownIndex> indices;
};

/// A regular slice of a tensor: its shape and its position
struct Part {
  Shape shape, strides;
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes;
};

/// Tensors that differ along one dimension at most
struct Row {
  int64_t dim;
  llvm::SmallVector<mlir::Value> tensors;
  Shape shape; // of all tensors, one after the other
};

int64_t countOf(llvm::ArrayRef<int64_t> shape);

class Sketch {
public:
  using Fits = llvm::function_ref<bool(const KnownTensor &)>;

  Sketch(mlir::OpBuilder &builder, uint64_t seed, unsigned maxOps);

  //===--- Chance -------------------------------------------------------===//

  /// Returns a number below `count`, with equal probabilities.
  int64_t pick(int64_t count) { return random() % count; }
  bool chance(unsigned percent) { return pick(100) < percent; }
  /// Returns true if a size is to be dynamic in a type.
  bool isDynamic() { return chance(dynamic); }
  template <typename List> auto pickFrom(const List &list) {
    return *(std::begin(list) + pick(std::size(list)));
  }
  template <typename T> auto pickFrom(std::initializer_list<T> list) {
    return *(list.begin() + pick(list.size()));
  }
  template <typename List> void shuffle(List &list) {
    for (size_t count = std::size(list); count > 1; --count)
      std::swap(list[count - 1], list[pick(count)]);
  }
  mlir::Type pickElement();
  /// Draws one of the program's few extents, so that shapes often match.
  /// pickShape draws a shape of them.
  int64_t pickExtent() { return pickFrom(extents); }
  Shape pickShape();
  /// Returns a shape with this number of elements.
  Shape pickShapeOf(int64_t count);

  //===--- Values in scope ----------------------------------------------===//

  /// Returns a tensor that fits, more often a newer one, or std::nullopt.
  std::optional<KnownTensor> find(Fits fits);
  /// Returns any tensor with at most `maxRank` dimensions, or std::nullopt.
  std::optional<KnownTensor> findAny(int64_t maxRank = 5);
  /// Returns a tensor with at least `least` dimensions, or std::nullopt.
  std::optional<KnownTensor> findOfRank(int64_t least);
  /// Returns a tensor of this shape and element type from the scope, or a new
  /// one.
  KnownTensor findLike(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  /// Returns a tensor that fits into `whole`, which may be `whole` itself.
  KnownTensor findPartOf(const KnownTensor &whole);
  std::optional<Row> findRow();
  void add(mlir::Value value, llvm::ArrayRef<int64_t> shape);

  //===--- New values ---------------------------------------------------===//

  mlir::Value constantIndex(int64_t number);
  /// Returns an index whose value is `number` at run time: a constant, or one
  /// computed from others.
  mlir::Value index(int64_t number);
  /// Returns the same, sometimes as an attribute.
  mlir::OpFoldResult size(int64_t number);
  llvm::SmallVector<mlir::OpFoldResult> sizes(llvm::ArrayRef<int64_t> numbers);
  /// Returns an offset from 0 to `greatest`. It may be a loop's index, if that
  /// is small enough.
  mlir::OpFoldResult offset(int64_t greatest);
  /// Returns the indices of an element of a tensor that is not empty.
  llvm::SmallVector<mlir::Value> pickPlace(llvm::ArrayRef<int64_t> shape);
  /// Returns an element of a tensor in scope, or std::nullopt if none has this
  /// type.
  std::optional<mlir::Value> pickScalar(mlir::Type type);
  /// Returns a slice of a tensor of this shape. It may be empty or at the end.
  Part pickPart(llvm::ArrayRef<int64_t> whole);
  /// Returns a position for a slice of shape `part`, which may have strides.
  Part place(llvm::ArrayRef<int64_t> part, llvm::ArrayRef<int64_t> whole);
  KnownTensor constant(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  /// Returns a type for `shape` that has `?` in some dimensions.
  mlir::RankedTensorType someType(llvm::ArrayRef<int64_t> shape,
                                  mlir::Type element);
  /// Casts `value` to a type with more or fewer static sizes.
  mlir::Value cast(mlir::Value value, mlir::Type type);
  /// Returns true if the op is valid. Erases an invalid op.
  bool keep(mlir::Operation *op);

  //===--- Steps --------------------------------------------------------===//

  /// Returns true, and counts an op, if one more op may be made.
  bool spend() { return spent < maxOps && ++spent; }

  mlir::OpBuilder &builder;
  mlir::Location loc;
  Scope scope;
  /// The element types; empty for any type
  llvm::ArrayRef<ScalarType> elements;
  /// The number of regions around the next op, and of parameters so far
  unsigned depth = 0, parameters = 0;

  /// The most elements of a tensor, and iterations of a contraction
  int64_t maxElements, maxPoints;
  /// The extents of arguments; the k-th is named by the k-th letter
  std::vector<int64_t> extents;

private:
  template <typename Op> mlir::Value make(mlir::Value value, int64_t number);
  mlir::Value derive(mlir::Value value, int64_t known, int64_t number);
  std::optional<std::pair<mlir::Value, int64_t>> findIndex();

  std::mt19937_64 random;
  unsigned maxOps, spent = 0;
  /// The percentage of sizes that are dynamic in types
  unsigned dynamic;
};

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_SKETCH_H
