//===- Fragments.cpp - lanes by their next instructions -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Machine/Fragments.h"
#include <algorithm>

namespace ag::emulator {

void Fragments::branchFirst(uint32_t target, Lanes active) {
  Fragment &first = fragments.front();
  uint32_t following = first.next + 1;
  Lanes others = first.lanes & ~active;
  if (fragments.size() == 1 && (active == 0 || others == 0)) {
    first.next = active != 0 ? target : following;
    return;
  }
  fragments.erase(fragments.begin());
  insert({following, others});
  insert({target, active});
}

void Fragments::insert(Fragment fragment) {
  if (fragment.lanes == 0)
    return;
  auto isBefore = [](const Fragment &a, const Fragment &b) {
    return a.next < b.next;
  };
  auto at =
      std::lower_bound(fragments.begin(), fragments.end(), fragment, isBefore);
  if (at != fragments.end() && at->next == fragment.next)
    at->lanes |= fragment.lanes;
  else
    fragments.insert(at, fragment);
}

void Fragments::insertEach(const uint32_t *next, Lanes lanes) {
  while (lanes != 0) {
    uint32_t at = next[__builtin_ctz(lanes)];
    Lanes together = 0;
    for (Lanes rest = lanes; rest != 0; rest &= rest - 1)
      if (next[__builtin_ctz(rest)] == at)
        together |= rest & -rest;
    insert({at, together});
    lanes &= ~together;
  }
}

} // namespace ag::emulator
