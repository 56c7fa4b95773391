//===- Stacking.cpp - an order in which buffers are stacked ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Memory/Stacking.h"
#include "Packing/Aliases.h"
#include "Packing/Order.h"
#include "Packing/Skyline.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>

namespace ag {

/// Returns the alias groups in the order in which they are stacked.
static std::vector<unsigned> orderOf(const Wholes &wholes,
                                     llvm::ArrayRef<int64_t> offsets) {
  std::vector<int64_t> offsetOf(wholes.buffers.size());
  for (auto [whole, offset] : llvm::zip_equal(wholes.wholeOf, offsets))
    offsetOf[whole] = offset;
  // No buffer lies below the pinned ones, of which the last is the highest.
  // Empty buffers come early, where they raise no other buffer: one at the
  // offset of another buffer must be below it, not upon it.
  return orderBy(wholes.buffers.size(), [&](unsigned i) {
    const LiveBuffer &whole = wholes.buffers[i];
    int64_t offset = whole.pinned      ? *whole.pinned + whole.size
                     : whole.size == 0 ? -1
                                       : offsetOf[i];
    return std::pair(!whole.pinned, offset);
  });
}

Stacking stackInOrderOf(llvm::ArrayRef<LiveBuffer> buffers,
                        llvm::ArrayRef<int64_t> offsets) {
  assert(buffers.size() == offsets.size());
  Wholes wholes = joinAliases(buffers);
  // Roots come first, because aliases have their offsets.
  std::vector<llvm::SmallVector<unsigned, 1>> members(wholes.buffers.size());
  for (bool isAlias : {false, true})
    for (auto [index, buffer] : llvm::enumerate(buffers))
      if (buffer.alias.has_value() == isAlias)
        members[wholes.wholeOf[index]].push_back(index);

  Skyline skyline;
  Stacking stacking;
  std::vector<llvm::SmallVector<unsigned, 4>> uponOf(wholes.buffers.size());
  stacking.reserve(buffers.size());
  for (unsigned index : orderOf(wholes, offsets)) {
    const LiveBuffer &whole = wholes.buffers[index];
    Skyline::Tops tops;
    for (LiveRange range : whole.live)
      skyline.cover(range, index, tops);
    for (unsigned member : members[index])
      stacking.push_back({member, {}});
    if (whole.pinned)
      continue;
    // A buffer that another top lies upon need not be listed.
    llvm::SmallSet<unsigned, 8> covered;
    for (unsigned top : tops)
      covered.insert_range(uponOf[top]);
    StackingStep &step = stacking[stacking.size() - members[index].size()];
    for (unsigned top : tops)
      if (!covered.contains(top)) {
        uponOf[index].push_back(top);
        llvm::append_range(step.upon, members[top]);
      }
  }
  return stacking;
}

std::vector<int64_t> placeByStacking(const Stacking &stacking,
                                     llvm::ArrayRef<LiveBuffer> buffers) {
  std::vector<int64_t> offsets(buffers.size(), 0);
  std::vector<std::optional<unsigned>> roots = findRoots(buffers);
  for (const StackingStep &step : stacking) {
    const LiveBuffer &buffer = buffers[step.buffer];
    int64_t &offset = offsets[step.buffer];
    if (buffer.alias) {
      offset = offsets[*roots[step.buffer]];
      continue;
    }
    if (buffer.pinned) {
      offset = *buffer.pinned;
      continue;
    }
    for (unsigned below : step.upon)
      offset = std::max(offset, offsets[below] + buffers[below].size);
    offset = llvm::alignToPowerOf2(offset, buffer.alignment);
  }
  return offsets;
}

} // namespace ag
