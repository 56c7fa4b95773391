//===- ProductChecks.cpp - checks of load's products ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a product of parameters checked?
//
//   %v = ag.mul %w, %sb                         w, s: parameters
//
// gets, before it,
//
//   %n = the greatest grade of an element of w * sb
//   ag.require (%n is even), "... parameter 'w' times parameter 's' ..."
//
// A grade is odd if digits are lost: 3 if an element overflows, 1 if it is
// subnormal or 0. An element of grade 2 exceeds the least normal number by all
// digits of the type. Beside it, the digits that a subnormal element has lost
// do not matter. Many models have such weights, with channels that have
// decayed. An element of grade 0 is normal, or has a factor that is not.
//
// ag-split-load moves the check to load, as it depends on parameters alone.
//
//===----------------------------------------------------------------------===//
#include "Algebra/ProductChecks.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/UsedValues.h"
#include "ag/Dialect/AG/IR/Core/CheckOps.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/Models/Linalg/SpecWriter.h"
#include "ag/Support/Scalar/Stirring.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Grades
//===----------------------------------------------------------------------===//

/// Returns whether the magnitude of `value` is at least `times` the least
/// normal number of its type.
Expr isAtLeastNormal(Expr value, double times = 1.0) {
  double least =
      llvm::APFloat::getSmallestNormalized(getSemantics(value.type()))
          .convertToDouble();
  return compare(Primitive::Ge, abs(value),
                 value.program->constant(times * least, value.type()));
}

Expr isFinite(Expr value) {
  double most =
      llvm::APFloat::getLargest(getSemantics(value.type())).convertToDouble();
  return compare(Primitive::Le, abs(value),
                 value.program->constant(most, value.type()));
}

Expr isNormal(Expr value) {
  return value.program->apply(Primitive::And,
                              {isAtLeastNormal(value), isFinite(value)});
}

/// Returns the grade of an element.
ScalarProgram makeGrade(ScalarType type, bool divides) {
  ScalarProgram program;
  Expr value = program.input(type), by = program.input(type);
  Expr product = divides ? value / by : value * by;
  auto grade = [&](int64_t number) {
    return program.intConstant(number, ScalarType::I64);
  };
  Expr finite = select(isAtLeastNormal(product, 1.0 / getUnit(type)), grade(2),
                       select(isAtLeastNormal(product), grade(0), grade(1)));
  Expr areNormal =
      program.apply(Primitive::And, {isNormal(value), isNormal(by)});
  program.yield(
      select(areNormal, select(isFinite(product), finite, grade(3)), grade(0)));
  return program;
}

/// Returns the Spec of the greatest grade in a tensor of the type. The factor,
/// its second operand, is read at `map`.
Spec makeGradeSpec(RankedTensorType type, AffineMap map, bool divides) {
  MLIRContext *context = type.getContext();
  unsigned rank = type.getRank();
  Spec spec;
  for (unsigned dim = 0; dim < rank; ++dim)
    spec.loops.push_back(Extent::dimension(0, dim));
  spec.inputs = {{0, AffineMap::getMultiDimIdentityMap(rank, context)},
                 {1, map}};
  spec.body = makeGrade(*getScalarType(type.getElementType()), divides);
  spec.combiner = binaryProgram(Primitive::Max, ScalarType::I64);
  spec.results.push_back(
      {AffineMap::get(rank, 0, {}, context), ScalarType::I64, ScalarType::I64});
  return spec;
}

//===----------------------------------------------------------------------===//
// Position
//===----------------------------------------------------------------------===//

/// Clones the computation of fixed values in loops and regions to before these.
class Outside {
public:
  Outside(FunctionOpInterface function, OpBuilder &builder)
      : body(function.getFunctionBody()), builder(builder) {}

  /// Returns an equal value in the function's own block.
  Value find(Value value);

private:
  Region &body;
  OpBuilder &builder;
  IRMapping known;
};

Value Outside::find(Value value) {
  if (value.getParentRegion() == &body)
    return value;
  if (Value found = known.lookupOrNull(value))
    return found;
  Operation *op = isa<BlockArgument>(value)
                      ? value.getParentBlock()->getParentOp()
                      : value.getDefiningOp();
  if (auto region = dyn_cast<BodyOpInterface>(op)) {
    known.map(value, find(region.lookThrough(value)));
    return known.lookup(value);
  }
  assert(!isa<BlockArgument>(value) && "a loop changes what is fixed");
  for (Value used : getUsedValues(op))
    if (Value found = find(used); found != used)
      known.map(used, found);
  builder.clone(*op, known);
  return known.lookup(value);
}

//===----------------------------------------------------------------------===//
// Message
//===----------------------------------------------------------------------===//

/// Returns "parameter 'w'", or "parameters 'mean', 'variance'".
std::string describeSources(ArrayRef<Value> sources) {
  SmallVector<std::string> names;
  for (Value source : sources) {
    StringAttr name;
    if (auto argument = dyn_cast<BlockArgument>(source))
      name = getParameterName(argument);
    else if (auto parameter = source.getDefiningOp<ParameterOp>())
      name = parameter.getNameAttr();
    if (name)
      names.push_back("'" + name.str() + "'");
  }
  if (names.empty())
    return "a constant";
  std::string text =
      (names.size() == 1 ? "parameter " : "parameters ") + join(names, ", ");
  // A brace would begin a placeholder of the message.
  llvm::replace(text, '{', '(');
  return text;
}

void insert(const JoinedParameters &joined, FunctionOpInterface function,
            const LoadOps &load) {
  Operation *user = function.getFunctionBody().findAncestorOpInRegion(
      *joined.product.getDefiningOp());
  OpBuilder builder(user);
  Outside outside(function, builder);
  const Factor &factor = joined.factor;
  Value operands[] = {outside.find(joined.value), outside.find(factor.tensor)};
  auto type = cast<RankedTensorType>(operands[0].getType());
  Value grades = writeSpec(makeGradeSpec(type, factor.map, factor.divides),
                           operands, Vocabulary::Upstream, builder, joined.loc)
                     .front();
  Value grade =
      tensor::ExtractOp::create(builder, joined.loc, grades, ValueRange());
  Value isLost =
      arith::TruncIOp::create(builder, joined.loc, builder.getI1Type(), grade);
  Value never = arith::ConstantIntOp::create(builder, joined.loc, 0, 1);
  Value holds = arith::CmpIOp::create(builder, joined.loc,
                                      arith::CmpIPredicate::eq, isLost, never);
  std::string message =
      describeSources(load.getSources(joined.value)) +
      (factor.divides ? " divided by " : " times ") +
      describeSources(load.getSources(factor.tensor)) +
      ": an element overflows, or all become subnormal; scale these parameters "
      "so that none does";
  RequireOp::create(builder, joined.loc, holds, message, ValueRange());
}
} // namespace

void requireNormalProducts(ArrayRef<JoinedParameters> products,
                           FunctionOpInterface function, const LoadOps &load) {
  for (const JoinedParameters &joined : products)
    if (!joined.product.use_empty())
      insert(joined, function, load);
}

} // namespace ag
