//===- AlikeVariables.h - one choice for what repeats -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which variables of a sum are alike, and what is the sum if alike variables
// have equal values?
//
// For example, in the sum of repeated layers
//
//   f(a) + g(a, b) + g(b, c) + g(c, d) + g(d, e) + h(e)
//
// b, c and d have the same costs with the same neighbours. If b replaces all
// three, the sum has fewer variables, regardless of the number of copies:
//
//   f(a) + g(a, b) + 2 g(b, b) + g(b, e) + h(e)
//
// Its values are values of the other sum with the same cost, so that its
// minimum is an upper bound of that sum's minimum. Similarity is determined by
// some steps of color refinement (Weisfeiler and Leman 1968). One more step
// would distinguish b and d, because they are neighbours of a and e.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_GRAPH_ALIKEVARIABLES_H
#define AG_SUPPORT_GRAPH_ALIKEVARIABLES_H

#include "ag/Support/Graph/MinSum.h"

namespace ag {

class AlikeVariables {
public:
  /// Finds the classes of alike variables. A determined variable
  /// (MinSum::addVariable) follows from the other variables of its first cost;
  /// it is in the class of another one if these are, so that they never
  /// determine two values for one class. `costs` must outlive this object.
  AlikeVariables(const MinSum &costs, unsigned steps);

  /// Returns the number of classes.
  size_t size() const { return first.size(); }
  /// Returns the class of a variable. Classes are numbered by their first
  /// variables.
  unsigned getClass(unsigned variable) const { return classes[variable]; }

  /// Returns the sum over the classes.
  MinSum fold() const;
  /// Returns the most frequent value of each class. The value of a determined
  /// variable follows from those of the others.
  std::vector<unsigned> foldValues(llvm::ArrayRef<unsigned> values) const;
  /// Returns the values of all variables, given those of the classes.
  std::vector<unsigned> unfoldValues(llvm::ArrayRef<unsigned> values) const;

private:
  using Colors = std::vector<unsigned>;

  void numberTables();
  Colors refine(const Colors &colors) const;
  llvm::SmallVector<unsigned> look(unsigned variable, unsigned cost,
                                   const Colors &colors) const;
  void numberClasses(const Colors &colors);
  unsigned findFixed(unsigned variable, llvm::ArrayRef<unsigned> folded) const;

  const MinSum &costs;
  /// The table of each cost; equal tables have equal numbers.
  std::vector<unsigned> tables;
  std::vector<unsigned> classes;
  /// The first variable of each class.
  std::vector<unsigned> first;
};

} // namespace ag

#endif // AG_SUPPORT_GRAPH_ALIKEVARIABLES_H
