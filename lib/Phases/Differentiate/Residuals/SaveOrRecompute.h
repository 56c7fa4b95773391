//===- SaveOrRecompute.h - values that the reverse recomputes ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of the values that the reverse reads from a forward block are saved
// until then, and which are recomputed from other saved values?
//
//   %1 = ag.contract ... %x, %w      32 kB, too much work to be done again
//   %2 = ag.add %1, %b               32 kB, or an addition each
//   %3 = ag.max %2, %zeros           read in reverse
//
// saves %1 or %3, and repeats the addition. A flow network has a node for each
// op and each value. Edges lead from an op to its results, with the cost of
// saving these, and from the source to an op, with the cost of recomputing it.
// Edges without limit lead from a value to the ops that read it, and to the
// sink if the reverse reads it. A minimum cut has the cheapest choice.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEORRECOMPUTE_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEORRECOMPUTE_H

#include "Residuals/FusedPrimal.h"
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

/// How to decide: by the time that either takes; recompute only ops that take
/// none, such as views; or save the fewest bytes.
enum class Rematerialization : uint8_t { Auto, Keep, Recompute };

/// Parses auto, keep or recompute. Returns std::nullopt for other words.
std::optional<Rematerialization> parseRematerialization(llvm::StringRef word);

struct KeepPolicy {
  Rematerialization how = Rematerialization::Auto;
  Machine machine;
};

struct SaveOrRecompute {
  llvm::SetVector<mlir::Value> kept;
  llvm::DenseSet<mlir::Operation *> redone;
};

/// Returns how many copies of a value are saved, one for each iteration of the
/// loops around it, or 0 if the value is available anyway.
using CopiesToKeep = llvm::function_ref<int64_t(mlir::Value)>;

/// Decides for `reads`, values of `block` that the reverse reads. Values of the
/// blocks around it may also have a cost, which is that of saving them there.
/// `groups` are those of the block.
SaveOrRecompute decideWhatToKeep(mlir::Block *block, mlir::ValueRange reads,
                                 const KeepPolicy &policy,
                                 CopiesToKeep copiesToKeep,
                                 const FusedPrimal &groups);

/// Emit remarks that a value is saved, `where`, and that an op is recomputed.
void explainKept(mlir::Value value, llvm::StringRef where);
void explainRedone(mlir::Operation *op);

/// Returns true if recomputing the op takes no time: constants, arithmetic on
/// integers, and ops that only view or move the elements of an operand.
bool takesNoTime(mlir::Operation *op);

/// Returns the planned sizes of the function that `op` is in.
SizeEvaluator getPlannedSizesOf(mlir::Operation *op);

/// Returns the bytes of a value, with assumed sizes if they are not known.
int64_t countBytes(mlir::Value value, SizeEvaluator &sizes);

/// Returns the operand of which the op moves some elements, as a gather does.
/// Its only result is smaller. Returns null for other ops.
mlir::Value findReadTensor(mlir::Operation *op, SizeEvaluator &sizes);

/// Returns true if the op has at most one point for each element of its result
/// or of an operand, unlike a contraction or a window.
bool isElementwise(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_SAVEORRECOMPUTE_H
