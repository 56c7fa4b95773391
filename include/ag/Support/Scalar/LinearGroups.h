//===- LinearGroups.h - how partial values go through -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Through which inputs of a ScalarProgram can partial values pass?
//
// A value x is partial if n ranks each have a part of it, and the parts combine
// to x:
//
//   x = x_1 op ... op x_n        where op is +, *, max or min
//
// A set of inputs is a linear group if the program yields parts of its results
// from their parts on each rank and from the complete other inputs:
// rank, and the other inputs whole, and has parts of its results:
//
//   f(x, w) = f(x_1, w) op ... op f(x_n, w)        for any n, parts and w
//
//   (a, b) -> a * b                     +: {a} and {b}, not {a, b}
//   (a, b, c) -> a * b + c              +: {a, c} and {b, c}
//   (a, b) -> select(a > 0, b, 0)       +: {b}
//   (a, b) -> max(a, b)                 max: {a} and {b}
// For integers, which wrap, this holds to the bit. Floats are treated as real
// numbers: nothing is rounded more than the parts are, so that a cast to a
// shorter float, which would round before the parts combine, ends the group.
// With infinities or NaN, parts may combine to NaN, as 0 times infinity on one
// rank does. For max and min, it holds exactly for all floats.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_LINEARGROUPS_H
#define AG_SUPPORT_SCALAR_LINEARGROUPS_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// Inputs that, if all of them are partial, make some results partial.
struct LinearGroup {
  /// In increasing order.
  llvm::SmallVector<unsigned, 2> inputs;
  /// The results that are then partial, in increasing order. The other results
  /// do not depend on the inputs.
  llvm::SmallVector<unsigned, 1> results;
};

/// Returns the linear groups of `program` for parts that `combiner` (Add, Mul,
/// Max or Min) combines, in increasing order of their inputs. Some result
/// depends on each of these. Groups are minimal: none contains another one. The
/// union of groups without a common result is a group as well; for max and min,
/// any union is.
///
/// For max and min, values pass only through max and min themselves, selects
/// and exact casts, although other monotone primitives would be possible.
///
/// If one of several inputs can join, as a factor of each product in a sum,
/// there is a group for each choice. If there are many choices, some are left
/// out: from each of k inputs, at most k + 64 sets are tried, each in one walk
/// over the nodes.
/// walk over the nodes.
llvm::SmallVector<LinearGroup> findLinearGroups(const ScalarProgram &program,
                                                Primitive combiner);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_LINEARGROUPS_H
