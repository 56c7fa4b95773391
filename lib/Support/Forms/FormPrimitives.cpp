//===- FormPrimitives.cpp - primitives of forms ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPrimitives.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "ag/Support/Forms/FormGuards.h"
#include "ag/Support/Forms/FormWalk.h"
#include "ag/Support/Scalar/Moderate.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

namespace ag {

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
  Form round(Form operand);
  Form compareConditions();
  bool combinesConditions();
  Form combineConditions();
  Form choose();
  Form chooseExtreme();
  Form magnitude();
  Form cast();
  Form bitcast();
  Form divide();
  Form raise();
  std::optional<Form> calculate();
  bool absorbsLogarithm();
  std::optional<Form> applyToFloats();
  bool hasModerate(Form form);

  FormTable &table;
  Primitive primitive;
  ScalarType type, resultType;
  llvm::ArrayRef<Form> operands;
};
} // namespace

/// Returns true if sizes imply that the float type represents the integer
/// exactly, as it does all integers of smaller magnitude.
static bool isExact(const FormTable &table, Form form, ScalarType type) {
  int bits = type == ScalarType::F64   ? 53
             : type == ScalarType::F32 ? 24
             : type == ScalarType::F16 ? 11
                                       : 8;
  constexpr long double infinity = std::numeric_limits<long double>::infinity();
  long double most = std::ldexp(1.0L, bits);
  return FormRange{-most, most}.contains(findRange(table, form, infinity));
}

/// Returns true if the value may wrap in the type, or if its coefficients are
/// not exact.
static bool mayWrap(const FormTable &table, Form form, ScalarType type) {
  if (isFloat(type))
    return false;
  constexpr double mostExact = 1ULL << 53;
  bool areExact = llvm::all_of(table.terms(form), [&](const FormTerm &term) {
    return std::abs(term.coefficient) <= mostExact;
  });
  return !areExact || !FormRange::of(type).contains(
                          findRange(table, form, longestDimension));
}

/// Returns true if all operands are integers that the type represents exactly.
bool Application::areWhole() {
  return llvm::all_of(operands, [&](Form operand) {
    return table.facts(operand).isWhole &&
           (!isFloat(type) || isExact(table, operand, type));
  });
}

Form Application::opaque() {
  FormAtom atom{FormAtom::Apply, static_cast<unsigned>(primitive), resultType};
  atom.operands.assign(operands.begin(), operands.end());
  if (isCommutative(primitive))
    llvm::sort(atom.operands);
  return table.make(atom);
}

/// Compares integers by the sign of their difference.
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

/// Returns true if 64 bits hold the difference of two integers. One of them may
/// be larger than what is compared, if the rest is only subtracted from it:
/// limited to that, it compares in the same way.
static bool isComparable(const FormTable &table, Form difference) {
  constexpr long double most = mostCompared;
  unsigned wide = 0;
  FormRange rest = {0, 0};
  for (const FormTerm &term : table.terms(difference)) {
    FormRange range = findRange(table, term, longestDimension);
    if (FormRange{-most, most}.contains(range)) {
      rest.least += range.least;
      rest.most += range.most;
      continue;
    }
    bool isAlone = std::abs(term.coefficient) == 1 &&
                   term.product.size() == 1 &&
                   term.product.front().exponent == 1;
    if (wide++ > 0 || !isAlone)
      return false;
  }
  return FormRange{1 - most, most - 1}.contains(rest);
}

/// Returns an integer rounded to the float type.
Form Application::round(Form operand) {
  if (!isFloat(type) || !table.facts(operand).isWhole ||
      isExact(table, operand, type))
    return operand;
  return Application(table, Primitive::Cast, type, type, operand).opaque();
}

/// Compares other numbers. > and >= become < and <= with swapped operands, and
/// != the negation of ==. >= is not the negation of <, because of NaN.
Form Application::compare() {
  bool areConditions = type == ScalarType::I1;
  bool asksEqual = primitive == Primitive::Eq || primitive == Primitive::Ne;
  if (areConditions && asksEqual)
    return compareConditions();
  if (!areConditions && areWhole()) {
    Form difference = subtract(table, x(), y());
    if (asksEqual || isComparable(table, difference))
      return compareWhole(difference);
  }
  Form given[] = {round(x()), round(y())}, swapped[] = {given[1], given[0]};
  auto compareBy = [&](Primitive order, llvm::ArrayRef<Form> pair) {
    return Application(table, order, type, resultType, pair).opaque();
  };
  switch (primitive) {
  case Primitive::Gt:
    return compareBy(Primitive::Lt, swapped);
  case Primitive::Ge:
    return compareBy(Primitive::Le, swapped);
  case Primitive::Ne:
    return negate(table, compareBy(Primitive::Eq, given));
  default:
    return compareBy(primitive, given);
  }
}

/// Compares conditions. If one of them is a number, the result is the other one
/// or its negation.
Form Application::compareConditions() {
  bool asksEqual = primitive == Primitive::Eq;
  for (auto [known, other] : {std::pair(x(), y()), std::pair(y(), x())})
    if (std::optional<double> number = table.number(known))
      return (*number != 0) == asksEqual ? other : negate(table, other);
  return asksEqual ? opaque()
                   : negate(table, apply(table, Primitive::Eq, type, resultType,
                                         operands));
}

/// Returns true if the operands are integers that are 0 or 1, as conditions are
/// in memory, and the result is one as well.
bool Application::combinesConditions() {
  switch (primitive) {
  case Primitive::And:
  case Primitive::Or:
  case Primitive::Xor:
  case Primitive::Min:
  case Primitive::Max:
    return !isFloat(type) && llvm::all_of(operands, [&](Form operand) {
      return isCondition(table, operand);
    });
  default:
    return false;
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
  return add(table, multiply(table, x(), guard(table, operands[1], x())),
             multiply(table, no, guard(table, operands[2], no)));
}

/// Returns the maximum or minimum. Minus infinity does not change a maximum,
/// nor infinity a minimum.
Form Application::chooseExtreme() {
  double sign = primitive == Primitive::Max ? -1 : 1;
  Form neutral = scale(table, table.infinity(), sign);
  if (x() == y() || y() == neutral)
    return x();
  return x() == neutral ? y() : opaque();
}

/// Returns the absolute value: of an integer, the maximum of it and its
/// negation.
Form Application::magnitude() {
  Form opposite = scale(table, x(), -1);
  if (mayWrap(table, opposite, type))
    return opaque();
  return apply(table, Primitive::Max, type, resultType, {x(), opposite});
}

/// Returns the form of a cast. A wider type holds each value, apart from the
/// sign. A cast that drops bits is intended by the program.
Form Application::cast() {
  if (resultType == ScalarType::I1)
    return isFloat(type) || !areWhole() ? opaque()
                                        : negate(table, isZero(table, x()));
  if (type == ScalarType::I1)
    return x();
  bool widens = getBitWidth(resultType) >= getBitWidth(type);
  if (isFloat(type))
    return isFloat(resultType) && widens && type != resultType ? x() : opaque();
  if (!table.facts(x()).isWhole)
    return opaque();
  bool keepsSign = getKind(resultType) == getKind(type) ||
                   (getKind(type) == ScalarKind::Unsigned &&
                    getBitWidth(resultType) > getBitWidth(type));
  bool holds = (widens && keepsSign) || !mayWrap(table, x(), resultType);
  return isFloat(resultType) || holds ? x() : opaque();
}

/// Returns the bits of a number as an unknown function of it. They depend on
/// the number's type, which no form has, so a cast to it is the operand.
Form Application::bitcast() {
  Form typed = Application(table, Primitive::Cast, type, type, x()).opaque();
  return Application(table, primitive, type, resultType, typed).opaque();
}

Form Application::divide() {
  std::optional<double> divisor = table.number(y());
  bool isOfZero = table.keepsQuotientsOfZero && table.number(x()) == 0.0 &&
                  !table.facts(y()).isPositive;
  if (divisor ? *divisor == 0 : isOfZero)
    return opaque();
  return divisor ? scale(table, x(), 1 / *divisor)
                 : multiply(table, x(), power(table, y(), -1));
}

Form Application::raise() {
  if (std::optional<double> exponent = table.number(y()))
    return power(table, x(), *exponent);
  std::optional<double> base = table.number(x());
  return base && *base > 0 ? exp(table, scale(table, y(), std::log(*base)))
                           : opaque();
}

std::optional<Form> Application::applyToFloats() {
  constexpr double ln2 = 0.6931471805599453, ln10 = 2.302585092994046;
  switch (primitive) {
  case Primitive::Div:
    return divide();
  case Primitive::Pow:
    return raise();
  case Primitive::Exp:
    if (std::optional<double> number = table.number(x());
        number && isModerate(std::exp(*number), getAccumulatorType(type)))
      return table.constant(std::exp(*number));
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
  if (primitive == Primitive::Bitcast)
    return type == resultType ? x() : bitcast();
  if (primitive == Primitive::Select)
    return choose();
  if (isComparison(primitive))
    return compare();
  if (type == ScalarType::I1 || combinesConditions())
    return combineConditions();
  if (primitive == Primitive::Max || primitive == Primitive::Min)
    return chooseExtreme();
  if (primitive == Primitive::Abs && !isFloat(type) && areWhole())
    return magnitude();
  std::optional<Form> known;
  if ((isFloat(type) && !absorbsLogarithm()) || areWhole())
    known = calculate();
  if (!known && isFloat(type))
    known = applyToFloats();
  bool isSafe = known && !mayWrap(table, *known, type) && hasModerate(*known);
  return isSafe ? *known : opaque();
}

/// Returns true if the form's coefficients may be multiplied in any order,
/// because the form does not keep the order. They are computed in f32 or f64.
/// Terms without data, such as those of masks, keep theirs.
bool Application::hasModerate(Form form) {
  if (!isFloat(type))
    return true;
  return llvm::all_of(table.terms(form), [&](const FormTerm &term) {
    bool isOfData = llvm::any_of(term.product, [&](const FormFactor &factor) {
      return !isCondition(table.atom(factor.atom)) &&
             table.atom(factor.atom).kind != FormAtom::Infinity;
    });
    return !isOfData || isModerate(term.coefficient, getAccumulatorType(type));
  });
}

/// Returns true if the form is a sum with a term log(x) and others, where x
/// contains an exponential. The dimensions of reductions in x are added to
/// `reduced`.
static bool hasLogarithm(const FormTable &table, Form form,
                         llvm::SmallVectorImpl<unsigned> &reduced) {
  bool isFound = false;
  for (const FormTerm &term : table.terms(form))
    for (const FormFactor &factor : term.product) {
      const FormAtom &atom = table.atom(factor.atom);
      if (atom.kind != FormAtom::Log ||
          !hasAtom(table, atom.operands, [](const FormAtom &inner) {
            return inner.kind == FormAtom::Exp;
          }))
        continue;
      isFound = true;
      llvm::append_range(reduced, table.atomFacts(factor.atom).reduced);
    }
  return isFound;
}

/// Returns true if the sum or difference of floats is the logarithm of a row's
/// sum of exponentials: m + log(sum of e^(x - m)), which is rounded to m if
/// that is large. The sum then stays an atom of its operands, since m would
/// cancel. In a value that varies along the row, such as (x - m) - log(sum),
/// the operands are not larger than the exponent that they give.
bool Application::absorbsLogarithm() {
  bool isSum = primitive == Primitive::Add || primitive == Primitive::Sub;
  if (!table.keepsRounding || !isSum || table.number(x()) || table.number(y()))
    return false;
  llvm::SmallVector<unsigned> reduced;
  bool isFound = hasLogarithm(table, x(), reduced);
  isFound |= hasLogarithm(table, y(), reduced);
  auto varies = [&](Form operand) {
    return llvm::any_of(table.facts(operand).loops, [&](unsigned loop) {
      return llvm::is_contained(reduced, table.loops().dimensionOf(loop));
    });
  };
  return isFound && !varies(x()) && !varies(y());
}

std::optional<Form> Application::calculate() {
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
    return std::nullopt;
  }
}

Form apply(FormTable &table, Primitive primitive, ScalarType type,
           ScalarType resultType, llvm::ArrayRef<Form> operands) {
  return Application(table, primitive, type, resultType, operands).run();
}

} // namespace ag
