//===- FormPlan.h - forms computed tile by tile -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values have to be carried between the tiles of a dimension to compute
// forms over it?
//
//   sum over j of e^x[j] * v[j] / sum over j of e^x[j]
//
// carries three accumulators through one pass: the maximum m of the x so far,
// and both sums of e^(x - m), so that none of them overflows:
//
//   m' = max(m, max over the tile of x)
//   s' = s * e^(m - m') + sum over the tile of e^(x - m')
//
// This m is an anchor. It follows from the forms alone, which do not have the
// number that an author subtracted. In the results it cancels or remains as
// needed: log(sum of e^x) is m + log s. Products of several such sums, and
// bodies that contain them, have anchors of their own: see FormAnchors.h.
//
// If adding the same number to all x leaves a result unchanged, as with a
// variance, or adds the number to it, as with a mean, then x is centred: y = x
// - c is summed instead, where c is the mean of the x so far. Results that need
// c read it: a mean is c + s / n. When the mean moves by d, the earlier sums
// are adapted:
//
//   q' = q - 2 d s + d^2 n + sum over the tile of y^2      s: of y, n: of 1
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMPLAN_H
#define AG_SUPPORT_FORMS_FORMPLAN_H

#include "ag/Support/Forms/Forms.h"

namespace ag {

/// A value that each tile updates, for each value of the loops `along`.
struct FormAccumulator {
  /// The tensors that represent it in forms, indexed by `along`: its present
  /// value, and the value before the tile.
  unsigned now, before;
  llvm::SmallVector<unsigned, 2> along;
  /// A tile contributes `body`, combined over the loops `bound`, of which one
  /// ranges over the tile. The body reads anchors that include the tile.
  Primitive combiner;
  Form body;
  llvm::SmallVector<unsigned, 2> bound;
  /// The value without the tile after the anchors have moved: a form of the
  /// values before the tile and of the present anchors. Its products are 0 if a
  /// factor is 0.
  Form moved;
};

/// The tensor `input` represents the tensor `of` in forms, minus a centre that
/// is common to the tiles so far. The centre is `value`, over `loops`, which
/// are the loops of the indices of `of` except those at `places`.
struct FormCentre {
  unsigned input, of;
  llvm::SmallVector<size_t, 2> places;
  llvm::SmallVector<unsigned, 2> loops;
  Form value;
};

struct FormPlan {
  /// For each pass, the accumulators in an order in which each reads only those
  /// before it.
  llvm::SmallVector<llvm::SmallVector<FormAccumulator>> passes;
  /// The tensors that accumulators and results read minus their centres.
  llvm::SmallVector<FormCentre> centres;
  /// The result forms, with reductions replaced by accumulators.
  llvm::SmallVector<Form> results;
};

/// Returns the plan of forms along a dimension, or std::nullopt if a reduction
/// has more than one loop over it.
std::optional<FormPlan> makePlan(FormTable &table, llvm::ArrayRef<Form> results,
                                 unsigned dimension);

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMPLAN_H
