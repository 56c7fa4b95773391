//===- LayeredLayout.h - places for boxes with arrows between ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are boxes placed so that arrows point downwards and are short?
//
// Boxes are in layers: each box is below those that have an arrow to it. Within
// a layer, boxes have the order of their neighbours (Sugiyama's method, without
// its bends).
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

/// The size of the drawing, from 0 on.
struct LayoutSize {
  double width = 0, height = 0;
};

/// Places the boxes without overlaps, `gap` apart. An edge to a box with a
/// lower number is a back edge, and is ignored. Rows wider than `most` are
/// broken.
LayoutSize layOut(llvm::MutableArrayRef<LayoutBox> boxes,
                  llvm::ArrayRef<std::pair<unsigned, unsigned>> edges,
                  double gap, double most);

} // namespace ag

#endif // AG_SUPPORT_GRAPH_LAYEREDLAYOUT_H
