//===- PreferredPlaces.h - what an axis should split ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimension of a tensor should an axis split, by its role?
//
//            data           parameters          states      other results
//   dp       on batch       nowhere             nowhere     on batch
//   zero1    on batch       nowhere             somewhere   on batch
//   zero3    on batch       somewhere           somewhere   on batch
//   tp       nowhere        somewhere, kept     anywhere    nowhere
//   sp       on seq         somewhere, kept     anywhere    on seq
//   ep       on batch       on experts, kept    anywhere    on batch
//
// zero2 splits gradients as zero1 splits states. A dimension that is shorter
// than the axis is not split.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_SHARD_PLAN_PREFERREDPLACES_H
#define AG_LIB_PHASES_SHARD_PLAN_PREFERREDPLACES_H

#include "ag/Support/Sharding/ShardGraph.h"
#include "ag/Support/Sharding/ShardSpec.h"

namespace ag {

enum class BoundaryContent : uint8_t {
  Data,
  Parameter,
  State,
  Gradient,
  Result
};

/// A tensor that a boundary has.
struct BoundaryTensor {
  BoundaryContent content;
  /// See ShardGraph::Boundary::sizes.
  llvm::ArrayRef<int64_t> sizes;
  /// The dimensions of the batch and the sequence, for data and results;
  /// std::nullopt if there are none.
  std::optional<unsigned> batch = std::nullopt, sequence = std::nullopt;
  /// Whether dimension 0 numbers experts, for parameters.
  bool isOfExperts = false;
};

/// The preference of one axis for a tensor.
struct AxisPreference {
  /// The dimensions to split, or std::nullopt where none is to be split. Empty
  /// if there is no preference.
  llvm::SmallVector<ShardGraph::Place, 4> places = {};
  /// Whether the tensor is not split because no dimension that the role splits
  /// is as long as the axis.
  bool isTooShort = false;
  /// Whether zero1, zero2 or zero3 asks to split the tensor.
  bool isOfZero = false;
};

/// Returns the preference to split `dim` along an axis of size `length`, or
/// nothing if the tensor has no such dimension.
AxisPreference preferDim(llvm::ArrayRef<int64_t> sizes,
                         std::optional<unsigned> dim, int64_t length);

/// Returns the preference of an axis of `spec`, whose role is `role` and whose
/// size is `length`. There is none if that is 1.
AxisPreference preferPlaces(const BoundaryTensor &tensor, ShardRole role,
                            int64_t length, const ShardSpec &spec);

} // namespace ag

#endif // AG_LIB_PHASES_SHARD_PLAN_PREFERREDPLACES_H
