//===- AlikeVariables.h - one choice for what repeats -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which variables of a sum are alike, and what is the sum where these have the
// same values? Of layers that repeat
//
//   f(a) + g(a, b) + g(b, c) + g(c, d) + g(d, e) + h(e)
//
// b, c and d have the same costs with the same beside them. With b in place of
// all three it is a sum of fewer variables, which many copies make no larger:
//
//   f(a) + g(a, b) + 2 g(b, b) + g(b, e) + h(e)
//
// Its values are values of the other sum, which cost as much there, so that
// what is least in it is never too low. What is alike is seen some steps far
// (color refinement, Weisfeiler and Leman 1968): with a step more, b and d are
// told apart, as they are beside a and e.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_GRAPH_ALIKEVARIABLES_H
#define AG_SUPPORT_GRAPH_ALIKEVARIABLES_H

#include "ag/Support/Graph/MinSum.h"

namespace ag {

class AlikeVariables {
public:
  /// The first cost that what is told is in tells it, by variables in front of
  /// it: it is alike where these are, so that they never tell it two values.
  /// `costs` has to stay.
  AlikeVariables(const MinSum &costs, unsigned steps);

  /// How many there are, each in place of all that are alike.
  size_t size() const { return first.size(); }
  /// The one that stands for a variable; in the order of the first ones.
  unsigned getClass(unsigned variable) const { return classes[variable]; }

  /// The sum over these.
  MinSum fold() const;
  /// The values that most of those have that are alike; who is told, what these
  /// tell it.
  std::vector<unsigned> foldValues(llvm::ArrayRef<unsigned> values) const;
  /// The values of all variables.
  std::vector<unsigned> unfoldValues(llvm::ArrayRef<unsigned> values) const;

private:
  using Colors = std::vector<unsigned>;

  void numberTables();
  Colors refine(const Colors &colors) const;
  llvm::SmallVector<unsigned> look(unsigned variable, unsigned cost,
                                   const Colors &colors) const;
  void numberClasses(const Colors &colors);
  unsigned findTold(unsigned variable, llvm::ArrayRef<unsigned> folded) const;

  const MinSum &costs;
  /// Of each cost; equal tables have one number.
  std::vector<unsigned> tables;
  std::vector<unsigned> classes;
  /// Of each class, the variable that is in front of the others.
  std::vector<unsigned> first;
};

} // namespace ag

#endif // AG_SUPPORT_GRAPH_ALIKEVARIABLES_H
