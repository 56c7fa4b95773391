//===- FormScalars.cpp - forms as scalar ops ------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Streams/FormScalars.h"
#include "ag/Interfaces/ScalarEmission.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Forms/FormArithmetic.h"
#include "ag/Support/Forms/FormBounds.h"
#include "ag/Support/Forms/FormFunctions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/SaveAndRestore.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace mlir;

namespace ag {

/// Returns the constant in `type`. A finite number stays finite: it is clamped
/// to the range of the type.
static Value constant(OpBuilder &builder, Location loc, FloatType type,
                      double value) {
  const llvm::fltSemantics &semantics = type.getFloatSemantics();
  double most = APFloat::getLargest(semantics).convertToDouble();
  if (std::isfinite(value))
    value = std::clamp(value, -most, most);
  return arith::ConstantOp::create(builder, loc,
                                   builder.getFloatAttr(type, value));
}

static Value integer(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

static Value truth(OpBuilder &builder, Location loc, bool holds) {
  return arith::ConstantOp::create(builder, loc, builder.getBoolAttr(holds));
}

/// Converts a float, or an integer of type index, to `type`. Returns null if
/// there is no element.
static Value toFloat(OpBuilder &builder, Location loc, FloatType type,
                     Value element) {
  if (!element)
    return nullptr;
  if (element.getType().isIndex()) {
    Value whole =
        arith::IndexCastOp::create(builder, loc, builder.getI64Type(), element);
    return arith::SIToFPOp::create(builder, loc, type, whole);
  }
  unsigned width = element.getType().getIntOrFloatBitWidth();
  if (width == type.getWidth())
    return element;
  return arith::ExtFOp::create(builder, loc, type, element);
}

/// Returns true if an index holds the coefficient. -1e30 is an integer, but 64
/// bits do not hold it.
static bool isIndex(double coefficient) {
  return coefficient == std::floor(coefficient) &&
         std::abs(coefficient) <= static_cast<double>(mostCompared);
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

Value FormScalars::compute(Form form) {
  auto found = made.find(form.number);
  if (found != made.end())
    return found->second;
  Value value;
  if (std::optional<double> number = table.number(form))
    value = constant(builder, loc, type, *number);
  else if (table.facts(form).isWhole && !isCondition(table, form) &&
           llvm::all_of(table.terms(form), [](const FormTerm &term) {
             return isIndex(term.coefficient);
           }))
    value = toFloat(builder, loc, type, computeIndex(form));
  else
    value = computeSum(form);
  made[form.number] = value;
  return value;
}

/// Emits a single term, a select between two forms, or terms whose common
/// factor is taken out. Without one, terms are added one by one, subtracted
/// ones last.
Value FormScalars::computeSum(Form form) {
  if (table.terms(form).size() == 1)
    return computeTerm(table.terms(form).front());
  if (std::optional<FormChoice> choice = findChoice(table, form))
    if (Value chosen = computeChoice(*choice))
      return chosen;
  const SmallVector<FormTerm> terms(table.terms(form));
  std::optional<FactoredTerms> factored = takeFactorOut(table, terms);
  if (!factored)
    return computeTerms(terms);
  Value product = computeProduct(factored->factor, table.make(factored->inner));
  if (!product || factored->outer.empty())
    return product;
  Value other = compute(table.make(factored->outer));
  return other ? arith::AddFOp::create(builder, loc, product, other).getResult()
               : Value();
}

/// Emits a select. Returns null if one of its operands cannot be emitted.
Value FormScalars::computeChoice(const FormChoice &choice) {
  Value holds = computeCondition(choice.condition);
  Value first = compute(choice.yes), second = compute(choice.no);
  if (!holds || !first || !second)
    return nullptr;
  return arith::SelectOp::create(builder, loc, holds, first, second);
}

/// Multiplies `rest` by the factor. If the factor is a condition that fails,
/// the result is 0 even if `rest` is NaN.
Value FormScalars::computeProduct(const FormFactor &factor, Form rest) {
  bool isChosen = isCondition(table.atom(factor.atom));
  Value own = isChosen ? computeCondition(factor.atom)
                       : computePower({factor.atom, std::abs(factor.exponent)});
  Value other = compute(rest);
  if (!own || !other)
    return nullptr;
  if (isChosen)
    return arith::SelectOp::create(builder, loc, own, other,
                                   constant(builder, loc, type, 0));
  if (factor.exponent < 0)
    return divide(other, own);
  return arith::MulFOp::create(builder, loc, own, other);
}

Value FormScalars::computeTerms(ArrayRef<FormTerm> terms) {
  Value sum;
  for (bool isSubtracted : {false, true})
    for (FormTerm term : terms) {
      if ((term.coefficient < 0) != isSubtracted)
        continue;
      if (sum && isSubtracted)
        term.coefficient = -term.coefficient;
      Value value = compute(table.make({term}));
      if (!value)
        return nullptr;
      if (!sum)
        sum = value;
      else if (isSubtracted)
        sum = arith::SubFOp::create(builder, loc, sum, value);
      else
        sum = arith::AddFOp::create(builder, loc, sum, value);
    }
  return sum;
}

Value FormScalars::divide(Value dividend, Value divisor) {
  Value quotient = arith::DivFOp::create(builder, loc, dividend, divisor);
  if (!guardsDivisions)
    return quotient;
  Value zero = constant(builder, loc, type, 0);
  Value isNone = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                       divisor, zero);
  return arith::SelectOp::create(builder, loc, isNone, zero, quotient);
}

/// Emits the product if all conditions of the term hold, and 0 otherwise.
Value FormScalars::computeTerm(const FormTerm &term) {
  Value holds, product, divisor;
  double coefficient = term.coefficient;
  auto multiplyBy = [&](Value &value, Value by) {
    value =
        value ? arith::MulFOp::create(builder, loc, value, by).getResult() : by;
  };
  for (const FormFactor &factor : term.product) {
    const FormAtom &atom = table.atom(factor.atom);
    if (isCondition(atom)) {
      Value own = computeCondition(factor.atom);
      if (!own)
        return nullptr;
      holds = holds
                  ? arith::AndIOp::create(builder, loc, holds, own).getResult()
                  : own;
      continue;
    }
    if (atom.kind == FormAtom::Infinity) {
      coefficient *= std::numeric_limits<double>::infinity();
      continue;
    }
    Value power = computePower({factor.atom, std::abs(factor.exponent)});
    if (!power)
      return nullptr;
    multiplyBy(factor.exponent < 0 ? divisor : product, power);
  }
  if (!product || coefficient != 1.0)
    multiplyBy(product, constant(builder, loc, type, coefficient));
  if (divisor)
    product = divide(product, divisor);
  return holds ? arith::SelectOp::create(builder, loc, holds, product,
                                         constant(builder, loc, type, 0))
                     .getResult()
               : product;
}

//===----------------------------------------------------------------------===//
// Atoms
//===----------------------------------------------------------------------===//

Value FormScalars::computePower(const FormFactor &factor) {
  Value base = computeAtom(factor.atom);
  constexpr double mostProducts = 4;
  double whole = std::floor(factor.exponent), rest = factor.exponent - whole;
  if (!base || factor.exponent <= 0)
    return nullptr;
  if (whole > mostProducts || (rest != 0 && rest != 0.5))
    return math::PowFOp::create(builder, loc, base,
                                constant(builder, loc, type, factor.exponent));
  Value power = rest != 0 ? math::SqrtOp::create(builder, loc, base).getResult()
                          : Value();
  for (int count = 0; count < static_cast<int>(whole); ++count)
    power = power ? arith::MulFOp::create(builder, loc, power, base).getResult()
                  : base;
  return power;
}

Value FormScalars::computeAtom(unsigned number) {
  const FormAtom atom = table.atom(number);
  bool isWhole = table.atomFacts(number).isWhole;
  if (isCondition(atom)) {
    Value holds = computeCondition(number);
    return holds
               ? arith::UIToFPOp::create(builder, loc, type, holds).getResult()
               : Value();
  }
  if (isWhole)
    return toFloat(builder, loc, type, computeWholeAtom(number));
  if (Value element = leaves.getElement(number))
    return toFloat(builder, loc, type, element);
  auto applied = [&](auto op) -> Value {
    Value operand = compute(atom.operands.front());
    return operand ? decltype(op)::create(builder, loc, operand).getResult()
                   : Value();
  };
  switch (atom.kind) {
  case FormAtom::Exp:
    return applied(math::ExpOp());
  case FormAtom::Log:
    return applied(math::LogOp());
  case FormAtom::Sum:
    return compute(atom.operands.front());
  case FormAtom::NaN:
    return constant(builder, loc, type,
                    std::numeric_limits<double>::quiet_NaN());
  case FormAtom::Infinity:
    return constant(builder, loc, type,
                    std::numeric_limits<double>::infinity());
  case FormAtom::Apply:
    return computeApply(atom);
  case FormAtom::Guarded: {
    Value holds = computeConditions(atom.operands.front());
    Value value = compute(atom.operands[1]);
    return holds && value
               ? arith::SelectOp::create(builder, loc, holds, value,
                                         constant(builder, loc, type, 1))
                     .getResult()
               : Value();
  }
  default:
    return nullptr;
  }
}

/// Emits a primitive on floats. A cast that loses bits rounds to its type. Bits
/// are not read, as numbers have the type of the accumulators here.
Value FormScalars::computeApply(const FormAtom &atom) {
  auto primitive = static_cast<Primitive>(atom.number);
  if (primitive == Primitive::Bitcast)
    return nullptr;
  if (isComparison(primitive) && isOfWhole(atom))
    return compareWhole(atom);
  SmallVector<Value> operands;
  for (Form operand : atom.operands) {
    if (table.facts(operand).isWhole && !table.number(operand))
      return nullptr;
    operands.push_back(compute(operand));
  }
  std::optional<ScalarType> own = getScalarType(type);
  if (llvm::is_contained(operands, Value()) ||
      !(isFloat(atom.type) || isComparison(primitive)))
    return nullptr;
  ScalarProgram program;
  SmallVector<Expr> inputs;
  for (size_t i = 0; i < operands.size(); ++i)
    inputs.push_back(program.input(*own));
  Expr result = primitive == Primitive::Cast ? inputs.front()
                                             : program.apply(primitive, inputs);
  // A sum that is an atom may be rounded to one of its terms, in its own type.
  bool rounds = primitive == Primitive::Cast || primitive == Primitive::Add ||
                primitive == Primitive::Sub;
  program.yield(rounds ? program.cast(result, atom.type) : result);
  Value value =
      emitScalarProgram(program, builder, loc, operands, [](unsigned) {
        return Value();
      }).front();
  return isComparison(primitive) ? value : toFloat(builder, loc, type, value);
}

//===----------------------------------------------------------------------===//
// Conditions and integers
//===----------------------------------------------------------------------===//

/// Returns the condition as an i1.
Value FormScalars::computeCondition(unsigned number) {
  const FormAtom atom = table.atom(number);
  auto compareTo0 = [&](arith::CmpIPredicate predicate) -> Value {
    // A sum that tiles have accumulated is not known to be integral.
    if (!table.facts(atom.operands.front()).isWhole) {
      Value sum = compute(atom.operands.front());
      return sum && atom.kind == FormAtom::IsZero
                 ? arith::CmpFOp::create(builder, loc,
                                         atom.number
                                             ? arith::CmpFPredicate::UNE
                                             : arith::CmpFPredicate::OEQ,
                                         sum, constant(builder, loc, type, 0))
                       .getResult()
                 : Value();
    }
    llvm::SaveAndRestore limit(limitsWords,
                               predicate == arith::CmpIPredicate::sge);
    Value whole = computeIndex(atom.operands.front());
    return whole ? arith::CmpIOp::create(builder, loc, predicate, whole,
                                         integer(builder, loc, 0))
                       .getResult()
                 : Value();
  };
  switch (atom.kind) {
  case FormAtom::IsNatural:
    return compareTo0(arith::CmpIPredicate::sge);
  case FormAtom::IsZero:
    return compareTo0(atom.number ? arith::CmpIPredicate::ne
                                  : arith::CmpIPredicate::eq);
  case FormAtom::Fails: {
    Value holds = computeConditions(atom.operands.front());
    return holds ? arith::XOrIOp::create(builder, loc, holds,
                                         truth(builder, loc, true))
                       .getResult()
                 : Value();
  }
  case FormAtom::Apply:
    return computeApply(atom);
  default:
    return nullptr;
  }
}

/// Returns a product of conditions as an i1.
Value FormScalars::computeConditions(Form form) {
  if (std::optional<double> number = table.number(form))
    return truth(builder, loc, *number != 0);
  if (table.terms(form).size() != 1)
    return nullptr;
  Value all;
  for (const FormFactor &factor : table.terms(form).front().product) {
    Value own = computeCondition(factor.atom);
    if (!own)
      return nullptr;
    all = all ? arith::AndIOp::create(builder, loc, all, own).getResult() : own;
  }
  return all;
}

/// Emits sums and products of integral atoms; other forms return null.
Value FormScalars::computeIndex(Form form) {
  Value sum;
  for (const FormTerm &term : table.terms(form)) {
    if (!isIndex(term.coefficient))
      return nullptr;
    Value product;
    for (const FormFactor &factor : term.product) {
      Value own = computeWholeAtom(factor.atom);
      auto times = static_cast<int>(factor.exponent);
      if (!own || times != factor.exponent || times < 1)
        return nullptr;
      for (int count = 0; count < times; ++count)
        product = product
                      ? builder.createOrFold<arith::MulIOp>(loc, product, own)
                      : own;
    }
    Value factor =
        integer(builder, loc, static_cast<int64_t>(term.coefficient));
    if (!product)
      product = factor;
    else if (term.coefficient != 1.0)
      product = builder.createOrFold<arith::MulIOp>(loc, product, factor);
    sum =
        sum ? builder.createOrFold<arith::AddIOp>(loc, sum, product) : product;
  }
  return sum ? sum : integer(builder, loc, 0);
}

/// Limits an integer that is compared, so that its difference to positions does
/// not wrap.
Value FormScalars::limitWord(const FormAtom &atom, Value whole) {
  if (!whole || !limitsWords)
    return whole;
  FormRange range = findRange(table, atom, longestDimension);
  if (FormRange{-mostCompared, mostCompared}.contains(range))
    return whole;
  Value above = integer(builder, loc, mostCompared);
  if (range.least >= 0)
    return builder.createOrFold<arith::MinUIOp>(loc, whole, above);
  Value below = integer(builder, loc, -mostCompared);
  return builder.createOrFold<arith::MaxSIOp>(
      loc, builder.createOrFold<arith::MinSIOp>(loc, whole, above), below);
}

Value FormScalars::computeWholeAtom(unsigned number) {
  const FormAtom atom = table.atom(number);
  if (isCondition(atom)) {
    Value holds = computeCondition(number);
    return holds ? arith::IndexCastUIOp::create(builder, loc,
                                                builder.getIndexType(), holds)
                       .getResult()
                 : Value();
  }
  switch (atom.kind) {
  case FormAtom::Sum:
    return computeIndex(atom.operands.front());
  case FormAtom::Index:
    return leaves.getIndex(atom.number);
  case FormAtom::Symbol:
    return leaves.getSize(atom.number);
  case FormAtom::Input: {
    Value element = leaves.getElement(number);
    if (element && !element.getType().isIndex())
      element = arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                           element);
    return limitWord(atom, element);
  }
  case FormAtom::Reduction: {
    Value element = leaves.getElement(number);
    if (!element)
      return nullptr;
    Value whole =
        arith::FPToSIOp::create(builder, loc, builder.getI64Type(), element);
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      whole);
  }
  case FormAtom::Apply:
    return limitWord(atom, computeWholeApply(atom));
  default:
    return nullptr;
  }
}

/// Returns true if all operands are integers.
bool FormScalars::isOfWhole(const FormAtom &atom) const {
  return llvm::all_of(atom.operands, [&](Form operand) {
    return table.facts(operand).isWhole;
  });
}

/// Emits a primitive on operands of an integer type.
Value FormScalars::applyInBits(const FormAtom &atom, ScalarType of) {
  auto primitive = static_cast<Primitive>(atom.number);
  Type bits = builder.getIntegerType(getBitWidth(of));
  Type word = builder.getI64Type();
  ScalarProgram program;
  SmallVector<Expr> inputs;
  SmallVector<Value> operands;
  llvm::SaveAndRestore limit(limitsWords, false);
  for (Form operand : atom.operands) {
    Value whole = computeIndex(operand);
    if (!whole)
      return nullptr;
    Value element = arith::IndexCastOp::create(builder, loc, word, whole);
    // The bits that a narrowing index_cast removes may come back if it is
    // folded.
    if (bits != word)
      element = arith::TruncIOp::create(builder, loc, bits, element);
    operands.push_back(element);
    inputs.push_back(program.input(of));
  }
  program.yield(primitive == Primitive::Cast
                    ? inputs.front()
                    : program.apply(primitive, inputs));
  return emitScalarProgram(program, builder, loc, operands,
                           [](unsigned) { return Value(); })
      .front();
}

/// Emits a comparison of integers of which 64 bits do not hold the difference.
Value FormScalars::compareWhole(const FormAtom &atom) {
  bool areNatural = llvm::all_of(atom.operands, [&](Form operand) {
    return findRange(table, operand, longestDimension).least >= 0;
  });
  return applyInBits(atom, areNatural ? ScalarType::UI64 : ScalarType::I64);
}

/// Emits a primitive on integers as an index. Quotients are of natural numbers
/// and a constant. Others are computed in the bits of their type, of which a
/// cast keeps the lowest ones.
Value FormScalars::computeWholeApply(const FormAtom &atom) {
  auto primitive = static_cast<Primitive>(atom.number);
  if (!isOfWhole(atom) || isFloat(atom.type) || primitive == Primitive::Select)
    return nullptr;
  bool isQuotient = primitive == Primitive::Div || primitive == Primitive::Rem;
  if (isQuotient) {
    if (findRange(table, atom.operands[0], longestDimension).least < 0 ||
        table.number(atom.operands[1]).value_or(0) < 1)
      return nullptr;
    llvm::SaveAndRestore limit(limitsWords, false);
    Value first = computeIndex(atom.operands[0]);
    Value second = computeIndex(atom.operands[1]);
    if (!first || !second)
      return nullptr;
    return primitive == Primitive::Div
               ? builder.createOrFold<arith::DivUIOp>(loc, first, second)
               : builder.createOrFold<arith::RemUIOp>(loc, first, second);
  }
  Value made = applyInBits(atom, atom.type);
  Type word = builder.getI64Type();
  if (made && made.getType() != word)
    made = getKind(atom.type) == ScalarKind::Unsigned
               ? arith::ExtUIOp::create(builder, loc, word, made).getResult()
               : arith::ExtSIOp::create(builder, loc, word, made);
  return made ? arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                           made)
                    .getResult()
              : Value();
}

} // namespace ag
