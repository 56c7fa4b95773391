//===- CoreFirst.cpp - packing the fullest sections first -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CoreFirst.h"
#include "FirstFit.h"
#include "Minimise.h"
#include "ValleyFill.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

/// Returns the pinned items, and the items that live in a section whose sum is
/// at least `share` of the largest one.
static llvm::SmallVector<unsigned> findCore(const Problem &problem) {
  constexpr double share = 0.999;
  std::vector<int64_t> sums = liveSums(problem);
  auto least = static_cast<double>(*llvm::max_element(sums)) * share;
  // For each section, the number of full sections before it.
  std::vector<unsigned> full = {0};
  for (int64_t sum : sums)
    full.push_back(full.back() + (static_cast<double>(sum) >= least));
  llvm::SmallVector<unsigned> core;
  for (auto [index, item] : llvm::enumerate(problem.items))
    if (item.pinned || llvm::any_of(item.live, [&](SectionRange range) {
          return full[range.first] < full[range.end];
        }))
      core.push_back(index);
  return core;
}

/// Returns the core as a problem of its own. It may have fewer sections and
/// larger units.
static Problem isolate(const Problem &problem, llvm::ArrayRef<unsigned> core) {
  std::vector<LiveBuffer> buffers;
  for (unsigned index : core) {
    const Item &item = problem.items[index];
    LiveBuffer &buffer = buffers.emplace_back(LiveBuffer{item.size, {}});
    for (SectionRange range : item.live)
      buffer.live.push_back({range.first, range.end});
    buffer.alignment = item.alignment;
    buffer.pinned = item.pinned;
  }
  std::vector<std::optional<unsigned>> itemOf;
  return makeProblem(buffers, itemOf);
}

std::optional<Offsets> packCoreFirst(const Problem &problem,
                                     const PackingOptions &options) {
  llvm::SmallVector<unsigned> core = findCore(problem);
  Problem isolated = isolate(problem, core);
  if (core.size() == problem.items.size() || isolated.hasPinned ||
      !isSearchable(isolated))
    return std::nullopt;
  Minimum packing = minimise(isolated, fillValleys(isolated, LargestBy::Area),
                             {options.effort / 2, std::nullopt});
  Problem around = problem;
  for (auto [index, offset] : llvm::zip_equal(core, packing.offsets))
    around.items[index].pinned = offset * isolated.unit;
  int64_t effort = options.effort / 2;
  std::optional<Offsets> best;
  for (llvm::ArrayRef<unsigned> order : ordersToTry(around))
    if (std::optional<Offsets> offsets = firstFit(around, order, effort))
      if (!best || problem.peakOf(*offsets) < problem.peakOf(*best))
        best = std::move(offsets);
  return best;
}

} // namespace ag
