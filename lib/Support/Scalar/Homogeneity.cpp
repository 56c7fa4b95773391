//===- Homogeneity.cpp - how factors go through a program -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/Homogeneity.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {
namespace {
/// The power of t of a value; zero has every degree.
struct Degree {
  int power = 0;
  bool isZero = false;
};
using MaybeDegree = std::optional<Degree>;
} // namespace

static MaybeDegree ofSum(Degree a, Degree b) {
  if (a.isZero)
    return b;
  return b.isZero || a.power == b.power ? MaybeDegree(a) : std::nullopt;
}

static MaybeDegree ofProduct(Degree a, Degree b) {
  return Degree{a.power + b.power, a.isZero || b.isZero};
}

static MaybeDegree ofQuotient(Degree a, Degree b) {
  return b.isZero ? MaybeDegree() : Degree{a.power - b.power, a.isZero};
}

/// Returns the degree of a primitive of values that depend on t. A value whose
/// operands do not depend on t does not, either.
static MaybeDegree apply(Primitive primitive, llvm::ArrayRef<Degree> of) {
  switch (primitive) {
  case Primitive::Add:
  case Primitive::Sub:
    return ofSum(of[0], of[1]);
  case Primitive::Neg:
    return of[0];
  case Primitive::Mul:
    return ofProduct(of[0], of[1]);
  case Primitive::Div:
    return ofQuotient(of[0], of[1]);
  case Primitive::Fma:
    return ofSum(*ofProduct(of[0], of[1]), of[2]);
  case Primitive::Select:
    return of[0].power == 0 ? ofSum(of[1], of[2]) : std::nullopt;
  default:
    return std::nullopt;
  }
}

static MaybeDegree findDegree(const ScalarNode &node,
                              llvm::ArrayRef<Degree> known,
                              llvm::ArrayRef<int> degrees) {
  if (node.kind == ScalarNode::Input)
    return Degree{degrees[node.position]};
  if (node.kind != ScalarNode::Apply)
    return Degree{0, node.kind == ScalarNode::Constant && isFloat(node.type) &&
                         node.constant.f == 0.0};
  llvm::SmallVector<Degree, 3> of;
  for (unsigned place = 0; place < getArity(node.primitive); ++place)
    of.push_back(known[node.operands[place]]);
  bool isFree = llvm::all_of(of, [](Degree each) { return each.power == 0; });
  return isFree ? Degree{} : apply(node.primitive, of);
}

std::optional<int> findDegree(const ScalarProgram &program,
                              llvm::ArrayRef<int> degrees) {
  if (program.results().size() != 1)
    return std::nullopt;
  llvm::SmallVector<Degree> known;
  for (const ScalarNode &node : program.nodes()) {
    MaybeDegree degree = findDegree(node, known, degrees);
    bool isWide = isFloat(node.type) && getBitWidth(node.type) >= 32;
    if (!degree || (degree->power != 0 && !isWide))
      return std::nullopt;
    known.push_back(*degree);
  }
  return known[program.results().front()].power;
}

} // namespace ag
