//===- Buckets.cpp - which collectives become one -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/Buckets.h"
#include "ag/Support/Sizes/Saturating.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

namespace ag {
namespace {
/// A bucket that the next collective of its kind may join.
struct OpenBucket {
  explicit OpenBucket(const BucketItem &item)
      : bucket{{}, 0, 0}, ready(item.ready), needed(item.needed) {}

  bool takes(const BucketItem &item, int64_t mostBytes) const {
    return plus(bucket.bytes, item.bytes) <= mostBytes &&
           std::max(ready, item.ready) <= std::min(needed, item.needed) &&
           llvm::none_of(item.operands, [&](size_t operand) {
             return operands.contains(operand);
           });
  }

  void add(size_t index, const BucketItem &item) {
    bucket.items.push_back(index);
    bucket.bytes = plus(bucket.bytes, item.bytes);
    ready = std::max(ready, item.ready);
    needed = std::min(needed, item.needed);
    operands.insert_range(item.operands);
  }

  /// Appends the bucket to `buckets`, with its position, if it has two or more
  /// items.
  void close(llvm::ArrayRef<BucketItem> items, std::vector<Bucket> &buckets) {
    if (bucket.items.size() < 2)
      return;
    const BucketItem &first = items[bucket.items.front()],
                     &last = items[bucket.items.back()];
    bucket.place = first.isLate ? std::min(2 * last.number + 1, needed)
                                : std::max(2 * first.number, ready);
    buckets.push_back(std::move(bucket));
  }

  Bucket bucket;
  /// The intersection of the windows of all items.
  size_t ready, needed;
  llvm::DenseSet<size_t> operands;
};
} // namespace

std::vector<Bucket> fillBuckets(llvm::ArrayRef<BucketItem> items,
                                int64_t mostBytes) {
  llvm::MapVector<unsigned, OpenBucket> open;
  std::vector<Bucket> buckets;
  for (auto [index, item] : llvm::enumerate(items)) {
    OpenBucket &own = open.try_emplace(item.kind, item).first->second;
    if (!own.bucket.items.empty() && !own.takes(item, mostBytes)) {
      own.close(items, buckets);
      own = OpenBucket(item);
    }
    own.add(index, item);
  }
  for (auto &[kind, rest] : open)
    rest.close(items, buckets);
  llvm::sort(buckets, [](const Bucket &a, const Bucket &b) {
    return std::pair(a.place, a.items.back()) <
           std::pair(b.place, b.items.back());
  });
  return buckets;
}

} // namespace ag
