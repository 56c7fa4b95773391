//===- Stream.h - groups in one pass over a dimension -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which groups are computed in one pass over a dimension that they reduce, tile
// by tile, so that no value is as long as the dimension?
//
//   s = q k^T;  p = e^(s - max s);  o = p v / sum p     shared: i; reduced: j
//
// A group is streamed if its forms allow it (ag/Support/Forms/FormPlan.h) and
// if that saves time. It does if the values of a tile of rows exceed
// getUnstreamedBytes (or the core's share of the last cache, if rows share no
// streamed operand), or if masks leave parts out. A block must hold the
// accumulators of at least 32 rows (16 with masks, or over many tiles), and on
// a GPU everything that a step makes beside them (Streams/StreamHeld.h). Most
// rows come first; then the tile of the stream is shortened, down to 32
// positions, until its values are held and its operands are in cache.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_STREAM_H
#define AG_ANALYSIS_GROUPS_STREAM_H

#include "ag/Analysis/Groups/GroupForms.h"
#include "ag/Analysis/Groups/GroupNesting.h"
#include "ag/Analysis/Groups/LargestSizes.h"
#include "ag/Analysis/Groups/Tiles/PlanTrial.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Support/Forms/FormBounds.h"

namespace ag {

/// The computation of a stream, as forms with one loop for each dimension.
/// `loops` maps dimensions to these loops.
struct StreamPlan {
  llvm::SmallVector<NestLoop> outer;
  NestLoop streamed;
  /// The outer dimension along which vectors are computed, or std::nullopt if
  /// they are computed along the stream.
  std::optional<unsigned> alongRows;
  llvm::SmallVector<FormAccumulator> accumulators;
  llvm::SmallVector<FormCentre> centres;
  llvm::SmallVector<FormBound> bounds;
  llvm::SmallVector<FormAtLoops> results;
  std::map<unsigned, unsigned> loops;
  mlir::FloatType type;
  /// The bytes that a block holds with these tiles, if they were chosen.
  std::optional<PlanTrial> held = std::nullopt;
};

class GroupStream {
public:
  /// Reads the forms of the results. `ops` are in program order, and outlive
  /// this. `given` are the operands in the order of their numbers, and `made`
  /// the results.
  GroupStream(llvm::ArrayRef<const StatedOp *> ops, mlir::ValueRange given,
              mlir::ValueRange made, LargestSizes largest = {});

  /// Plans a stream if one saves time. Returns false, with a reason, if none
  /// does.
  bool choose(const Speed &speed);
  /// Plans the stream of given loops. Returns false, with a reason, if the ops
  /// do not allow it.
  bool follow(llvm::ArrayRef<NestLoop> outer, NestLoop streamed);

  const std::optional<StreamPlan> &getPlan() const { return plan; }
  llvm::StringRef getReason() const { return reason; }
  /// Returns the tiles that choose() tried and that no block holds.
  llvm::ArrayRef<PlanTrial> getTrials() const { return trials; }

  const GroupDimensions &getDimensions() const { return dimensions; }
  GroupForms &getForms() { return *forms; }
  llvm::ArrayRef<const StatedOp *> getOps() const { return ops; }

  /// Returns maxima and minima that only keep exponents small: results do not
  /// depend on their values.
  llvm::SmallVector<mlir::Operation *> findAnchors();

private:
  bool read(mlir::ValueRange given);
  bool isRead() const { return nest && results.size() == made.size(); }
  /// Returns the dimensions of the loops that all ops share, if they are read.
  llvm::ArrayRef<unsigned> getSharedLoops() const {
    return llvm::ArrayRef(nest->dimensions).take_front(nest->shared);
  }
  bool isOnce(unsigned dimension) const;
  bool isMade(unsigned dimension) const;
  std::optional<unsigned> chooseDimension();
  std::optional<FormPlan> begin(unsigned dimension);
  bool countEmpty(unsigned dimension, llvm::MutableArrayRef<Form> computed);
  bool rename(FormPlan found);
  bool readsSlices();
  bool refuse(llvm::StringRef why) {
    reason = why;
    plan.reset();
    return false;
  }

  llvm::SmallVector<const StatedOp *> ops;
  llvm::DenseSet<mlir::Value> given;
  llvm::SmallVector<mlir::Value> made;
  GroupDimensions dimensions;
  LargestSizes largest;
  std::optional<GroupForms> forms;
  std::optional<GroupNesting> nest;
  llvm::SmallVector<FormAtLoops> results;
  std::optional<StreamPlan> plan;
  llvm::SmallVector<PlanTrial> trials;
  std::string reason;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_STREAM_H
