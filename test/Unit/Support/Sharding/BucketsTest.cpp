//===- BucketsTest.cpp - tests of which collectives become one ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sharding/Buckets.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <map>
#include <random>
#include <set>

using namespace ag;

namespace {
BucketItem sum(size_t number, size_t ready, size_t needed, int64_t bytes = 1) {
  return {0, true, bytes, number, ready, needed, {number}};
}

BucketItem gather(size_t number, size_t ready, size_t needed) {
  return {1, false, 1, number, ready, needed, {number}};
}

/// Spells the buckets: "0 1 at 7; 2 3 at 12".
std::string fill(llvm::ArrayRef<BucketItem> items, int64_t mostBytes = 100) {
  std::string text;
  for (const Bucket &bucket : fillBuckets(items, mostBytes)) {
    text += text.empty() ? "" : "; ";
    for (size_t item : bucket.items)
      text += std::to_string(item) + " ";
    text += "at " + std::to_string(bucket.place);
  }
  return text;
}
} // namespace

TEST(Buckets, SumsAreLateAndGathersEarly) {
  EXPECT_EQ(fill({sum(1, 1, 20), sum(3, 5, 20)}), "0 1 at 7");
  EXPECT_EQ(fill({gather(1, 0, 20), gather(3, 1, 20)}), "0 1 at 2");
}

TEST(Buckets, PlacesKeepToAllWindows) {
  EXPECT_EQ(fill({sum(1, 1, 4), sum(3, 0, 20)}), "0 1 at 4");
  EXPECT_EQ(fill({gather(1, 0, 20), gather(3, 5, 20)}), "0 1 at 5");
  EXPECT_EQ(fill({sum(1, 1, 4), sum(3, 5, 20)}), "");
  EXPECT_EQ(fill({gather(1, 0, 4), gather(3, 5, 20)}), "");
}

TEST(Buckets, OneAfterTheOther) {
  EXPECT_EQ(fill({sum(1, 0, 90, 40), sum(3, 0, 90, 60), sum(5, 0, 90, 1),
                  sum(6, 0, 90, 99), sum(7, 0, 90, 101), sum(8, 0, 90, 1)}),
            "0 1 at 7; 2 3 at 13");
  EXPECT_EQ(fill({sum(1, 0, 90, INT64_MAX), sum(3, 0, 90, 1)}, INT64_MAX - 1),
            "");
}

TEST(Buckets, TheSameIsNotTwiceInOne) {
  std::vector<BucketItem> items;
  for (size_t number = 0; number < 4; ++number)
    items.push_back(gather(number, 0, 90));
  items[2].operands = items[1].operands;
  items[3].operands = items[0].operands;
  EXPECT_EQ(fill(items), "0 1 at 0; 2 3 at 4");
}

TEST(Buckets, KindsAreApart) {
  EXPECT_EQ(
      fill({sum(1, 0, 90), gather(2, 0, 90), sum(3, 0, 90), gather(4, 0, 90)}),
      "1 3 at 4; 0 2 at 7");
}

/// Each item is once in a bucket, in order, with items of its kind, and in its
/// window. Of each kind, there are as few buckets as an exhaustive search
/// finds.
TEST(Buckets, RunsAreTheFewest) {
  std::mt19937 chance(1);
  auto draw = [&](unsigned below) { return chance() % below; };
  for (unsigned round = 0; round < 2000; ++round) {
    std::vector<BucketItem> items;
    size_t count = draw(10);
    for (size_t number = 0; number < count; ++number)
      items.push_back({0,
                       round % 2 == 0,
                       static_cast<int64_t>(draw(5)),
                       number,
                       draw(2 * number + 2),
                       2 * number + 2 + 2 * draw(count),
                       {draw(20)}});
    auto holds = [&](size_t from, size_t to) {
      int64_t bytes = 0;
      size_t ready = 0, needed = SIZE_MAX;
      std::set<size_t> operands;
      for (size_t item = from; item < to; ++item) {
        bytes += items[item].bytes;
        ready = std::max(ready, items[item].ready);
        needed = std::min(needed, items[item].needed);
        operands.insert(items[item].operands.front());
      }
      return to - from == 1 ||
             (bytes <= 8 && ready <= needed && operands.size() == to - from);
    };
    std::vector<size_t> fewest(count + 1, SIZE_MAX);
    fewest[0] = 0;
    for (size_t to = 1; to <= count; ++to)
      for (size_t from = 0; from < to; ++from)
        if (holds(from, to))
          fewest[to] = std::min(fewest[to], fewest[from] + 1);
    size_t runs = count;
    for (const Bucket &bucket : fillBuckets(items, 8)) {
      runs -= bucket.items.size() - 1;
      EXPECT_TRUE(holds(bucket.items.front(), bucket.items.back() + 1));
      for (size_t item : bucket.items) {
        EXPECT_LE(items[item].ready, bucket.place);
        EXPECT_LE(bucket.place, items[item].needed);
      }
    }
    EXPECT_EQ(runs, fewest[count]);
  }
}

TEST(Buckets, ManyTakeNoTime) {
  std::vector<BucketItem> items;
  for (size_t number = 0; number < 1'000'000; ++number)
    items.push_back(number % 2 ? sum(number, 0, 4'000'000)
                               : gather(number, 0, 4'000'000));
  EXPECT_EQ(fillBuckets(items, 1000).size(), 1000U);
}
