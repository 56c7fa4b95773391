//===- LayeredLayout.h - places for boxes with arrows between ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where are boxes drawn, so that arrows go downwards and are short? In layers:
// each box below those that have an arrow to it, in a row with others, in the
// order of what they are connected to (Sugiyama's way, without its bends).
//
//   edges 0 -> 1, 0 -> 2, 1 -> 3, 2 -> 3:     0
//                                            1 2
//                                             3
//
// The time is that of sorting the edges a few times.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_GRAPH_LAYEREDLAYOUT_H
#define AG_SUPPORT_GRAPH_LAYEREDLAYOUT_H

#include "llvm/ADT/ArrayRef.h"
#include <utility>

namespace ag {

struct LayoutBox {
  double width, height;
  /// The upper left corner.
  double x = 0, y = 0;
};

/// What all boxes take, from 0 on.
struct LayoutSize {
  double width = 0, height = 0;
};

/// Places the boxes, none over another, `gap` apart. An edge to a box of a
/// lower number is one back, which does not count. Rows wider than `most` are
/// broken.
LayoutSize layOut(llvm::MutableArrayRef<LayoutBox> boxes,
                  llvm::ArrayRef<std::pair<unsigned, unsigned>> edges,
                  double gap, double most);

} // namespace ag

#endif // AG_SUPPORT_GRAPH_LAYEREDLAYOUT_H
