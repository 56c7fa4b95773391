//===- Memo.h - what the search refuted -------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Was this state refuted before?
//
// If no unplaced item crosses the border of a range of sections, the possible
// packings in it depend only on the floors of the sections, on the unplaced
// items there, and on the places that these were refused. A state that is
// impossible within a capacity is impossible within smaller ones. Keys are
// stored completely, so that two states are never confused.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_MEMO_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_MEMO_H

#include "SearchState.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Allocator.h"

namespace ag {

class Memo {
public:
  explicit Memo(const Problem &problem);

  llvm::ArrayRef<unsigned> itemsThatBeginIn(SectionRange range) const {
    unsigned begin = itemsBegin[range.first];
    return llvm::ArrayRef(items).slice(begin, itemsBegin[range.end] - begin);
  }

  using Key = llvm::SmallString<256>;
  /// Returns the key of the sections from `range.first` to before `range.end`.
  Key keyOf(const SearchState &state, SectionRange range) const;
  bool isRefuted(const Key &key, int64_t capacityBytes) const {
    auto found = capacities.find(key);
    return found != capacities.end() && capacityBytes <= found->second;
  }
  /// Records a refutation. Ignores it if the memory for keys is used up.
  void refute(const Key &key, int64_t capacityBytes);

private:
  static constexpr size_t mostBytes = size_t(256) << 20;
  /// Sorted by first section.
  std::vector<unsigned> items;
  std::vector<unsigned> itemsBegin;
  /// For each key, the largest capacity within which it is impossible.
  llvm::StringMap<int64_t, llvm::BumpPtrAllocator> capacities;
  size_t bytes = 0;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_MEMO_H
