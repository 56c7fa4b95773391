//===- Elementwise.cpp - Specs of element-wise ops ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Elementwise/Elementwise.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Interfaces/Spec/SimpleSpecs.h"

using namespace mlir;

namespace ag {

static ScalarType elementOf(Type type) {
  return *getScalarType(cast<RankedTensorType>(type).getElementType());
}

/// Returns the program of `formula` for inputs of these types.
static ScalarProgram makeProgram(ArrayRef<ScalarType> types, Formula formula) {
  ScalarProgram program;
  SmallVector<Expr> inputs;
  for (ScalarType type : types)
    inputs.push_back(program.input(type));
  program.yield(formula(inputs));
  return program;
}

Spec elementwiseSpec(TypeRange operandTypes, Formula formula) {
  return makeElementwiseSpec(
      makeProgram(llvm::map_to_vector(operandTypes, elementOf), formula),
      operandTypes);
}

Expr sigmoid(Expr x) {
  Expr one = x.program->constant(1.0, x.type());
  Expr isNegative =
      compare(Primitive::Lt, x, x.program->constant(0.0, x.type()));
  Expr e = exp(select(isNegative, x, -x));
  return select(isNegative, e, one) / (one + e);
}

static StringRef describeKinds(PrimitiveKinds kinds) {
  switch (kinds) {
  case PrimitiveKinds::Any:
    return "any";
  case PrimitiveKinds::Number:
    return "a float or integer";
  case PrimitiveKinds::Float:
    return "a float";
  case PrimitiveKinds::Integer:
    return "an integer or i1";
  }
  llvm_unreachable("all kinds are listed");
}

/// Checks that the operands from `first` on have one element type, of `kinds`.
static LogicalResult checkElements(TypeRange operandTypes, unsigned first,
                                   PrimitiveKinds kinds,
                                   const Reporter &report) {
  ScalarType expected = elementOf(operandTypes[first]);
  if (!contains(kinds, expected))
    return report("elements")
           << "operand " << first << " has elements " << getSpelling(expected)
           << ", expected " << describeKinds(kinds);
  for (auto [number, type] : llvm::enumerate(operandTypes.drop_front(first)))
    if (elementOf(type) != expected)
      return report("elements")
             << "operand " << first << " has elements " << getSpelling(expected)
             << ", operand " << first + number << " has "
             << getSpelling(elementOf(type));
  return success();
}

FailureOr<Spec> describeElementwise(TypeRange operandTypes,
                                    PrimitiveKinds kinds,
                                    const Reporter &report, Formula formula,
                                    Formula vjp) {
  if (failed(checkElements(operandTypes, 0, kinds, report)))
    return failure();
  Spec spec = elementwiseSpec(operandTypes, formula);
  if (vjp)
    spec.vjp =
        makeProgram(SmallVector<ScalarType>(3, spec.results[0].type), vjp);
  return spec;
}

FailureOr<Spec> CompareOp::describe(Adaptor adaptor, const Reporter &report) {
  Primitive predicate =
      *parsePrimitive(stringifyPredicate(adaptor.getPredicate()));
  return describeElementwise(adaptor.getOperands().getTypes(),
                             PrimitiveKinds::Any, report,
                             [&](ArrayRef<Expr> args) {
                               return compare(predicate, args[0], args[1]);
                             });
}

FailureOr<Spec> SelectOp::describe(Adaptor adaptor, const Reporter &report) {
  TypeRange types = adaptor.getOperands().getTypes();
  if (elementOf(types[0]) != ScalarType::I1)
    return report("condition")
           << "the condition has elements " << getSpelling(elementOf(types[0]))
           << ", expected i1";
  if (failed(checkElements(types, 1, PrimitiveKinds::Any, report)))
    return failure();
  return elementwiseSpec(types, [](ArrayRef<Expr> args) {
    return select(args[0], args[1], args[2]);
  });
}

FailureOr<Spec> CastOp::describe(Adaptor adaptor, const Reporter &report) {
  std::optional<ScalarType> type;
  if (!adaptor.getElementType().isIndex())
    type = getScalarType(adaptor.getElementType());
  if (!type)
    return report("element-type")
           << "ag does not compute with elements " << adaptor.getElementType();
  return elementwiseSpec(adaptor.getOperands().getTypes(),
                         [&](ArrayRef<Expr> args) {
                           return args[0].program->cast(args[0], *type);
                         });
}

} // namespace ag
