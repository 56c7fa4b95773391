//===- Skyline.h - what lies on top at each time ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What lies on top at each time, while things are stacked?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_SKYLINE_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_SKYLINE_H

#include "ag/Support/Memory/IntervalPacking.h"
#include "llvm/ADT/SetVector.h"
#include <map>

namespace ag {

/// The things that lie on top, by number. All that
/// live at one time conflict, so each lies, by way of others, above all before
/// it: whoever lies upon the top is above everything.
class Skyline {
public:
  using Tops = llvm::SmallSetVector<unsigned, 4>;
  /// Adds the tops in `range`, in order of time; the top there is now `whole`.
  void cover(LiveRange range, unsigned whole, Tops &tops);

private:
  /// Makes a piece begin at `time`, if one covers it.
  void splitAt(int64_t time);

  struct Piece {
    int64_t end;
    unsigned whole;
  };
  std::map<int64_t, Piece> pieces; // By start, disjoint; nothing in the gaps.
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_SKYLINE_H
