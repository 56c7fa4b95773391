//===- LinearGroups.h - how partial values go through -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Through which inputs of a ScalarProgram can partial values travel?
//
// A value x is partial if each of n ranks has a part of it, that combine to it:
//
//   x = x_1 op ... op x_n        where op is +, *, max or min
//
// Some inputs are a linear group if the program may take their parts on each
// rank, and the other inputs whole, and has parts of its results:
//
//   f(x, w) = f(x_1, w) op ... op f(x_n, w)        for any n, parts and w
//
//   (a, b) -> a * b                     +: {a} and {b}, not {a, b}
//   (a, b, c) -> a * b + c              +: {a, c} and {b, c}
//   (a, b) -> select(a > 0, b, 0)       +: {b}
//   (a, b) -> max(a, b)                 max: {a} and {b}
//
// Integers wrap, and this holds to the bit. Floats are taken as real numbers:
// nothing is rounded further than the parts are, so a cast to a shorter float,
// which would round before they combine, ends it. Where there are infinities or
// NaN, parts may combine to NaN, as 0 times infinity is on one rank. For max
// and min it holds exactly of all floats.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_LINEARGROUPS_H
#define AG_SUPPORT_SCALAR_LINEARGROUPS_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// Which inputs, partial together, make which results partial.
struct LinearGroup {
  /// In ascending order.
  llvm::SmallVector<unsigned, 2> inputs;
  /// Those that are partial then, in ascending order. The others do not depend
  /// on the inputs.
  llvm::SmallVector<unsigned, 1> results;
};

/// The linear groups of `program` for parts that `combiner` combines (Add, Mul,
/// Max or Min), in ascending order of their inputs, each of which some result
/// depends on. They are the least ones: none has another in it. Groups without
/// a common result are together one too; for max and min, any are.
///
/// Max and min go through themselves, selects and exact casts alone, though
/// other monotone primitives would do.
///
/// Where one of several inputs may join, as a factor of each product in a sum,
/// there is a group for each choice, of which some are left out if they are
/// many: from each of k inputs, no more than k + 64 sets are tried, each in one
/// walk over the nodes.
llvm::SmallVector<LinearGroup> findLinearGroups(const ScalarProgram &program,
                                                Primitive combiner);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_LINEARGROUPS_H
