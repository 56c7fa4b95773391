//===- Forms.h - computations in a normal form ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a program compute, however it is spelled?
//
// A form is a sum of terms, each a number times powers of atoms. An atom is an
// element of a tensor, a loop's index, a reduction, or a function of forms. So
// a softmax, whatever its author subtracts for safety, is
//
//   exp(x[i, j]) * (sum over b of exp(x[i, b]))^-1
//
// A table holds each form and each atom once: equal ones have equal numbers.
// How they are made such that equal computations become equal forms is told by
// FormArithmetic.h, FormFunctions.h and FormReductions.h.
//
// A form is a statement over real numbers: it decides what may be computed
// together, and no value is computed of it. Loops go over dimensions, of which
// the size is a number or, in a symbol, unknown.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMS_H
#define AG_SUPPORT_SCALAR_FORMS_H

#include "ag/Support/Scalar/Primitives.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace ag {

/// A form of a table, by its number.
struct Form {
  unsigned number;

  bool operator==(Form other) const { return number == other.number; }
  bool operator!=(Form other) const { return number != other.number; }
  bool operator<(Form other) const { return number < other.number; }
};

/// What a form has powers of.
struct FormAtom {
  enum Kind : uint8_t {
    /// An element of the tensor `number`; `operands` are its indices.
    Input,
    /// The index of loop `number`, a whole number from 0.
    Index,
    /// The size of dimension `number`, where it is no number.
    Symbol,
    /// Plus infinity, and what is no number.
    Infinity,
    NaN,
    /// 1 where the whole number `operands[0]` is 0 or more, else 0.
    IsNatural,
    /// 1 where the whole number `operands[0]` is 0, or with `number` 1 where it
    /// is not.
    IsZero,
    /// 1 where the condition `operands[0]`, which is 0 or 1, fails.
    Fails,
    /// e^x and its inverse.
    Exp,
    Log,
    /// A sum that no rule takes apart.
    Sum,
    /// The primitive `number` of what `operands` are, to the type `type`.
    Apply,
    /// The reduction `number` at `loops`.
    Reduction,
    /// `operands[1]` where the condition `operands[0]` holds, 1 elsewhere.
    Guarded
  };

  Kind kind;
  unsigned number = 0;
  ScalarType type = ScalarType::F64;
  llvm::SmallVector<Form, 2> operands = {};
  llvm::SmallVector<unsigned, 2> loops = {};

  bool operator==(const FormAtom &other) const;
};

/// A power of an atom, of which `atom` is the number.
struct FormFactor {
  unsigned atom;
  double exponent;

  bool operator==(const FormFactor &other) const {
    return atom == other.atom && exponent == other.exponent;
  }
  bool operator<(const FormFactor &other) const {
    return std::tie(atom, exponent) < std::tie(other.atom, other.exponent);
  }
};

/// A product of powers, by the atoms' numbers.
using FormProduct = llvm::SmallVector<FormFactor, 2>;

struct FormTerm {
  double coefficient;
  FormProduct product;

  bool operator==(const FormTerm &other) const {
    return coefficient == other.coefficient && product == other.product;
  }
  bool operator<(const FormTerm &other) const {
    return std::tie(product, coefficient) <
           std::tie(other.product, other.coefficient);
  }
};

/// A reduction by itself: `body` is combined over the loops `bound`, for each
/// value of the loops `parameters`. What these are called follows from the body
/// alone, so that equal reductions are one.
struct FormReduction {
  Primitive combiner;
  Form body;
  llvm::SmallVector<unsigned, 2> bound, parameters;

  bool operator<(const FormReduction &other) const {
    return std::tie(combiner, body, bound, parameters) <
           std::tie(other.combiner, other.body, other.bound, other.parameters);
  }
};

/// What is known of a form, or of an atom.
struct FormFacts {
  /// The loops that it depends on, in order.
  llvm::SmallVector<unsigned, 4> loops;
  /// The dimensions that reductions in it go over, in order.
  llvm::SmallVector<unsigned, 4> reduced;
  /// More than 0, and 0 at least, wherever it is a number.
  bool isPositive = false, isNatural = false;
  /// A whole number.
  bool isWhole = false;
  /// Neither infinite nor NaN where nothing is that it is made of, but for what
  /// is too large for a type.
  bool isFinite = false;
  /// How much there is of it if nothing is shared; at most `most`.
  unsigned size = 1;

  static constexpr unsigned most = 1u << 30;

  bool dependsOn(llvm::ArrayRef<unsigned> someLoops) const;
  bool reduces(unsigned dimension) const;
};

/// Holds forms; none is ever taken out.
class FormTable {
public:
  /// Coefficients are equal where they differ by `tolerance` of themselves: 2
  /// units in the last place of the type that they were computed in.
  explicit FormTable(double tolerance);

  /// Whether 0 / x is a quotient where x may be 0, as a count of elements may
  /// that a sum of nothing is divided by. Otherwise it is 0.
  bool keepsQuotientsOfZero = false;

  /// Another dimension, of a size that is a number or unknown.
  unsigned addDimension(std::optional<int64_t> size);
  std::optional<int64_t> sizeOf(unsigned dimension) const {
    return dimensions[dimension];
  }
  /// Another loop over a dimension.
  unsigned addLoop(unsigned dimension);
  unsigned dimensionOf(unsigned loop) const { return loops[loop]; }
  /// The loop that is called the dimension's `place`-th in each reduction.
  unsigned getOwnLoop(unsigned dimension, unsigned place);

  /// Another tensor, of whole numbers or of any.
  unsigned addInput(bool isWhole = false) {
    inputs.push_back(isWhole);
    return inputs.size() - 1;
  }

  Form constant(double value);
  /// The element of a tensor at whole numbers.
  Form element(unsigned input, llvm::ArrayRef<Form> indices);
  Form index(unsigned loop);
  /// As many as there are along the dimension.
  Form size(unsigned dimension);
  Form infinity();

  /// The form of one atom, which is made unless it is there.
  Form make(const FormAtom &atom);
  /// The sum of terms with different products, none with a coefficient of 0.
  Form make(llvm::SmallVector<FormTerm, 2> terms);
  /// The number of a reduction that is named as FormReduction says.
  unsigned make(const FormReduction &reduction);

  llvm::ArrayRef<FormTerm> terms(Form form) const {
    return forms[form.number].terms;
  }
  const FormFacts &facts(Form form) const { return forms[form.number].facts; }
  const FormAtom &atom(unsigned number) const { return atoms[number].atom; }
  const FormFacts &atomFacts(unsigned number) const {
    return atoms[number].facts;
  }
  const FormReduction &reduction(unsigned number) const {
    return *reductions[number];
  }
  /// The product's facts.
  FormFacts productFacts(llvm::ArrayRef<FormFactor> product) const;

  /// The number that a form is, if it is one.
  std::optional<double> number(Form form) const;
  /// The atom that a form is, if it is one and nothing else.
  std::optional<unsigned> singleAtom(Form form) const;

  /// The sum of two coefficients, 0 where they cancel but for rounding.
  double addCoefficients(double a, double b) const;

private:
  struct HeldForm {
    llvm::SmallVector<FormTerm, 2> terms;
    FormFacts facts;
  };
  struct HeldAtom {
    FormAtom atom;
    FormFacts facts;
    Form form;
  };
  /// Numbers of what has a hash.
  using Numbers = llvm::DenseMap<uint64_t, llvm::SmallVector<unsigned, 1>>;

  double settle(double coefficient);
  FormFacts findFacts(const FormAtom &atom) const;
  FormFacts findFacts(llvm::ArrayRef<FormTerm> terms) const;

  double tolerance;
  std::vector<bool> inputs;
  std::vector<std::optional<int64_t>> dimensions;
  std::vector<unsigned> loops;
  std::map<std::pair<unsigned, unsigned>, unsigned> ownLoops;
  std::deque<HeldForm> forms;
  std::deque<HeldAtom> atoms;
  std::vector<const FormReduction *> reductions;
  Numbers formNumbers, atomNumbers;
  std::map<FormReduction, unsigned> reductionNumbers;
  std::set<double> coefficients;
};

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMS_H
