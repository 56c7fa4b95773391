//===- Forms.h - computations in a normal form ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a program compute, regardless of how it is written?
//
// A form is a sum of terms, each a number times powers of atoms. An atom is an
// element of a tensor, a loop's index, a reduction, or a function of forms. The
// form of a softmax, whatever its author subtracts for safety, is
//
//   exp(x[i, j]) * (sum over b of exp(x[i, b]))^-1
//
// A table holds each form and each atom once, so that equal ones have equal
// numbers. FormArithmetic.h, FormFunctions.h and FormReductions.h describe how
// equal computations become equal forms.
//
// A form is a statement about real numbers. It decides which computations may
// be merged; no value is computed from it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMS_H
#define AG_SUPPORT_FORMS_FORMS_H

#include "ag/Support/Forms/FormCoefficients.h"
#include "ag/Support/Forms/FormFacts.h"
#include "ag/Support/Forms/FormLoops.h"
#include "ag/Support/Scalar/Primitives.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace ag {

/// A form of a table, by its number.
struct Form {
  unsigned number;

  bool operator==(Form other) const { return number == other.number; }
  bool operator!=(Form other) const { return number != other.number; }
  bool operator<(Form other) const { return number < other.number; }
};

/// The least and the most value of an integer. The type holds those of 64 bits
/// exactly.
struct FormRange {
  long double least, most;

  /// Returns the range of an integer type.
  static FormRange of(ScalarType type);
  bool contains(FormRange part) const {
    return least <= part.least && part.most <= most;
  }
};

/// The base of a power in a form.
struct FormAtom {
  enum Kind : uint8_t {
    /// An element of the tensor `number`; `operands` are its indices.
    Input,
    /// The index of loop `number`, an integer from 0 on.
    Index,
    /// The size of dimension `number`, if it is not a number.
    Symbol,
    /// Plus infinity, and NaN.
    Infinity,
    NaN,
    /// 1 if the integer `operands[0]` is 0 or more, else 0.
    IsNatural,
    /// 1 if the integer `operands[0]` is 0, else 0; the other way round if
    /// `number` is 1.
    IsZero,
    /// 1 if the condition `operands[0]` is 0, else 0.
    Fails,
    /// e^x and its inverse.
    Exp,
    Log,
    /// A sum that no rule takes apart.
    Sum,
    /// The primitive `number` of `operands`, with the result type `type`.
    Apply,
    /// The reduction `number` at `loops`.
    Reduction,
    /// `operands[1]` if the condition `operands[0]` holds, else 1.
    Guarded
  };

  Kind kind;
  unsigned number = 0;
  ScalarType type = ScalarType::F64;
  llvm::SmallVector<Form, 2> operands = {};
  llvm::SmallVector<unsigned, 2> loops = {};

  bool operator==(const FormAtom &other) const;
};

/// A power of the atom with the number `atom`.
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

/// A product of powers, sorted by the atoms' numbers.
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

/// A reduction on its own: combines `body` over the loops `bound`, for each
/// value of the loops `parameters`. The names of all loops follow from the body
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

/// A table of forms. Forms are never removed.
class FormTable {
public:
  /// Makes an empty table, whose coefficients are equal up to `tolerance`
  /// (FormCoefficients.h).
  explicit FormTable(double tolerance);

  /// Whether 0 / x stays a quotient where x may be 0, as the count of elements
  /// of a mean may be. Otherwise it is 0.
  bool keepsQuotientsOfZero = false;
  /// Whether values are computed from the forms. Terms that the program adds in
  /// exponents then stay together where one may be so large that the sum is
  /// rounded to it, as the finite number that masks a row is: see
  /// FormReductions.h.
  bool keepsRounding = false;

  /// Returns the loops of the table's forms.
  FormLoops &loops() { return tableLoops; }
  const FormLoops &loops() const { return tableLoops; }

  /// Adds a tensor, of integers in `range` if there is one.
  unsigned addInput(std::optional<FormRange> range = std::nullopt) {
    inputs.push_back({range, /*isExtreme=*/false});
    return inputs.size() - 1;
  }
  /// Adds a tensor that holds maxima or minima.
  unsigned addExtreme() {
    inputs.push_back({std::nullopt, /*isExtreme=*/true});
    return inputs.size() - 1;
  }
  /// Returns the range of a tensor of integers.
  std::optional<FormRange> getRange(unsigned input) const {
    return inputs[input].range;
  }
  bool isExtreme(unsigned input) const { return inputs[input].isExtreme; }

  Form constant(double value);
  /// Returns the element of a tensor at integer indices.
  Form element(unsigned input, llvm::ArrayRef<Form> indices);
  Form index(unsigned loop);
  /// Returns the number of elements along the dimension.
  Form size(unsigned dimension);
  Form infinity();

  /// Returns the form of one atom. Adds the atom if it is new.
  Form make(const FormAtom &atom);
  /// Returns the sum of terms. Their products must differ, and no coefficient
  /// may be 0.
  Form make(llvm::SmallVector<FormTerm, 2> terms);
  /// Returns the number of a reduction, whose loops must be named as in
  /// FormReduction.
  unsigned make(const FormReduction &reduction);

  llvm::ArrayRef<FormTerm> terms(Form form) const {
    ++steps;
    return forms[form.number].terms;
  }
  const FormFacts &facts(Form form) const { return forms[form.number].facts; }
  const FormAtom &atom(unsigned number) const {
    ++steps;
    return atoms[number].atom;
  }
  const FormFacts &atomFacts(unsigned number) const {
    return atoms[number].facts;
  }
  const FormReduction &reduction(unsigned number) const {
    return *reductions[number];
  }

  /// Returns the form's value if it is a number, else std::nullopt.
  std::optional<double> number(Form form) const;
  /// Returns the atom if the form is a single atom, else std::nullopt.
  std::optional<unsigned> singleAtom(Form form) const;

  const FormCoefficients &getCoefficients() const { return coefficients; }

  /// Returns how often the terms of a form or an atom were read or made, a
  /// measure of the work on the table that does not depend on the machine.
  uint64_t getSteps() const { return steps; }

private:
  struct HeldInput {
    std::optional<FormRange> range;
    bool isExtreme;
  };
  struct HeldForm {
    llvm::SmallVector<FormTerm, 2> terms;
    FormFacts facts;
  };
  struct HeldAtom {
    FormAtom atom;
    FormFacts facts;
    Form form;
  };
  /// Numbers of the entries with a hash.
  using Numbers = llvm::DenseMap<uint64_t, llvm::SmallVector<unsigned, 1>>;

  FormLoops tableLoops;
  std::vector<HeldInput> inputs;
  std::deque<HeldForm> forms;
  std::deque<HeldAtom> atoms;
  std::vector<const FormReduction *> reductions;
  Numbers formNumbers, atomNumbers;
  std::map<FormReduction, unsigned> reductionNumbers;
  FormCoefficients coefficients;
  mutable uint64_t steps = 0;
};

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMS_H
