//===- Spec.h - what a structured op states ---------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a structured op mean?
//
// A Spec is the single statement from which shape inference, verification,
// lowering, interpretation, folding, derivatives, batching, sharding, fusion
// legality and cost are derived, each by one generic function. For
//
//   ag.contract "bi,io->bo" %x, %w : tensor<?x784xf32>, tensor<784x512xf32>
//                                    -> tensor<?x512xf32>
//
// the Spec is
//
//   loops     b: dim 0 of operand 0
//             o: dim 1 of operand 1
//             i: dim 1 of operand 0
//   operands  (b, o, i) -> (b, i)
//             (b, o, i) -> (i, o)
//   body      (x, w) -> x * w
//   result    (b, o, i) -> (b, o), accumulated in f32 from 0 by (a, v) -> a + v
//
// Each element of a result has an accumulator, which starts at `init`. For
// every point of the loops, in lexicographic order, the body is applied to the
// elements of the operands that the inputs' maps select. The combiner is
// applied to the accumulators that the results' maps select and to the body's
// values; its results replace these accumulators. Without a combiner, the
// body's values replace them, and no two points select the same element. At the
// end, each accumulator is cast to its result's type.
//
// A result's map may be any affine map, as in the gradient of a convolution of
// stride 2 with respect to its input:
//
//   loops     y: dim 0 of operand 0
//             u: dim 0 of operand 1
//   operands  (y, u) -> (y)
//             (y, u) -> (u)
//   body      (g, k) -> g * k
//   result    (y, u) -> (2 * y + u), as long as dim 0 of operand 2,
//             accumulated in f32 from 0 by (a, v) -> a + v
//
// With 8 elements, 3 rows g and 3 offsets k reach 7 elements; the last one
// stays 0.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_SPEC_H
#define AG_INTERFACES_SPEC_SPEC_H

#include "ag/Support/Scalar/ScalarProgram.h"
#include "mlir/IR/AffineMap.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include <optional>
#include <string>

namespace ag {

/// Returns the element type as a ScalarType (index counts as i64), or
/// std::nullopt if ag does not support it.
std::optional<ScalarType> getScalarType(mlir::Type type);

/// Returns the MLIR type of a ScalarType, with its sign.
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
  /// Returns the number, or the dimension.
  int64_t value() const { return numberOrDim; }

  /// Returns the extent if the operands' types determine it, else kDynamic.
  int64_t getStatic(mlir::TypeRange operandTypes) const;

  /// Returns the extent as a number, or as a value (a tensor.dim, or the
  /// operand).
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
  /// Maps the loops (and the Spec's symbols) to the element's position.
  mlir::AffineMap map;
};

struct SpecResult {
  /// Maps the loops (and the Spec's symbols) to the element's position.
  mlir::AffineMap map;
  ScalarType type;
  /// The accumulator's type and initial value. Without a combiner, the type is
  /// the result's.
  ScalarType accumulator;
  Cell init = {};
  /// The operand, with the result's shape and type, with whose elements the
  /// accumulators start instead of `init`.
  std::optional<unsigned> initOperand = std::nullopt;
  /// The extent of each dimension: a number, a dimension of an operand or an
  /// index operand. Empty if the map consists of plain loops: each dimension is
  /// then as long as its loop.
  llvm::SmallVector<Extent> shape = {};

  /// Returns true if every element is selected by some point of non-empty
  /// loops: each dimension is a loop of its own, and as long.
  bool isCovered() const;
};

struct Spec {
  /// In canonical order: the results' dimensions, then the reductions.
  llvm::SmallVector<Extent> loops;
  /// The names of the loops in messages ("i" of an einsum); may be empty.
  llvm::SmallVector<std::string> loopNames;
  llvm::SmallVector<SpecInput> inputs;
  /// The index operands that provide the symbols of the maps.
  llvm::SmallVector<unsigned> symbols;
  /// Has one input for each of `inputs`. Without a combiner, it has one result
  /// for each of `results`.
  ScalarProgram body;
  llvm::SmallVector<SpecResult> results;
  /// An optional derivative of a body with one input and one result, if it is
  /// better than the body's own. It takes the input, the result and the
  /// result's cotangent, and yields the input's cotangent. It is linear in the
  /// cotangent, so that it can be applied to tangents as well.
  std::optional<ScalarProgram> vjp = std::nullopt;
  /// Takes the accumulators, then the body's results; yields new accumulators.
  std::optional<ScalarProgram> combiner;

  /// Returns true if the loop is parallel: it is a dimension of every result's
  /// map.
  bool isParallel(unsigned loop) const;
  /// Returns the extent of a dimension of a result.
  Extent getExtent(const SpecResult &result, unsigned dim) const;
  /// Returns true if the loop is as long as a dimension of an operand. Every
  /// operand dimension that is read along such a loop has the same extent.
  /// Along other loops, whose extents the op creates, only a part of a
  /// dimension may be read.
  bool isMeasured(unsigned loop) const;
  /// Returns the loop's name for messages, such as "i" or "dimension 1".
  std::string describeLoop(unsigned loop) const;
};

/// Reports errors of an op's description. Each message quotes the label of the
/// violated constraint, as docs/Spec.md lists them.
class Reporter {
public:
  Reporter(llvm::StringRef opName, std::optional<mlir::Location> loc)
      : opName(opName), loc(loc) {}

  /// Returns a diagnostic that begins with "'ag.op' [label] ". Without a
  /// location it is discarded.
  mlir::InFlightDiagnostic operator()(llvm::StringRef label) const;

private:
  llvm::StringRef opName;
  std::optional<mlir::Location> loc;
};

/// Returns the extent of each loop if the operands' types determine it, else
/// kDynamic. Reports [sizes] if two operands disagree on a loop, and [ranks] if
/// an operand's rank is not that of its map.
mlir::FailureOr<llvm::SmallVector<int64_t>>
inferLoopExtents(const Spec &spec, mlir::TypeRange operandTypes,
                 const Reporter &report);

/// Infers the results' types. Reports errors as inferLoopExtents() does, also
/// for operands with which accumulators start.
mlir::LogicalResult
inferResultTypes(const Spec &spec, mlir::TypeRange operandTypes,
                 const Reporter &report,
                 llvm::SmallVectorImpl<mlir::Type> &results);

/// One dimension of a map that is linear in the loops: position = strides[0] *
/// loop 0 + strides[1] * loop 1 + ... + offset. The offset consists of
/// constants and symbols only.
struct LinearOffset {
  llvm::SmallVector<int64_t> strides;
  mlir::AffineExpr offset;

  /// Returns the only loop with a stride other than 0, or std::nullopt if there
  /// is not exactly one.
  std::optional<unsigned> getOnlyLoop() const;
};

/// Returns dimension `dim` of `map`, or std::nullopt if it is not linear.
std::optional<LinearOffset> matchLinear(mlir::AffineMap map, unsigned dim);

/// Returns an expression of constants and the Spec's symbols as a number or a
/// value.
mlir::OpFoldResult materializeOffset(const Spec &spec, mlir::AffineExpr offset,
                                     mlir::OpBuilder &builder,
                                     mlir::Location loc,
                                     mlir::ValueRange operands);

/// Returns true if the map consists of constants and measured loops only, as
/// linalg's maps do: these have no offsets, and their loops are as long as the
/// dimensions.
bool isPlain(const Spec &spec, mlir::AffineMap map);

/// Returns the extents of result `result`, as numbers or values.
llvm::SmallVector<mlir::OpFoldResult>
materializeResultShape(const Spec &spec, unsigned result,
                       mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::ValueRange operands);

} // namespace ag

#endif // AG_INTERFACES_SPEC_SPEC_H
