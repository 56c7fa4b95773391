//===- Memo.h - what the search refuted ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Was this refuted before?
//
// What is still possible in sections that no unplaced item leaves depends on
// nothing but their floors, the items that are unplaced there, and what was
// refused to them. What is impossible within a capacity is so within a smaller
// one. Keys are kept whole, so that two states are never taken for one.
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
  /// Of the sections from `range.first` until `range.end`.
  Key keyOf(const SearchState &state, SectionRange range) const;
  bool isRefuted(const Key &key, int64_t capacityBytes) const {
    auto found = capacities.find(key);
    return found != capacities.end() && capacityBytes <= found->second;
  }
  /// Forgets what comes when it is full.
  void refute(const Key &key, int64_t capacityBytes);

private:
  static constexpr size_t mostBytes = size_t(256) << 20;
  /// By their first section.
  std::vector<unsigned> items;
  std::vector<unsigned> itemsBegin;
  /// The largest within which each is impossible.
  llvm::StringMap<int64_t, llvm::BumpPtrAllocator> capacities;
  size_t bytes = 0;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_MEMO_H
