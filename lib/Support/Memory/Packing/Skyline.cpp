//===- Skyline.cpp - what lies on top at each time ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Skyline.h"

namespace ag {

void Skyline::splitAt(int64_t time) {
  auto next = pieces.lower_bound(time);
  if (next == pieces.begin())
    return;
  Piece &piece = std::prev(next)->second;
  if (piece.end <= time)
    return;
  pieces.emplace_hint(next, time, piece);
  piece.end = time;
}

void Skyline::cover(LiveRange range, unsigned whole, Tops &tops) {
  splitAt(range.start);
  splitAt(range.end);
  auto first = pieces.lower_bound(range.start);
  auto last = pieces.lower_bound(range.end);
  for (auto it = first; it != last; ++it)
    tops.insert(it->second.whole);
  pieces.emplace_hint(pieces.erase(first, last), range.start,
                      Piece{range.end, whole});
}

} // namespace ag
