//===- Aliases.cpp - buffers that lie at one place ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Aliases.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {

std::vector<std::optional<unsigned>>
findRoots(llvm::ArrayRef<LiveBuffer> buffers) {
  std::vector<std::optional<unsigned>> roots;
  for (auto [index, buffer] : llvm::enumerate(buffers)) {
    std::optional<unsigned> &root = roots.emplace_back(buffer.alias);
    if (!root)
      root = index;
    else if (*root >= buffers.size())
      root.reset();
  }
  // Each round doubles the number of aliases that are followed.
  for (size_t distance = 1; distance < buffers.size(); distance *= 2)
    for (std::optional<unsigned> &root : roots)
      if (root)
        root = roots[*root];
  for (std::optional<unsigned> &root : roots)
    if (root && buffers[*root].alias)
      root = std::nullopt;
  return roots;
}

/// Makes the ranges sorted, disjoint and non-empty.
static void unite(llvm::SmallVectorImpl<LiveRange> &ranges) {
  llvm::erase_if(ranges, [](LiveRange each) { return each.start == each.end; });
  llvm::sort(ranges,
             [](LiveRange a, LiveRange b) { return a.start < b.start; });
  size_t count = 0;
  for (LiveRange range : ranges) {
    if (count > 0 && range.start <= ranges[count - 1].end)
      ranges[count - 1].end = std::max(ranges[count - 1].end, range.end);
    else
      ranges[count++] = range;
  }
  ranges.truncate(count);
}

Wholes joinAliases(llvm::ArrayRef<LiveBuffer> buffers) {
  constexpr unsigned none = ~0u;
  Wholes wholes;
  std::vector<unsigned> wholeOfRoot(buffers.size(), none);
  std::vector<std::optional<unsigned>> roots = findRoots(buffers);
  for (auto [index, buffer] : llvm::enumerate(buffers)) {
    unsigned root = *roots[index];
    unsigned &number = wholeOfRoot[root];
    if (number == none) {
      number = wholes.buffers.size();
      wholes.buffers.push_back(
          {0, {}, buffers[root].alignment, buffers[root].pinned});
    }
    LiveBuffer &whole = wholes.buffers[number];
    whole.size = std::max(whole.size, buffer.size);
    llvm::append_range(whole.live, buffer.live);
    wholes.wholeOf.push_back(number);
  }
  for (LiveBuffer &whole : wholes.buffers)
    unite(whole.live);
  return wholes;
}

} // namespace ag
