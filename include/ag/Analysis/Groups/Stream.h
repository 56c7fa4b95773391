//===- Stream.h - groups in one pass over a dimension -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which groups are computed in one pass over a dimension that they reduce, tile
// by tile, so that nothing is as long as it?
//
//   s = q k^T;  p = e^(s - max s);  o = p v / sum p     shared: i; reduced: j
//
// Those of which forms say so (ag/Support/Scalar/FormPlan.h), where it saves:
// where a tile of rows of what the ops make along the dimension takes more than
// a near cache, or masks leave parts out; and where the accumulators of such a
// tile fit into the machine's memory for them. The tiles of an iteration fit
// into its memory for tiles if they do with 32 places or more of the stream.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_GROUPS_STREAM_H
#define AG_ANALYSIS_GROUPS_STREAM_H

#include "ag/Analysis/GroupForms.h"
#include "ag/Analysis/GroupNesting.h"
#include "ag/Analysis/Groups/NestLoop.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Support/Scalar/FormBounds.h"

namespace ag {

/// What a stream computes: forms of loops of which each goes over a dimension
/// of its own, `loops` by the dimension.
struct StreamPlan {
  llvm::SmallVector<NestLoop> outer;
  NestLoop streamed;
  /// The outer dimension along which vectors go, if not along the stream.
  std::optional<unsigned> alongRows;
  llvm::SmallVector<FormAccumulator> accumulators;
  llvm::SmallVector<FormCentre> centres;
  llvm::SmallVector<FormBound> bounds;
  llvm::SmallVector<FormAtLoops> results;
  std::map<unsigned, unsigned> loops;
  mlir::FloatType type;
};

class GroupStream {
public:
  /// Reads the forms of the results. `ops` are in the order of their block, and
  /// outlive this; `given` is what comes from outside, in the order of its
  /// numbers, and `made` what is used there.
  GroupStream(llvm::ArrayRef<const StatedOp *> ops, mlir::ValueRange given,
              mlir::ValueRange made);

  /// Plans a stream where one saves. Returns false, with a reason, if none
  /// does.
  bool choose(const Speed &speed);
  /// Plans the stream of loops that were chosen before. Returns false, with a
  /// reason, if the ops rule it out.
  bool follow(llvm::ArrayRef<NestLoop> outer, NestLoop streamed);

  const std::optional<StreamPlan> &getPlan() const { return plan; }
  llvm::StringRef getReason() const { return reason; }

  const GroupDimensions &getDimensions() const { return dimensions; }
  GroupForms &getForms() { return *forms; }
  llvm::ArrayRef<const StatedOp *> getOps() const { return ops; }

  /// Maxima and minima that only keep what is exponentiated small: the results
  /// are the same of any others.
  llvm::SmallVector<mlir::Operation *> findAnchors();

private:
  bool read(mlir::ValueRange given);
  bool isRead() const { return nest && results.size() == made.size(); }
  bool isOnce(unsigned dimension) const;
  bool isMade(unsigned dimension) const;
  std::optional<unsigned> chooseDimension();
  std::optional<FormPlan> begin(NestLoop streamed);
  bool countEmpty(unsigned dimension, llvm::MutableArrayRef<Form> computed);
  bool rename(FormPlan found);
  void chooseLoops();
  bool fitRows(int64_t accumulatorBytes);
  void fitStreamed(int64_t tileBytes);
  bool isSaving(const Speed &speed);
  int64_t countMade(int64_t streamed);
  int64_t countMadeBytes(int64_t streamed);
  int64_t countTileBytes();
  int64_t countAccumulated();
  int64_t countPlaces(llvm::ArrayRef<unsigned> dimensions, int64_t streamed);
  bool isGivenRead(
      llvm::function_ref<bool(mlir::AffineMap, llvm::ArrayRef<unsigned>)> how);
  bool isLeftOut(unsigned dimension, unsigned streamed);
  bool isContiguous(unsigned dimension);
  bool hasVectorsOf(unsigned rows, unsigned streamed, int64_t tile);
  bool refuse(llvm::StringRef why) {
    reason = why;
    plan.reset();
    return false;
  }

  llvm::SmallVector<const StatedOp *> ops;
  llvm::DenseSet<mlir::Value> given;
  llvm::SmallVector<mlir::Value> made;
  GroupDimensions dimensions;
  std::optional<GroupForms> forms;
  std::optional<GroupNesting> nest;
  llvm::SmallVector<FormAtLoops> results;
  std::optional<StreamPlan> plan;
  /// Something that is streamed is the same for several rows.
  bool areRowsShared = false;
  std::string reason;
};

} // namespace ag

#endif // AG_ANALYSIS_GROUPS_STREAM_H
