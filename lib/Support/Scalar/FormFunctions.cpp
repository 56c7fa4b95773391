//===- FormFunctions.cpp - functions of forms -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Scalar/FormFunctions.h"
#include "ag/Support/Scalar/FormArithmetic.h"
#include "ag/Support/Scalar/FormContent.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

namespace ag {

using Terms = llvm::SmallVector<FormTerm, 2>;

//===----------------------------------------------------------------------===//
// Exponentials
//===----------------------------------------------------------------------===//

/// Some condition that a term is multiplied by.
static std::optional<unsigned> findCondition(const FormTable &table,
                                             Form form) {
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product)
      if (isCondition(table.atom(factor.atom)))
        return factor.atom;
  return std::nullopt;
}

/// How many conditions make cases of an exponent.
static constexpr unsigned mostConditions = 4;

/// An infinity that is added; 0 if there is none.
static double findInfinity(const FormTable &table, Form form) {
  for (const FormTerm &term : table.terms(form))
    if (term.product.size() == 1 &&
        table.atom(term.product.front().atom).kind == FormAtom::Infinity)
      return term.coefficient;
  return 0;
}

double addExponent(FormTable &table, Form exponent, FormProduct &product) {
  constexpr double mostNumber = 80;
  double coefficient = 1;
  Terms rest;
  for (const FormTerm &term : table.terms(exponent))
    if (term.product.empty() && std::abs(term.coefficient) < mostNumber)
      coefficient = std::exp(term.coefficient);
    else
      rest.push_back(term);
  if (rest.empty())
    return coefficient;
  FormAtom atom{FormAtom::Exp};
  atom.operands = {table.make(rest)};
  product.push_back(table.terms(table.make(atom)).front().product.front());
  llvm::sort(product);
  return coefficient;
}

static Form expOfCase(FormTable &table, Form form) {
  if (findInfinity(table, form) < 0)
    return table.constant(0);
  Form powers = table.constant(1);
  Terms rest;
  for (const FormTerm &term : table.terms(form)) {
    const FormFactor *only =
        term.product.size() == 1 ? &term.product.front() : nullptr;
    if (only && only->exponent == 1.0 &&
        table.atom(only->atom).kind == FormAtom::Log)
      powers = multiply(table, powers,
                        power(table, table.atom(only->atom).operands.front(),
                              term.coefficient));
    else
      rest.push_back(term);
  }
  FormTerm factor{1.0, {}};
  factor.coefficient = addExponent(table, table.make(rest), factor.product);
  return multiply(table, table.make({factor}), powers);
}

static Form expOfCases(FormTable &table, Form form, unsigned depth) {
  std::optional<unsigned> found = findCondition(table, form);
  if (!found || depth == mostConditions)
    return expOfCase(table, form);
  Form holds = table.make(table.atom(*found));
  Form fails = negate(table, holds);
  Form yes = expOfCases(table, assume(table, form, holds), depth + 1);
  Form no = expOfCases(table, assume(table, form, fails), depth + 1);
  return add(table, multiply(table, holds, yes), multiply(table, fails, no));
}

Form exp(FormTable &table, Form form) { return expOfCases(table, form, 0); }

//===----------------------------------------------------------------------===//
// Logarithms
//===----------------------------------------------------------------------===//

static Form logOfAtom(FormTable &table, Form form) {
  FormAtom atom{FormAtom::Log};
  atom.operands = {form};
  return table.make(atom);
}

Form log(FormTable &table, Form form) {
  if (std::optional<double> number = table.number(form))
    return table.constant(std::log(*number));
  FormContent taken =
      takeContent(table, form, 0.5, [](const FormFacts &) { return true; });
  Form result = table.constant(std::log(taken.content.coefficient));
  for (const FormFactor &factor : taken.content.product) {
    const FormAtom &atom = table.atom(factor.atom);
    Form part = atom.kind == FormAtom::Exp ? atom.operands.front()
                : atom.kind == FormAtom::Sum
                    ? logOfAtom(table, atom.operands.front())
                    : logOfAtom(table, table.make(atom));
    result = add(table, result, scale(table, part, factor.exponent));
  }
  std::optional<double> number = table.number(taken.rest);
  return add(table, result,
             number ? table.constant(std::log(*number))
                    : logOfAtom(table, taken.rest));
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

namespace {
struct Bounds {
  double least, most;
};
} // namespace

/// Between which numbers a form is that is made of indices and sizes.
static Bounds findBounds(const FormTable &table, Form form) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  Bounds sum = {0, 0};
  for (const FormTerm &term : table.terms(form)) {
    Bounds bounds = {1, 1};
    if (!term.product.empty()) {
      const FormAtom &atom = table.atom(term.product.front().atom);
      bool isSimple =
          term.product.size() == 1 && term.product.front().exponent == 1.0;
      bounds = {-infinity, infinity};
      if (isSimple && table.atomFacts(term.product.front().atom).isNatural)
        bounds.least = 0;
      if (isSimple && atom.kind == FormAtom::Index)
        if (auto size = table.sizeOf(table.dimensionOf(atom.number)))
          bounds.most = std::max<double>(*size - 1, 0);
    }
    double a = term.coefficient * bounds.least,
           b = term.coefficient * bounds.most;
    sum.least += std::min(a, b);
    sum.most += std::max(a, b);
  }
  return sum;
}

Form isNatural(FormTable &table, Form whole) {
  Bounds bounds = findBounds(table, whole);
  if (bounds.least >= 0)
    return table.constant(1);
  if (bounds.most < 0)
    return table.constant(0);
  FormAtom atom{FormAtom::IsNatural};
  atom.operands = {whole};
  return table.make(atom);
}

Form isZero(FormTable &table, Form whole) {
  Bounds bounds = findBounds(table, whole);
  if (bounds.least > 0 || bounds.most < 0)
    return table.constant(0);
  if (bounds.least == 0 && bounds.most == 0)
    return table.constant(1);
  double sign = table.terms(whole).front().coefficient < 0 ? -1 : 1;
  FormAtom atom{FormAtom::IsZero};
  atom.operands = {scale(table, whole, sign)};
  return table.make(atom);
}

//===----------------------------------------------------------------------===//
// Primitives
//===----------------------------------------------------------------------===//

namespace {
class Application {
public:
  Application(FormTable &table, Primitive primitive, ScalarType type,
              ScalarType resultType, llvm::ArrayRef<Form> operands)
      : table(table), primitive(primitive), type(type), resultType(resultType),
        operands(operands) {}

  Form run();

private:
  Form x() { return operands[0]; }
  Form y() { return operands[1]; }
  bool areWhole();
  Form opaque();
  Form compare();
  Form compareWhole(Form difference);
  Form combineConditions();
  Form choose();
  Form cast();
  Form divide();
  Form raise();
  std::optional<Form> applyToFloats();

  FormTable &table;
  Primitive primitive;
  ScalarType type, resultType;
  llvm::ArrayRef<Form> operands;
};
} // namespace

bool Application::areWhole() {
  return !isFloat(type) && llvm::all_of(operands, [&](Form operand) {
    return table.facts(operand).isWhole;
  });
}

Form Application::opaque() {
  FormAtom atom{FormAtom::Apply, static_cast<unsigned>(primitive), resultType};
  atom.operands.assign(operands.begin(), operands.end());
  if (isCommutative(primitive))
    llvm::sort(atom.operands);
  return table.make(atom);
}

/// Of whole numbers, by the sign of their difference.
Form Application::compareWhole(Form difference) {
  switch (primitive) {
  case Primitive::Ge:
    return isNatural(table, difference);
  case Primitive::Gt:
    return isNatural(table, subtract(table, difference, table.constant(1)));
  case Primitive::Le:
    return isNatural(table, scale(table, difference, -1));
  case Primitive::Lt:
    return isNatural(table, subtract(table, table.constant(-1), difference));
  case Primitive::Eq:
    return isZero(table, difference);
  default:
    return negate(table, isZero(table, difference));
  }
}

/// Of other numbers, less or not is asked: NaN is neither more nor less.
Form Application::compare() {
  if (type != ScalarType::I1 && areWhole())
    return compareWhole(subtract(table, x(), y()));
  Form swapped[] = {y(), x()};
  switch (primitive) {
  case Primitive::Gt:
    return apply(table, Primitive::Lt, type, resultType, swapped);
  case Primitive::Ge:
    return apply(table, Primitive::Le, type, resultType, swapped);
  case Primitive::Ne:
    return negate(table,
                  apply(table, Primitive::Eq, type, resultType, operands));
  default:
    return opaque();
  }
}

Form Application::combineConditions() {
  switch (primitive) {
  case Primitive::And:
  case Primitive::Mul:
  case Primitive::Min:
    return multiply(table, x(), y());
  case Primitive::Or:
  case Primitive::Max:
    return negate(table,
                  multiply(table, negate(table, x()), negate(table, y())));
  case Primitive::Xor:
    if (table.number(y()))
      return *table.number(y()) == 0 ? x() : negate(table, x());
    if (table.number(x()))
      return *table.number(x()) == 0 ? y() : negate(table, y());
    return opaque();
  default:
    return opaque();
  }
}

Form Application::choose() {
  Form no = negate(table, x());
  return add(table, multiply(table, x(), operands[1]),
             multiply(table, no, operands[2]));
}

/// A wider type holds each value; what loses bits is stated by the program.
Form Application::cast() {
  if (resultType == ScalarType::I1)
    return isFloat(type) || !areWhole() ? opaque()
                                        : negate(table, isZero(table, x()));
  if (type == ScalarType::I1)
    return x();
  bool widens = getBitWidth(resultType) >= getBitWidth(type);
  if (isFloat(type))
    return isFloat(resultType) && widens && type != resultType ? x() : opaque();
  return table.facts(x()).isWhole && (isFloat(resultType) || widens) ? x()
                                                                     : opaque();
}

Form Application::divide() {
  std::optional<double> divisor = table.number(y());
  if (divisor && *divisor == 0)
    return opaque();
  return divisor ? scale(table, x(), 1 / *divisor)
                 : multiply(table, x(), power(table, y(), -1));
}

Form Application::raise() {
  std::optional<double> exponent = table.number(y());
  return exponent ? power(table, x(), *exponent) : opaque();
}

std::optional<Form> Application::applyToFloats() {
  constexpr double ln2 = 0.6931471805599453, ln10 = 2.302585092994046;
  switch (primitive) {
  case Primitive::Div:
    return divide();
  case Primitive::Pow:
    return raise();
  case Primitive::Exp:
    return exp(table, x());
  case Primitive::Exp2:
    return exp(table, scale(table, x(), ln2));
  case Primitive::Expm1:
    return subtract(table, exp(table, x()), table.constant(1));
  case Primitive::Log:
    return log(table, x());
  case Primitive::Log2:
    return scale(table, log(table, x()), 1 / ln2);
  case Primitive::Log10:
    return scale(table, log(table, x()), 1 / ln10);
  case Primitive::Log1p:
    return log(table, add(table, x(), table.constant(1)));
  case Primitive::Sqrt:
    return power(table, x(), 0.5);
  case Primitive::Rsqrt:
    return power(table, x(), -0.5);
  case Primitive::Fma:
    return add(table, multiply(table, x(), y()), operands[2]);
  default:
    return std::nullopt;
  }
}

Form Application::run() {
  if (primitive == Primitive::Cast)
    return type == resultType ? x() : cast();
  if (primitive == Primitive::Select)
    return choose();
  if (isComparison(primitive))
    return compare();
  if (type == ScalarType::I1)
    return combineConditions();
  bool isMinOrMax = primitive == Primitive::Max || primitive == Primitive::Min;
  if (isMinOrMax)
    return x() == y() ? x() : opaque();
  if (!isFloat(type) && !areWhole())
    return opaque();
  switch (primitive) {
  case Primitive::Add:
    return add(table, x(), y());
  case Primitive::Sub:
    return subtract(table, x(), y());
  case Primitive::Mul:
    return multiply(table, x(), y());
  case Primitive::Neg:
    return scale(table, x(), -1);
  default:
    break;
  }
  std::optional<Form> known =
      isFloat(type) ? applyToFloats() : std::optional<Form>();
  return known.value_or(opaque());
}

Form apply(FormTable &table, Primitive primitive, ScalarType type,
           ScalarType resultType, llvm::ArrayRef<Form> operands) {
  return Application(table, primitive, type, resultType, operands).run();
}

} // namespace ag
