//===- FormulaMakers.cpp - formulas of several reductions -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a formula made from several reductions over the rows of matrices? Its
// values have one type and are of two kinds:
//
//   rows      sums, maxima, places of maxima, logarithms of sums, and sums,
//             products, quotients and powers of rows
//   matrices  products of arguments, matrices that are masked by numbers,
//             functions of matrices, and matrices combined with rows
//
//===----------------------------------------------------------------------===//
#include "Makers.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Indexing/IndexOps.h"
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h"
#include "ag/Dialect/AG/IR/Structured/ReductionOps.h"
#include "ag/Dialect/AG/IR/Structured/ShapeOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include <limits>

using namespace mlir;

namespace ag {
namespace {
class FormulaMaker {
public:
  explicit FormulaMaker(Sketch &sketch)
      : sketch(sketch), builder(sketch.builder), loc(sketch.loc),
        matrix(sketch.scope.tensors[0]), row(sketch.scope.tensors[1]),
        vectors(sketch.scope.tensors[2]), matrices{matrix.value},
        rows{row.value}, isFloats(isa<FloatType>(matrix.element())) {
    if (sketch.chance(50))
      matrices = {
          multiply("id,jd->ij", sketch.scope.tensors[3].value, vectors.value)};
  }

  void makeWeights();
  void makeStep();
  void makeResults(bool isStreamed);

private:
  template <typename Op> Value make(ValueRange operands) {
    return Op::create(builder, loc, operands);
  }
  Value compare(Predicate predicate, Value x, Value y) {
    return CompareOp::create(builder, loc, predicate, x, y);
  }
  Value reduce(Reduction kind, Value x) {
    return ReduceOp::create(builder, loc, kind, x, ArrayRef<int64_t>{1});
  }
  Value multiply(StringRef einsum, Value x, Value y) {
    return ContractOp::create(builder, loc, einsum, x, y);
  }
  Value sum(Value x) { return reduce(Reduction::sum, x); }
  Value findMaximum(Value x) { return reduce(Reduction::max, x); }

  Value pick(ArrayRef<Value> all);
  Value broadcast(Value value, const KnownTensor &like, ArrayRef<int64_t> dims);
  /// Returns the row's values in each column of a matrix.
  Value spread(Value value) { return broadcast(value, matrix, {0}); }
  Value fill(double number, Type element, const KnownTensor &like);
  Value iota(int64_t dim);
  Value findPlace(Value x);
  Value makeMask();
  Value mask(Value x);
  Value makeLogSum(Value x);
  Value normalise(Value x);
  Value combine(Value x, Value y);
  Value raise(Value x);
  Value makeMatrix();
  Value makeRow();

  Sketch &sketch;
  OpBuilder &builder;
  Location loc;
  KnownTensor matrix, row, vectors;
  SmallVector<Value> matrices, rows;
  bool isFloats;
};
} // namespace

/// Returns one of the values, more often a newer one.
Value FormulaMaker::pick(ArrayRef<Value> all) {
  int64_t count = all.size();
  return all[std::max(sketch.pick(count), sketch.pick(count))];
}

Value FormulaMaker::broadcast(Value value, const KnownTensor &like,
                              ArrayRef<int64_t> dims) {
  // The operand's own sizes are no operands.
  SmallVector<OpFoldResult> added;
  Shape statics(like.type().getShape());
  for (int64_t dim = 0; dim < like.rank(); ++dim)
    if (!llvm::is_contained(dims, dim))
      added.push_back(tensor::getMixedSize(builder, loc, like.value, dim));
  SmallVector<Value> operands;
  Shape unused;
  dispatchIndexOpFoldResults(added, operands, unused);
  return BroadcastOp::create(builder, loc, value, operands, dims, statics);
}

/// Returns a tensor of the shape of `like` that holds one number.
Value FormulaMaker::fill(double number, Type element, const KnownTensor &like) {
  Attribute value = isa<FloatType>(element)
                        ? Attribute(builder.getFloatAttr(element, number))
                        : builder.getIntegerAttr(element, int64_t(number));
  auto type = RankedTensorType::get({}, element);
  return broadcast(arith::ConstantOp::create(
                       builder, loc, DenseElementsAttr::get(type, value)),
                   like, {});
}

Value FormulaMaker::iota(int64_t dim) {
  SmallVector<Value> operands;
  Shape statics;
  dispatchIndexOpFoldResults(tensor::getMixedSizes(builder, loc, matrix.value),
                             operands, statics);
  return IotaOp::create(builder, loc, dim, operands, statics,
                        builder.getI32Type());
}

/// Returns the first place of each row's maximum.
Value FormulaMaker::findPlace(Value x) {
  Value isThere = compare(Predicate::eq, x, spread(findMaximum(x)));
  Value far = fill(100, builder.getI32Type(), matrix);
  Value place = reduce(Reduction::min, make<SelectOp>({isThere, iota(1), far}));
  return CastOp::create(builder, loc, place, matrix.element());
}

/// Returns a condition on places, rows or elements. It may fail in all of a
/// row.
Value FormulaMaker::makeMask() {
  auto predicate = Predicate(sketch.pick(getMaxEnumValForPredicate() + 1));
  switch (sketch.pick(5)) {
  case 0:
    return compare(predicate, pick(matrices), pick(matrices));
  case 1:
    return compare(predicate, spread(pick(rows)), spread(pick(rows)));
  case 2:
    return compare(predicate, iota(0), iota(1));
  default:
    return compare(predicate, iota(sketch.chance(70) ? 0 : 1),
                   fill(sketch.pick(4), builder.getI32Type(), matrix));
  }
}

/// Masks a matrix by a number, which is chosen or added.
Value FormulaMaker::mask(Value x) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double number =
      isFloats ? sketch.pickFrom({-1e30, -1e30, -1e9, -3e4, 0.0, -infinity})
               : static_cast<double>(-sketch.pick(100));
  Value by = fill(number, matrix.element(), matrix), holds = makeMask();
  if (sketch.chance(60))
    return make<SelectOp>({holds, x, by});
  Value none = fill(0, matrix.element(), matrix);
  return make<AddOp>({x, make<SelectOp>({holds, none, by})});
}

/// Returns the logarithm of the rows' sums of exponentials, in one of its
/// spellings, or less the maximum.
Value FormulaMaker::makeLogSum(Value x) {
  if (sketch.chance(20))
    return make<LogOp>(sum(make<ExpOp>(x)));
  Value greatest = findMaximum(x);
  Value shifted = make<SubOp>({x, spread(greatest)});
  Value log = make<LogOp>(sum(make<ExpOp>(shifted)));
  return sketch.chance(80) ? make<AddOp>({log, greatest}) : log;
}

/// Subtracts or multiplies by a function of the rows. Of floats, may also
/// return a softmax, or divide by a norm.
Value FormulaMaker::normalise(Value x) {
  switch (sketch.pick(isFloats ? 6 : 2)) {
  case 0:
    return make<SubOp>({x, spread(findMaximum(x))});
  case 1:
    return make<MulOp>({x, spread(sum(x))});
  case 2:
  case 3:
    return make<ExpOp>(make<SubOp>({x, spread(makeLogSum(x))}));
  case 4: {
    Value shifted = make<SubOp>({x, spread(findMaximum(x))});
    Value weights = make<ExpOp>(shifted);
    return make<DivOp>({weights, spread(sum(weights))});
  }
  default:
    return make<DivOp>({x, spread(make<SqrtOp>(sum(make<MulOp>({x, x}))))});
  }
}

Value FormulaMaker::combine(Value x, Value y) {
  switch (sketch.pick(isFloats ? 6 : 5)) {
  case 0:
    return make<AddOp>({x, y});
  case 1:
    return make<SubOp>({x, y});
  case 2:
    return make<MaxOp>({x, y});
  case 3:
  case 4:
    return make<MulOp>({x, y});
  default:
    return make<DivOp>({x, y});
  }
}

/// Returns squares of squares of a row, or a power with a row or a number as
/// the exponent.
Value FormulaMaker::raise(Value x) {
  if (sketch.chance(30)) {
    double number = sketch.pickFrom({2.0, 3.0, 0.5, -1.0});
    Value other = fill(number, matrix.element(), row);
    return sketch.chance(50) ? make<PowOp>({other, x})
                             : make<PowOp>({x, other});
  }
  for (int64_t count = 1 + sketch.pick(4); count > 0; --count) {
    x = make<MulOp>({x, x});
    if (sketch.chance(50))
      x = make<AddOp>({x, pick(rows)});
  }
  return x;
}

Value FormulaMaker::makeMatrix() {
  Value x = pick(matrices);
  switch (sketch.pick(isFloats ? 9 : 6)) {
  case 0:
  case 1:
    return mask(x);
  case 2:
    return normalise(x);
  case 3:
    return combine(x, pick(matrices));
  case 4:
  case 5:
    return combine(x, spread(pick(rows)));
  case 6:
    return make<ExpOp>(x);
  case 7:
    return make<TanhOp>(x);
  default:
    return normalise(mask(x));
  }
}

Value FormulaMaker::makeRow() {
  Value x = pick(matrices);
  switch (sketch.pick(isFloats ? 10 : 7)) {
  case 0:
  case 1:
    return sum(x);
  case 2:
    return reduce(sketch.pickFrom({Reduction::max, Reduction::min}), x);
  case 3:
    return findPlace(x);
  case 4:
    return combine(pick(rows), pick(rows));
  case 5:
    return raise(pick(rows));
  case 6:
    return sum(make<MulOp>({x, pick(matrices)}));
  case 7:
    return makeLogSum(x);
  case 8:
    return make<SqrtOp>(sum(make<MulOp>({x, x})));
  default:
    return sketch.chance(50) ? make<ExpOp>(pick(rows))
                             : make<LogOp>(pick(rows));
  }
}

void FormulaMaker::makeStep() {
  if (sketch.chance(50))
    matrices.push_back(makeMatrix());
  else
    rows.push_back(makeRow());
}

/// Makes a matrix of weights, as attention has: masked and normalised, mostly.
void FormulaMaker::makeWeights() {
  if (sketch.chance(60))
    matrices.push_back(mask(matrices.back()));
  if (sketch.chance(80))
    matrices.push_back(normalise(matrices.back()));
}

/// Leaves only results in scope: the newest row or the product of the newest
/// matrix and vectors, and seldom the matrix.
void FormulaMaker::makeResults(bool isStreamed) {
  sketch.scope.tensors.clear();
  Shape products = {matrix.shape[0], vectors.shape[1]};
  if (sketch.chance(60))
    sketch.add(multiply("ij,jd->id", matrices.back(), vectors.value), products);
  if (sketch.scope.tensors.empty() || sketch.chance(30))
    sketch.add(rows.back(), row.shape);
  if (!isStreamed && sketch.chance(20))
    sketch.add(matrices.back(), matrix.shape);
}

void makeFormula(Sketch &sketch, bool isStreamed) {
  FormulaMaker maker(sketch);
  int64_t count = isStreamed ? sketch.pick(4) : 2 + sketch.pick(8);
  if (isStreamed && sketch.spend())
    maker.makeWeights();
  for (; count > 0 && sketch.spend(); --count)
    maker.makeStep();
  maker.makeResults(isStreamed);
}

} // namespace ag
