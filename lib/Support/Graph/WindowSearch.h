//===- WindowSearch.h - lower sums, a few variables at a time ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values cost less, where all but a few near to each other stay? Of ten
// variables in a row, the three around e:
//
//   a - b - c - [d - e - f] - g - h - i - j
//
// What is best for them hangs on their values, and on those of c and g. Where
// none of these has changed since the window was last of no use, it is of none
// again, and is not looked into.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_GRAPH_WINDOWSEARCH_H
#define AG_LIB_SUPPORT_GRAPH_WINDOWSEARCH_H

#include "ag/Support/Graph/MinSum.h"
#include <map>
#include <optional>

namespace ag {

class WindowSearch {
public:
  /// Changes `values`; `size` and `limit` are as MinSum::improve has them.
  WindowSearch(const MinSum &costs, std::vector<unsigned> &values, size_t size,
               size_t limit)
      : costs(costs), values(values), size(size), limit(limit),
        changed(values.size(), 0) {}

  /// Whether other values around `center` cost less, and are chosen.
  bool improve(unsigned center);

private:
  struct Window {
    /// The variables and the costs that these are in, in increasing order.
    std::vector<unsigned> variables, costs;
    /// How many windows had been of use when it was last of none.
    std::optional<unsigned> idleSince = {};
  };

  Window findWindow(unsigned center) const;
  bool hasChanged(const Window &window) const;
  MinSum makeInside(const Window &window) const;

  const MinSum &costs;
  std::vector<unsigned> &values;
  size_t size, limit;
  std::map<unsigned, Window> windows;
  /// How many windows have been of use, and how many when the value of each
  /// variable last changed.
  unsigned useful = 0;
  std::vector<unsigned> changed;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_GRAPH_WINDOWSEARCH_H
