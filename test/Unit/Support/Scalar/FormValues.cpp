//===- FormValues.cpp - what forms are at given numbers -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FormValues.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include <cmath>
#include <limits>

namespace ag {

using Indices = std::map<unsigned, int64_t>;

/// Returns the sum of the products. A product is 0 if a condition in it fails,
/// whatever its other factors are.
double FormValues::of(Form form, const Indices &indices) {
  double sum = 0;
  for (const FormTerm &term : table.terms(form)) {
    double product = term.coefficient;
    bool isZero = false;
    for (const FormFactor &factor : term.product) {
      double value = ofAtom(table.atom(factor.atom), indices);
      bool counts = isZeroByAnyFactor || isCondition(table.atom(factor.atom));
      isZero |= counts && value == 0 && factor.exponent > 0;
      product *= std::pow(value, factor.exponent);
    }
    sum += isZero ? 0 : product;
  }
  return sum;
}

double FormValues::ofAtom(const FormAtom &atom, const Indices &indices) {
  llvm::SmallVector<double> operands;
  for (Form operand : atom.operands)
    operands.push_back(of(operand, indices));
  switch (atom.kind) {
  case FormAtom::Input: {
    llvm::SmallVector<int64_t> places(operands.begin(), operands.end());
    return elements(atom.number, places);
  }
  case FormAtom::Index:
    return indices.at(atom.number);
  case FormAtom::Symbol:
    return sizeOf(atom.number);
  case FormAtom::Infinity:
    return std::numeric_limits<double>::infinity();
  case FormAtom::NaN:
    return std::numeric_limits<double>::quiet_NaN();
  case FormAtom::IsNatural:
    return operands[0] >= 0;
  case FormAtom::IsZero:
    return (operands[0] == 0) != (atom.number != 0);
  case FormAtom::Fails:
    return operands[0] == 0;
  case FormAtom::Exp:
    return std::exp(operands[0]);
  case FormAtom::Log:
    return std::log(operands[0]);
  case FormAtom::Sum:
    return operands[0];
  case FormAtom::Apply: {
    llvm::SmallVector<Cell> cells;
    for (double operand : operands)
      cells.push_back(floatCell(operand));
    Cell cell = evaluate(static_cast<Primitive>(atom.number), ScalarType::F64,
                         atom.type, cells, Precision::Double);
    return isFloat(atom.type) ? cell.f : static_cast<double>(cell.i);
  }
  case FormAtom::Reduction:
    return ofReduction(atom, indices);
  case FormAtom::Guarded:
    return operands[0] != 0 ? operands[1] : 1;
  }
  return 0;
}

double FormValues::ofReduction(const FormAtom &atom, const Indices &indices) {
  const FormReduction &reduction = table.reduction(atom.number);
  Indices own;
  for (size_t place = 0; place < atom.loops.size(); ++place)
    own[reduction.parameters[place]] = indices.at(atom.loops[place]);
  std::optional<double> result;
  auto visit = [&](auto &&self, size_t depth) -> void {
    if (depth == reduction.bound.size()) {
      double value = of(reduction.body, own);
      Cell cells[] = {floatCell(result.value_or(0)), floatCell(value)};
      result = result ? evaluate(reduction.combiner, ScalarType::F64,
                                 ScalarType::F64, cells, Precision::Double)
                            .f
                      : value;
      return;
    }
    unsigned loop = reduction.bound[depth];
    for (int64_t i = 0; i < sizeOf(table.loops().dimensionOf(loop)); ++i) {
      own[loop] = i;
      self(self, depth + 1);
    }
  };
  visit(visit, 0);
  return result.value_or(0);
}

} // namespace ag
