//===- WindowSearch.h - lower sums, a few variables at a time ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values cost less if all but a few neighbouring ones stay?
//
// This window has three of ten variables in a row, those around e:
//
//   a - b - c - [d - e - f] - g - h - i - j
//
// The best values within it depend on the present ones, and on those of c and
// g. If none of these has changed since the window was last searched without
// success, it is not searched again.
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
  /// Changes `values`. For `size` and `limit` see MinSum::improve().
  WindowSearch(const MinSum &costs, std::vector<unsigned> &values, size_t size,
               size_t limit)
      : costs(costs), values(values), size(size), limit(limit),
        changed(values.size(), 0) {}

  /// Improves the values around `center`. Returns true if some changed.
  bool improve(unsigned center);

private:
  struct Window {
    /// The variables, and the costs that depend on them, in increasing order.
    std::vector<unsigned> variables, costs;
    /// The value of `useful` when it was last searched without success.
    std::optional<unsigned> idleSince = {};
  };

  Window findWindow(unsigned center) const;
  bool hasChanged(const Window &window) const;
  MinSum makeInside(const Window &window) const;

  const MinSum &costs;
  std::vector<unsigned> &values;
  size_t size, limit;
  std::map<unsigned, Window> windows;
  /// The number of successful windows so far, and for each variable, that
  /// number when its value last changed.
  unsigned useful = 0;
  std::vector<unsigned> changed;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_GRAPH_WINDOWSEARCH_H
