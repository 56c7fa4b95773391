//===- Fragments.h - lanes by their next instructions -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which lanes of a warp run next, and where do lanes part and meet? Lanes at
// one instruction are a fragment. The fragment with the first instruction of
// the program runs until it reaches the next fragment, which it joins.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MACHINE_FRAGMENTS_H
#define AG_EMULATOR_MACHINE_FRAGMENTS_H

#include "Memory/Shadow.h"
#include <vector>

namespace ag::emulator {

/// Lanes whose next instruction is `next`.
struct Fragment {
  uint32_t next;
  Lanes lanes;
};

/// The lanes that can run. Fragments are sorted by their next instructions,
/// which differ. Each has a lane, and no lane is in two of them.
class Fragments {
public:
  /// Makes `all`, which has a lane, the only fragment.
  void start(Fragment all) { fragments.assign(1, all); }

  bool isEmpty() const { return fragments.empty(); }

  /// Returns the fragment that runs. There must be one.
  const Fragment &getFirst() const { return fragments.front(); }

  /// Returns the instruction at which the first fragment joins the next one;
  /// UINT32_MAX if there is no other.
  uint32_t getLimit() const {
    return fragments.size() > 1 ? fragments[1].next : UINT32_MAX;
  }

  /// Lets the first fragment continue at `next`, which is at most getLimit().
  void moveFirst(uint32_t next) {
    fragments.front().next = next;
    if (next == getLimit()) {
      fragments[1].lanes |= fragments.front().lanes;
      fragments.erase(fragments.begin());
    }
  }

  /// Lets the lanes `active` of the first fragment continue at `target`, and
  /// its others at the following instruction.
  void branchFirst(uint32_t target, Lanes active);

  /// Removes the first fragment.
  Fragment takeFirst() {
    Fragment first = fragments.front();
    fragments.erase(fragments.begin());
    return first;
  }

  /// Adds lanes, or does nothing if there are none.
  void insert(Fragment fragment);

  /// Adds each of `lanes` at its own instruction in `next`.
  void insertEach(const uint32_t *next, Lanes lanes);

private:
  std::vector<Fragment> fragments;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_MACHINE_FRAGMENTS_H
