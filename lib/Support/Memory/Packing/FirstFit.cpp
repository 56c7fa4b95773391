//===- FirstFit.cpp - packing in an order ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "FirstFit.h"
#include "Order.h"
#include "Skyline.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

namespace ag {

namespace {
/// The placed items, in blocks of sections.
class Placed {
public:
  explicit Placed(const Problem &problem)
      : problem(problem), blockLength(problem.sections / 256 + 1),
        blocks(problem.sections / blockLength + 1) {}

  void add(unsigned index) {
    const Item &item = problem.items[index];
    for (unsigned at = blockOf(item.first()); at <= blockOf(item.end() - 1);
         ++at)
      blocks[at].push_back(index);
  }

  /// Returns the placed items that conflict with `item`, by offset. Subtracts
  /// the steps taken from `effort`.
  llvm::ArrayRef<unsigned>
  find(const Item &item, llvm::ArrayRef<int64_t> offsets, int64_t &effort);

private:
  unsigned blockOf(unsigned section) const { return section / blockLength; }

  const Problem &problem;
  unsigned blockLength;
  std::vector<std::vector<unsigned>> blocks;
  std::vector<unsigned> found;
};
} // namespace

llvm::ArrayRef<unsigned> Placed::find(const Item &item,
                                      llvm::ArrayRef<int64_t> offsets,
                                      int64_t &effort) {
  found.clear();
  unsigned first = blockOf(item.first());
  for (unsigned at = first; at <= blockOf(item.end() - 1); ++at) {
    effort -= int64_t(blocks[at].size());
    // Takes each item once: in the first block in which both live.
    for (unsigned other : blocks[at])
      if (std::max(blockOf(problem.items[other].first()), first) == at &&
          meet(item, problem.items[other]))
        found.push_back(other);
  }
  llvm::sort(found, [&](unsigned a, unsigned b) {
    return std::pair(offsets[a], a) < std::pair(offsets[b], b);
  });
  effort -= int64_t(found.size() * llvm::Log2_64_Ceil(found.size() + 1));
  return found;
}

std::optional<Offsets> firstFit(const Problem &problem,
                                llvm::ArrayRef<unsigned> order,
                                int64_t &effort) {
  Offsets offsets(problem.items.size());
  Placed placed(problem);
  for (unsigned index : order)
    if (problem.items[index].pinned) {
      offsets[index] = *problem.items[index].pinned;
      placed.add(index);
    }
  for (unsigned index : order) {
    const Item &item = problem.items[index];
    if (item.pinned)
      continue;
    if (effort < 0)
      return std::nullopt;
    int64_t offset = 0;
    for (unsigned other : placed.find(item, offsets, effort)) {
      if (offset + item.size <= offsets[other])
        break;
      int64_t end = offsets[other] + problem.items[other].size;
      offset =
          std::max<int64_t>(offset, llvm::alignToPowerOf2(end, item.alignment));
    }
    offsets[index] = offset;
    placed.add(index);
  }
  return offsets;
}

std::vector<std::vector<unsigned>> ordersToTry(const Problem &problem) {
  using Measure = double (*)(double size, double length);
  constexpr Measure measures[] = {
      [](double size, double) { return size; },
      [](double, double length) { return length; },
      [](double size, double length) { return size * length; },
      [](double size, double length) { return size * std::sqrt(length); },
  };
  std::vector<std::vector<unsigned>> orders;
  for (Measure measure : measures)
    orders.push_back(orderBy(problem.items.size(), [&](unsigned i) {
      const Item &item = problem.items[i];
      return std::tuple(-measure(static_cast<double>(item.size), item.length()),
                        -item.size, item.first());
    }));
  return orders;
}

Offsets stackItems(const Problem &problem, llvm::ArrayRef<unsigned> order) {
  Offsets offsets(problem.items.size());
  Skyline skyline;
  for (unsigned index : order) {
    const Item &item = problem.items[index];
    Skyline::Tops tops;
    for (SectionRange range : item.live)
      skyline.cover({range.first, range.end}, index, tops);
    int64_t end = 0;
    for (unsigned top : tops)
      end = std::max(end, offsets[top] + problem.items[top].size);
    offsets[index] = item.pinned.value_or(
        int64_t(llvm::alignToPowerOf2(end, item.alignment)));
  }
  return offsets;
}

Offsets settle(const Problem &problem, llvm::ArrayRef<int64_t> offsets) {
  return stackItems(
      problem, orderBy(offsets.size(), [&](unsigned i) { return offsets[i]; }));
}

} // namespace ag
