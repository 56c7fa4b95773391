//===- Sketch.h - a program that is being made up ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values can the next op of a random program take? Of each the numbers
// are known that its sizes have when the program runs, also where its type has
// `?`, so that what is made of it is valid:
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

/// What the ops of a program can take.
struct Scope {
  std::vector<KnownTensor> tensors;
  std::vector<KnownIndex> indices;
};

/// A regular part of a tensor: of which shape, and where.
struct Part {
  Shape shape, strides;
  llvm::SmallVector<mlir::OpFoldResult> offsets, sizes;
};

/// Tensors that differ along one dimension at most.
struct Row {
  int64_t dim;
  llvm::SmallVector<mlir::Value> tensors;
  Shape shape; // of all, one after the other
};

int64_t countOf(llvm::ArrayRef<int64_t> shape);

class Sketch {
public:
  using Fits = llvm::function_ref<bool(const KnownTensor &)>;

  Sketch(mlir::OpBuilder &builder, uint64_t seed, unsigned maxOps);

  //===--- Chance -------------------------------------------------------===//

  /// A number below `count`, each as likely.
  int64_t pick(int64_t count) { return random() % count; }
  bool chance(unsigned percent) { return pick(100) < percent; }
  /// Whether a size is to be missing in a type.
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
  /// An extent; programs have few, so that shapes meet. A shape of them.
  int64_t pickExtent() { return pickFrom(extents); }
  Shape pickShape();
  /// A shape with as many elements.
  Shape pickShapeOf(int64_t count);

  //===--- Values in scope ----------------------------------------------===//

  /// One of those that fit, the newer the likelier.
  std::optional<KnownTensor> find(Fits fits);
  /// Any of them, if there is one with at most so many dimensions.
  std::optional<KnownTensor> findAny(int64_t maxRank = 5);
  /// One of those with at least so many dimensions.
  std::optional<KnownTensor> findOfRank(int64_t least);
  /// A tensor of this shape and element type: one that is there, or a new one.
  KnownTensor findLike(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  /// One that fits into `whole`, which does so itself.
  KnownTensor findPartOf(const KnownTensor &whole);
  std::optional<Row> findRow();
  void add(mlir::Value value, llvm::ArrayRef<int64_t> shape);

  //===--- New values ---------------------------------------------------===//

  mlir::Value constantIndex(int64_t number);
  /// An index that is `number` when the program runs: a constant, or computed
  /// from others.
  mlir::Value index(int64_t number);
  /// The same as an attribute, now and then.
  mlir::OpFoldResult size(int64_t number);
  llvm::SmallVector<mlir::OpFoldResult> sizes(llvm::ArrayRef<int64_t> numbers);
  /// From 0 to `greatest`: also the index of a loop, if it stays below.
  mlir::OpFoldResult offset(int64_t greatest);
  /// The indices of an element of a tensor that is not empty.
  llvm::SmallVector<mlir::Value> pickPlace(llvm::ArrayRef<int64_t> shape);
  /// An element of a tensor in scope; none if there is none of that type.
  std::optional<mlir::Value> pickScalar(mlir::Type type);
  /// A part of a tensor of that shape, also an empty one, also at its end.
  Part pickPart(llvm::ArrayRef<int64_t> whole);
  /// The place of such a part, which may have gaps.
  Part place(llvm::ArrayRef<int64_t> part, llvm::ArrayRef<int64_t> whole);
  KnownTensor constant(llvm::ArrayRef<int64_t> shape, mlir::Type element);
  /// A type for `shape` that has `?` somewhere.
  mlir::RankedTensorType someType(llvm::ArrayRef<int64_t> shape,
                                  mlir::Type element);
  /// `value` in a type that says more, or less, of its sizes.
  mlir::Value cast(mlir::Value value, mlir::Type type);
  /// Whether the op is valid. One that is not is gone then.
  bool keep(mlir::Operation *op);

  //===--- Steps --------------------------------------------------------===//

  /// Whether one more op may be made; takes it off what may.
  bool spend() { return spent < maxOps && ++spent; }

  mlir::OpBuilder &builder;
  mlir::Location loc;
  Scope scope;
  /// What tensors are made of; empty for any type.
  llvm::ArrayRef<ScalarType> elements;
  /// How many regions there are around what is made now, and how many
  /// parameters there are.
  unsigned depth = 0, parameters = 0;

  /// The most elements of a tensor, and points of a contraction.
  int64_t maxElements, maxPoints;
  /// The extents that arguments have; the k-th is named by the letter k.
  std::vector<int64_t> extents;

private:
  template <typename Op> mlir::Value make(mlir::Value value, int64_t number);
  mlir::Value derive(mlir::Value value, int64_t known, int64_t number);
  std::optional<std::pair<mlir::Value, int64_t>> findIndex();

  std::mt19937_64 random;
  unsigned maxOps, spent = 0;
  /// How many of the program's sizes are not in its types, in percent.
  unsigned dynamic;
};

} // namespace ag

#endif // AG_TEST_FUZZ_PROGRAMS_SKETCH_H
