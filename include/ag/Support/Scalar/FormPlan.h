//===- FormPlan.h - forms computed tile by tile -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What has to be carried from tile to tile of a dimension, so that forms can be
// computed of it?
//
//   sum over j of e^x[j] * v[j] / sum over j of e^x[j]
//
// carries three accumulators through one pass: the maximum m of the x so far,
// and both sums of e^(x - m), so that none of them overflows:
//
//   m' = max(m, max over the tile of x)
//   s' = s * e^(m - m') + sum over the tile of e^(x - m')
//
// This m is an anchor. It comes of the forms alone: what an author subtracted
// has left them before. In the results it cancels, or stands where it must:
// log(sum of e^x) is m + log s. What is made of several such sums, and bodies,
// have anchors of their own: see FormAnchors.h.
//
// Where a result stays as it is if the same is added to all x, as a variance
// does, or is only greater by that, as a mean is, x is centred: y = x - c is
// summed in its place, where c is the mean of the x so far. A result reads it:
// a mean is c + s / n. As the mean moves, by d, what was summed follows it:
//
//   q' = q - 2 d s + d^2 n + sum over the tile of y^2      s: of y, n: of 1
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SCALAR_FORMPLAN_H
#define AG_SUPPORT_SCALAR_FORMPLAN_H

#include "ag/Support/Scalar/Forms.h"

namespace ag {

/// What a tile adds to, for each value of the loops `along`.
struct FormAccumulator {
  /// The tensors that stand for it in forms, over `along`: as it is, and as it
  /// was before the tile.
  unsigned now, before;
  llvm::SmallVector<unsigned, 2> along;
  /// How `body` is combined over the loops `bound`, of which one goes over the
  /// tile. It reads anchors as they are with the tile.
  Primitive combiner;
  Form body;
  llvm::SmallVector<unsigned, 2> bound;
  /// What it is without the tile once the anchors have moved: a form of what
  /// was before, and of anchors as they are now. Its products are 0 where a
  /// factor is.
  Form moved;
};

/// The tensor `input` stands in forms for the tensor `of`, less what is common
/// to the tiles so far: `value`, over `loops`, which are of's indices but for
/// those at `places`.
struct FormCentre {
  unsigned input, of;
  llvm::SmallVector<size_t, 2> places;
  llvm::SmallVector<unsigned, 2> loops;
  Form value;
};

struct FormPlan {
  /// For each pass, accumulators in an order in which each reads only those in
  /// front of it.
  llvm::SmallVector<llvm::SmallVector<FormAccumulator>> passes;
  /// What the accumulators, and the results, read less its centre.
  llvm::SmallVector<FormCentre> centres;
  /// The forms, of accumulators in place of reductions.
  llvm::SmallVector<Form> results;
};

/// The plan of forms along a dimension; none if a reduction goes over it by
/// more than one loop.
std::optional<FormPlan> makePlan(FormTable &table, llvm::ArrayRef<Form> results,
                                 unsigned dimension);

} // namespace ag

#endif // AG_SUPPORT_SCALAR_FORMPLAN_H
