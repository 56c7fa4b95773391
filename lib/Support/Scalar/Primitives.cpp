//===- Primitives.cpp - the one table of scalar primitives ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Primitives.h"
#include "llvm/Support/ErrorHandling.h"

namespace ag {
namespace {
struct PrimitiveRow {
  llvm::StringLiteral spelling;
  unsigned arity;
  PrimitiveKinds kinds;
  PrimitiveCost cost;
};

constexpr PrimitiveRow primitiveRows[] = {
#define AG_ROW(name, spelling, arity, kinds, unit, count)                      \
  {spelling, arity, PrimitiveKinds::kinds, {PrimitiveCost::unit, count}},
    AG_PRIMITIVES(AG_ROW)
#undef AG_ROW
};

const PrimitiveRow &primitiveRowOf(Primitive primitive) {
  return primitiveRows[static_cast<size_t>(primitive)];
}
} // namespace

llvm::StringRef getSpelling(Primitive primitive) {
  return primitiveRowOf(primitive).spelling;
}
unsigned getArity(Primitive primitive) {
  return primitiveRowOf(primitive).arity;
}

std::optional<Primitive> parsePrimitive(llvm::StringRef spelling) {
  for (size_t i = 0; i < std::size(primitiveRows); ++i)
    if (primitiveRows[i].spelling == spelling)
      return static_cast<Primitive>(i);
  return std::nullopt;
}

bool contains(PrimitiveKinds kinds, ScalarType type) {
  ScalarKind kind = getKind(type);
  switch (kinds) {
  case PrimitiveKinds::Any:
    return true;
  case PrimitiveKinds::Number:
    return kind != ScalarKind::Bool;
  case PrimitiveKinds::Float:
    return kind == ScalarKind::Float;
  case PrimitiveKinds::Integer:
    return kind != ScalarKind::Float;
  }
  llvm_unreachable("all kinds are listed");
}

bool accepts(Primitive primitive, ScalarType type) {
  return contains(primitiveRowOf(primitive).kinds, type);
}

PrimitiveCost getCost(Primitive primitive, ScalarType type) {
  // No vector instruction divides integers.
  constexpr PrimitiveCost integerDivision = {PrimitiveCost::Cycles, 7};
  bool isDivision = primitive == Primitive::Div ||
                    primitive == Primitive::Rem || primitive == Primitive::Pow;
  return isDivision && !isFloat(type) ? integerDivision
                                      : primitiveRowOf(primitive).cost;
}

bool isCommutative(Primitive primitive) {
  switch (primitive) {
  case Primitive::Add:
  case Primitive::Mul:
  case Primitive::Max:
  case Primitive::Min:
  case Primitive::And:
  case Primitive::Or:
  case Primitive::Xor:
  case Primitive::MulHigh:
  case Primitive::Eq:
  case Primitive::Ne:
    return true;
  default:
    return false;
  }
}

bool isIdempotent(Primitive primitive) {
  switch (primitive) {
  case Primitive::Max:
  case Primitive::Min:
  case Primitive::And:
  case Primitive::Or:
    return true;
  default:
    return false;
  }
}

} // namespace ag
