//===- FormNotation.h - forms, written as formulas --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SCALAR_FORMNOTATION_H
#define AG_TEST_UNIT_SUPPORT_SCALAR_FORMNOTATION_H

#include "ag/Support/Forms/FormPrimitives.h"
#include "ag/Support/Forms/FormPrint.h"
#include "ag/Support/Forms/FormReductions.h"

namespace ag {

/// A form of f64 and its table
struct F {
  FormTable *table;
  Form form;

  bool operator==(const F &other) const { return form == other.form; }
};

/// Prints a form in the message of a failed test.
inline void PrintTo(const F &form, std::ostream *out) {
  *out << print(*form.table, form.form);
}

inline F applyTo(Primitive primitive, llvm::ArrayRef<F> operands,
                 ScalarType type = ScalarType::F64,
                 ScalarType result = ScalarType::F64) {
  llvm::SmallVector<Form> forms;
  for (const F &operand : operands)
    forms.push_back(operand.form);
  FormTable *table = operands.front().table;
  return {table, apply(*table, primitive, type, result, forms)};
}

inline F number(FormTable &table, double value) {
  return {&table, table.constant(value)};
}

#define AG_BINARY(name, primitive)                                             \
  inline F name(F a, F b) { return applyTo(Primitive::primitive, {a, b}); }    \
  inline F name(F a, double b) { return name(a, number(*a.table, b)); }        \
  inline F name(double a, F b) { return name(number(*b.table, a), b); }
AG_BINARY(operator+, Add)
AG_BINARY(operator-, Sub)
AG_BINARY(operator*, Mul)
AG_BINARY(operator/, Div)
AG_BINARY(pow, Pow)
AG_BINARY(max, Max)
#undef AG_BINARY

#define AG_UNARY(name, primitive)                                              \
  inline F name(F a) { return applyTo(Primitive::primitive, {a}); }
AG_UNARY(operator-, Neg)
AG_UNARY(exp, Exp)
AG_UNARY(log, Log)
AG_UNARY(sqrt, Sqrt)
AG_UNARY(rsqrt, Rsqrt)
AG_UNARY(tanh, Tanh)
AG_UNARY(abs, Abs)
#undef AG_UNARY

/// Returns a <= b, for whole numbers.
inline F isAtMost(F a, F b) {
  return applyTo(Primitive::Le, {a, b}, ScalarType::I64, ScalarType::I1);
}
inline F isLess(F a, F b) {
  return applyTo(Primitive::Lt, {a, b}, ScalarType::I64, ScalarType::I1);
}
inline F select(F condition, F yes, F no) {
  return applyTo(Primitive::Select, {condition, yes, no});
}
inline F select(F condition, double yes, F no) {
  return select(condition, number(*no.table, yes), no);
}
inline F select(F condition, F yes, double no) {
  return select(condition, yes, number(*yes.table, no));
}
inline F select(F condition, double yes, double no) {
  return select(condition, number(*condition.table, yes), no);
}

inline F sum(F body, llvm::ArrayRef<unsigned> loops) {
  return {body.table, reduce(*body.table, Primitive::Add, body.form, loops)};
}
inline F maximum(F body, llvm::ArrayRef<unsigned> loops) {
  return {body.table, reduce(*body.table, Primitive::Max, body.form, loops)};
}

/// A tensor; x(i, j) is its element at i, j
struct T {
  FormTable *table;
  unsigned input;

  template <typename... Loops> F operator()(Loops... loops) const {
    return {table, table->element(input, {table->index(loops)...})};
  }
};

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SCALAR_FORMNOTATION_H
