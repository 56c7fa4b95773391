//===- FormFacts.h - what is known about forms ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a form an integer, positive, or finite, and which loops does it depend on?
//
// The facts follow from how a form is made, and a table (Forms.h) keeps them
// beside it. A fact that is not known is false, as for x[i] - x[j], which may
// be negative.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMFACTS_H
#define AG_SUPPORT_FORMS_FORMFACTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace ag {

class FormTable;
struct FormAtom;
struct FormFactor;
struct FormTerm;

/// Facts that are known about a form or an atom.
struct FormFacts {
  /// The loops that it depends on, in increasing order.
  llvm::SmallVector<unsigned, 4> loops;
  /// The dimensions of the reductions in it, in increasing order.
  llvm::SmallVector<unsigned, 4> reduced;
  /// Whether it is positive, and whether it is not negative, if it is not NaN.
  bool isPositive = false, isNatural = false;
  /// Whether it is an integer.
  bool isWhole = false;
  /// Whether it is neither infinite nor NaN if none of its inputs is, apart
  /// from overflow of a type.
  bool isFinite = false;
  /// Whether it contains a maximum or minimum over loops, or a tensor of them.
  bool hasExtreme = false;
  /// A measure of its size if nothing is shared; at most `most`.
  unsigned size = 1;
  /// The number of atoms that contain one another.
  unsigned depth = 0;

  static constexpr unsigned most = 1u << 30;

  /// Returns true if no forms should be computed from it. The time that takes
  /// grows with the size, as that of powers of sums does, and functions of
  /// forms call themselves for operands of atoms.
  bool isTooLarge() const { return size > 1u << 12 || depth > 1u << 7; }
  bool dependsOn(llvm::ArrayRef<unsigned> someLoops) const;
  bool reduces(unsigned dimension) const;
};

/// Returns the facts of an atom, a product, or a sum of terms. The atoms in
/// them are those of the table.
FormFacts findFacts(const FormTable &table, const FormAtom &atom);
FormFacts productFacts(const FormTable &table,
                       llvm::ArrayRef<FormFactor> product);
FormFacts findFacts(const FormTable &table, llvm::ArrayRef<FormTerm> terms);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMFACTS_H
