//===- Skyline.h - what lies on top at each time ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which item is on top at each time, while items are stacked?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_SKYLINE_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_SKYLINE_H

#include "ag/Support/Memory/IntervalPacking.h"
#include "llvm/ADT/SetVector.h"
#include <map>

namespace ag {

/// The items on top, by number. All items that live at one time conflict, so
/// that each is, directly or not, above all earlier ones. An item upon the top
/// one is therefore above all of them.
class Skyline {
public:
  using Tops = llvm::SmallSetVector<unsigned, 4>;
  /// Adds the tops within `range` to `tops`, in the order of time, and makes
  /// `whole` the top there.
  void cover(LiveRange range, unsigned whole, Tops &tops);

private:
  /// Splits the piece that covers `time`, if there is one, so that a piece
  /// begins there.
  void splitAt(int64_t time);

  struct Piece {
    int64_t end;
    unsigned whole;
  };
  std::map<int64_t, Piece> pieces; // Disjoint, by start.
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_SKYLINE_H
