//===- PreferredPlaces.cpp - what an axis should split --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/PreferredPlaces.h"
#include "llvm/ADT/STLExtras.h"

using llvm::ArrayRef;

namespace ag {

/// Returns the preference to split nothing.
static AxisPreference stayWhole() { return {{std::nullopt}}; }

static AxisPreference stayWholeAsShort() {
  return {{std::nullopt}, /*isTooShort=*/true};
}

AxisPreference preferDim(ArrayRef<int64_t> sizes, std::optional<unsigned> dim,
                         int64_t length) {
  if (!dim || *dim >= sizes.size())
    return stayWhole();
  return sizes[*dim] >= length ? AxisPreference{{dim}} : stayWholeAsShort();
}

/// Returns the preference to split any dimension that is as long as the axis.
static AxisPreference preferAnyDim(ArrayRef<int64_t> sizes, int64_t length) {
  AxisPreference preference;
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (size >= length)
      preference.places.push_back(dim);
  return preference.places.empty() ? stayWholeAsShort() : preference;
}

/// Returns the preference for tensors that zero splits from `level` on.
static AxisPreference preferByZero(unsigned level, ArrayRef<int64_t> sizes,
                                   int64_t length, const ShardSpec &spec) {
  if (spec.zero < level)
    return stayWhole();
  AxisPreference preference = preferAnyDim(sizes, length);
  preference.isOfZero = true;
  return preference;
}

static AxisPreference preferForData(const BoundaryTensor &tensor,
                                    int64_t length, const ShardSpec &spec) {
  switch (tensor.content) {
  case BoundaryContent::Data:
    return preferDim(tensor.sizes, tensor.batch, length);
  case BoundaryContent::Result:
    return {};
  case BoundaryContent::State:
    return preferByZero(1, tensor.sizes, length, spec);
  case BoundaryContent::Gradient:
    return preferByZero(2, tensor.sizes, length, spec);
  case BoundaryContent::Parameter:
    return preferByZero(3, tensor.sizes, length, spec);
  }
  llvm_unreachable("all contents are listed");
}

static AxisPreference preferForTensor(const BoundaryTensor &tensor,
                                      int64_t length, const ShardSpec &spec) {
  size_t rank = tensor.sizes.size();
  std::optional<unsigned> sequence =
      spec.sequence ? tensor.sequence : std::nullopt;
  switch (tensor.content) {
  case BoundaryContent::Data:
    return preferDim(tensor.sizes, sequence, length);
  case BoundaryContent::Result:
    return preferDim(tensor.sizes, rank >= 3 ? sequence : std::nullopt, length);
  case BoundaryContent::Parameter:
    return rank >= 2 ? preferAnyDim(tensor.sizes, length) : AxisPreference();
  case BoundaryContent::State:
  case BoundaryContent::Gradient:
    return {};
  }
  llvm_unreachable("all contents are listed");
}

static AxisPreference preferForExpert(const BoundaryTensor &tensor,
                                      int64_t length, const ShardSpec &spec) {
  switch (tensor.content) {
  case BoundaryContent::Data:
  case BoundaryContent::Result:
    return preferForData(tensor, length, spec);
  case BoundaryContent::Parameter:
    return preferDim(tensor.sizes,
                     tensor.isOfExperts ? ShardGraph::Place(0) : std::nullopt,
                     length);
  case BoundaryContent::State:
  case BoundaryContent::Gradient:
    return {};
  }
  llvm_unreachable("all contents are listed");
}

AxisPreference preferPlaces(const BoundaryTensor &tensor, ShardRole role,
                            int64_t length, const ShardSpec &spec) {
  if (length == 1)
    return {};
  switch (role) {
  case ShardRole::None:
    return {};
  case ShardRole::Data:
    return preferForData(tensor, length, spec);
  case ShardRole::Tensor:
    return preferForTensor(tensor, length, spec);
  case ShardRole::Expert:
    return preferForExpert(tensor, length, spec);
  }
  llvm_unreachable("all roles are listed");
}

} // namespace ag
