//===- OpOfPrimitive.cpp - the op that states a primitive -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Elementwise/OpOfPrimitive.h"
#include "ag/Dialect/AG/IR/Core/AGOps.h"
#include <map>

using namespace mlir;

namespace ag {
namespace {
using Create = Value (*)(Primitive primitive, ScalarType type,
                         ValueRange operands, OpBuilder &builder, Location loc);
using Table = std::map<Primitive, Create>;

/// Returns the primitive if `value` is one of all inputs, in order, else
/// std::nullopt.
std::optional<Primitive> findPrimitive(ArrayRef<Expr> inputs, Expr value) {
  const ScalarNode &node = value.program->nodes()[value.node];
  if (node.kind != ScalarNode::Apply ||
      getArity(node.primitive) != inputs.size())
    return std::nullopt;
  for (auto [input, operand] : llvm::zip(inputs, node.operands))
    if (input.node != operand)
      return std::nullopt;
  return node.primitive;
}

std::optional<Primitive> findPrimitive(Expr (*formula)(Expr), ScalarType type) {
  ScalarProgram program;
  Expr x = program.input(type);
  return findPrimitive({x}, formula(x));
}
std::optional<Primitive> findPrimitive(Expr (*formula)(Expr, Expr),
                                       ScalarType type) {
  ScalarProgram program;
  Expr x = program.input(type), y = program.input(type);
  return findPrimitive({x, y}, formula(x, y));
}

template <typename Op> using FormulaOf = decltype(&Op::formula);

template <typename Op> void addFormula(Table &table) {
  if constexpr (llvm::is_detected<FormulaOf, Op>::value)
    if (std::optional<Primitive> primitive =
            findPrimitive(&Op::formula, Op::kinds == PrimitiveKinds::Integer
                                            ? ScalarType::I64
                                            : ScalarType::F32))
      table[*primitive] = [](Primitive, ScalarType, ValueRange operands,
                             OpBuilder &builder, Location loc) -> Value {
        return Op::create(builder, loc, operands);
      };
}

template <typename... Ops> void addFormulas(Table &table) {
  (addFormula<Ops>(table), ...);
}

Value createCompare(Primitive primitive, ScalarType, ValueRange operands,
                    OpBuilder &builder, Location loc) {
  return CompareOp::create(builder, loc,
                           *symbolizePredicate(getSpelling(primitive)),
                           operands[0], operands[1]);
}

Table makeTable() {
  Table table;
  addFormulas<
#define GET_OP_LIST
#include "ag/Dialect/AG/IR/Core/AGOps.cpp.inc"
      >(table);
  for (Primitive relation : {Primitive::Lt, Primitive::Le, Primitive::Eq,
                             Primitive::Ne, Primitive::Ge, Primitive::Gt})
    table[relation] = createCompare;
  table[Primitive::Select] = [](Primitive, ScalarType, ValueRange operands,
                                OpBuilder &builder, Location loc) -> Value {
    return SelectOp::create(builder, loc, operands);
  };
  table[Primitive::Cast] = [](Primitive, ScalarType type, ValueRange operands,
                              OpBuilder &builder, Location loc) -> Value {
    return CastOp::create(builder, loc, operands.front(),
                          getMLIRType(type, builder.getContext()));
  };
  return table;
}

const Table &getTable() {
  static const Table table = makeTable();
  return table;
}
} // namespace

/// Returns the equivalent of a primitive on i1 that is defined for all types.
static Primitive findSynonym(Primitive primitive, ScalarType type) {
  if (type != ScalarType::I1)
    return primitive;
  return primitive == Primitive::And   ? Primitive::Min
         : primitive == Primitive::Or  ? Primitive::Max
         : primitive == Primitive::Xor ? Primitive::Ne
                                       : primitive;
}

bool hasElementwiseOp(Primitive primitive, ScalarType type) {
  return getTable().count(findSynonym(primitive, type)) > 0;
}

Value createElementwiseOp(Primitive primitive, ScalarType type,
                          ValueRange operands, OpBuilder &builder,
                          Location loc) {
  primitive = findSynonym(primitive, type);
  return getTable().at(primitive)(primitive, type, operands, builder, loc);
}

} // namespace ag
