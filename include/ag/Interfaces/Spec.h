//===- Spec.h - what a structured op states ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a structured op mean? A Spec is the one statement from which shape
// inference, verification, lowering, interpretation, folding, and later the
// derivatives, batching, sharding, fusion legality and cost are derived, each
// by one generic function. For
//
//   ag.contract "bi,io->bo" %x, %w : tensor<?x784xf32>, tensor<784x512xf32>
//                                    -> tensor<?x512xf32>
//
// it says
//
//   loops     b: dim 0 of operand 0
//             o: dim 1 of operand 1
//             i: dim 1 of operand 0
//   operands  (b, o, i) -> (b, i)
//             (b, o, i) -> (i, o)
//   body      (x, w) -> x * w
//   result    (b, o, i) -> (b, o), accumulated in f32 from 0 by (a, v) -> a + v
//
// The meaning: each element of a result has an accumulator, which starts at
// `init`. For every point of the loops, in lexicographic order, the body is
// applied to the operands' elements that the inputs' maps name, and the
// combiner to the accumulators that the results' maps name and the body's
// values; what it gives replaces these accumulators. Without a combiner it is
// the body's values that do, and no two points name the same element. At the
// end each accumulator is cast to its result's type.
//
// A result's map may be any that is affine, as for what a convolution of
// stride 2 gives back to its input:
//
//   loops     y: dim 0 of operand 0
//             u: dim 0 of operand 1
//   operands  (y, u) -> (y)
//             (y, u) -> (u)
//   body      (g, k) -> g * k
//   result    (y, u) -> (2 * y + u), as long as dim 0 of operand 2,
//             accumulated in f32 from 0 by (a, v) -> a + v
//
// Of 8 elements, 3 rows g with 3 taps k name 7; the last stays 0.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_H
#define AG_INTERFACES_SPEC_H

#include "ag/Support/Scalar/ScalarProgram.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include <optional>
#include <string>

namespace ag {

/// The element type as a ScalarType (index counts as i64), or none if ag does
/// not compute with it.
std::optional<ScalarType> getScalarType(mlir::Type type);

/// The MLIR type of a ScalarType, with its sign.
mlir::Type getMLIRType(ScalarType type, mlir::MLIRContext *context);

/// The extent of a loop: a number, a dimension of an operand, or the value of
/// an operand of type index.
class Extent {
public:
  enum Kind : uint8_t { Number, Dimension, Operand };

  static Extent number(int64_t value) { return {Number, 0, value}; }
  static Extent dimension(unsigned operand, int64_t dim) {
    return {Dimension, operand, dim};
  }
  static Extent operand(unsigned operand) { return {Operand, operand, 0}; }

  Kind kind() const { return kindOf; }
  unsigned operand() const { return operandNumber; }
  /// The number, or the dimension.
  int64_t value() const { return numberOrDim; }

  /// The extent if it is known from the operands' types, else kDynamic.
  int64_t getStatic(mlir::TypeRange operandTypes) const;

  /// The extent as a number, or as a value (a tensor.dim, or the operand).
  mlir::OpFoldResult materialize(mlir::OpBuilder &builder, mlir::Location loc,
                                 mlir::ValueRange operands) const;

private:
  Extent(Kind kind, unsigned operand, int64_t value)
      : kindOf(kind), operandNumber(operand), numberOrDim(value) {}

  Kind kindOf;
  unsigned operandNumber;
  int64_t numberOrDim;
};

/// An operand whose elements the body reads.
struct SpecInput {
  unsigned operand;
  /// From the loops (and the Spec's symbols) to the element's position.
  mlir::AffineMap map;
};

struct SpecResult {
  /// From the loops (and the Spec's symbols) to the element's position.
  mlir::AffineMap map;
  ScalarType type;
  /// The accumulator's type and first value; without a combiner the type is the
  /// result's.
  ScalarType accumulator;
  Cell init = {};
  /// The operand, of the result's shape and type, whose elements the
  /// accumulators start from in place of `init`.
  std::optional<unsigned> initOperand = std::nullopt;
  /// The extent of each dimension: a number, a dimension of an operand or an
  /// index operand. Empty where the map is of plain loops: each is as long as
  /// its loop.
  llvm::SmallVector<Extent> shape = {};

  /// Whether loops that have points name every element: each dimension is a
  /// loop of its own, and as long.
  bool isCovered() const;
};

struct Spec {
  /// In canonical order: the results' dimensions, then the reductions.
  llvm::SmallVector<Extent> loops;
  /// How users call the loops in messages ("i" of an einsum); may be empty.
  llvm::SmallVector<std::string> loopNames;
  llvm::SmallVector<SpecInput> inputs;
  /// The index operands that stand for the symbols of the maps.
  llvm::SmallVector<unsigned> symbols;
  /// One input for each of `inputs`. Without a combiner, one result for each of
  /// `results`.
  ScalarProgram body;
  llvm::SmallVector<SpecResult> results;
  /// Of a body of one input and one result: takes these and the result's
  /// cotangent, and yields the input's. None where the body's own derivative is
  /// as good. It is linear in the cotangent, so that it takes tangents, too.
  std::optional<ScalarProgram> vjp = std::nullopt;
  /// Takes the accumulators, then the body's results; yields new accumulators.
  std::optional<ScalarProgram> combiner;

  /// A loop is parallel exactly if it is a dimension of every result's map.
  bool isParallel(unsigned loop) const;
  /// How long a dimension of a result is.
  Extent getExtent(const SpecResult &result, unsigned dim) const;
  /// Whether the loop is as long as a dimension of an operand. Every operand
  /// dimension that is read along such a loop agrees with it; along the others,
  /// whose extents the op creates, a part of a dimension can be read.
  bool isMeasured(unsigned loop) const;
  /// "i", or "dimension 1".
  std::string describeLoop(unsigned loop) const;
};

/// Where a description of an op reports what is wrong. Each message quotes the
/// label of the violated constraint, as docs/Spec.md lists them.
class Reporter {
public:
  Reporter(llvm::StringRef opName, std::optional<mlir::Location> loc)
      : opName(opName), loc(loc) {}

  /// A diagnostic "'ag.op' [label] "; goes nowhere if there is no location.
  mlir::InFlightDiagnostic operator()(llvm::StringRef label) const;

private:
  llvm::StringRef opName;
  std::optional<mlir::Location> loc;
};

/// The extent of each loop as far as the operands' types tell, kDynamic where
/// they don't. Reports [sizes] if two operands disagree on a loop, and
/// [ranks] if an operand's rank is not that of its map.
mlir::FailureOr<llvm::SmallVector<int64_t>>
inferLoopExtents(const Spec &spec, mlir::TypeRange operandTypes,
                 const Reporter &report);

/// The results' types. Reports as inferLoopExtents does, of the operands that
/// accumulators start from too.
mlir::LogicalResult
inferResultTypes(const Spec &spec, mlir::TypeRange operandTypes,
                 const Reporter &report,
                 llvm::SmallVectorImpl<mlir::Type> &results);

/// What a map says of one dimension, where it is linear in the loops: position
/// = strides[0] * loop 0 + strides[1] * loop 1 + ... + offset, the offset being
/// of constants and symbols alone.
struct LinearPlace {
  llvm::SmallVector<int64_t> strides;
  mlir::AffineExpr offset;

  /// The one loop that moves the position, if there is exactly one.
  std::optional<unsigned> getOnlyLoop() const;
};

/// What `map` says of dimension `dim`; none if that isn't linear.
std::optional<LinearPlace> matchLinear(mlir::AffineMap map, unsigned dim);

/// An expression of constants and the Spec's symbols, as a number or a value.
mlir::OpFoldResult materializeOffset(const Spec &spec, mlir::AffineExpr offset,
                                     mlir::OpBuilder &builder,
                                     mlir::Location loc,
                                     mlir::ValueRange operands);

/// Whether the map names constants and measured loops alone: as linalg's maps,
/// which have no offsets, and whose loops are as long as the dimensions.
bool isPlain(const Spec &spec, mlir::AffineMap map);

/// The extents of result `result`, as numbers or values.
llvm::SmallVector<mlir::OpFoldResult>
materializeResultShape(const Spec &spec, unsigned result,
                       mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::ValueRange operands);

} // namespace ag

#endif // AG_INTERFACES_SPEC_H
