//===- KeepOrRedo.h - which values the reverse computes again ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Of what the reverse reads of a forward block, what is kept until then, and
// what is computed again of other values that are?
//
//   %1 = ag.contract ... %x, %w      32 kB, too much work to be done again
//   %2 = ag.add %1, %b               32 kB, or an addition each
//   %3 = ag.max %2, %zeros           read in reverse
//
// keeps %1 or %3, and adds again. Each op and each value is a node of a
// network, an op linked to its results by what it costs to keep these, the
// source to an op by what it costs to do again, and a value to the ops that
// read it, and to the sink if the reverse does, without limit: what a minimum
// cut severs is what to pay for.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_KEEPORREDO_H
#define AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_KEEPORREDO_H

#include "Residuals/GroupedProducts.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/SetVector.h"

namespace ag {

/// How it is chosen: by the time that either takes; nothing is done again but
/// what takes none, as views; or such that the fewest bytes are kept.
enum class Rematerialization : uint8_t { Auto, Keep, Recompute };

/// auto, keep or recompute.
std::optional<Rematerialization> parseRematerialization(llvm::StringRef word);

struct KeepPolicy {
  Rematerialization how = Rematerialization::Auto;
  Machine machine;
};

struct KeepOrRedo {
  llvm::SetVector<mlir::Value> kept;
  llvm::DenseSet<mlir::Operation *> redone;
};

/// Decides for `reads`, values of one block. `isForward` tells of what is to be
/// decided; any other value is there anyway. `groups` are of the block.
KeepOrRedo decideWhatToKeep(mlir::ValueRange reads, const KeepPolicy &policy,
                            llvm::function_ref<bool(mlir::Value)> isForward,
                            const GroupedProducts &groups);

/// Say so, in remarks, of a value that is kept `where` and of an op.
void explainKept(mlir::Value value, llvm::StringRef where);
void explainRedone(mlir::Operation *op);

/// Whether the op's results are numbers or constants, or its operands, seen or
/// placed in another way.
bool takesNoTime(mlir::Operation *op);

/// Whether the op has a point for each element of an operand at most, unlike a
/// product or a window.
bool isElementwise(mlir::Operation *op);

} // namespace ag

#endif // AG_LIB_PHASES_DIFFERENTIATE_RESIDUALS_KEEPORREDO_H
