//===- Check.cpp - whether buffers can be packed --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Check.h"
#include "Aliases.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MathExtras.h"
#include <map>

namespace ag {

static llvm::Error refusePacking(size_t buffer, const llvm::Twine &text,
                                 std::optional<unsigned> other = std::nullopt) {
  return llvm::make_error<PackingError>(buffer, text, other);
}

static llvm::Error checkRanges(size_t index, const LiveBuffer &buffer) {
  std::optional<int64_t> last;
  for (LiveRange range : buffer.live) {
    auto refuseRange = [&](const llvm::Twine &expected) {
      return refusePacking(index, "live from " + llvm::Twine(range.start) +
                                      " to " + llvm::Twine(range.end) +
                                      "; expected " + expected);
    };
    if (range.end < range.start)
      return refuseRange("an end that is not before the start");
    if (last && range.start < *last)
      return refuseRange("a start that is not before " + llvm::Twine(*last) +
                         ", where its last range ends");
    last = range.end;
  }
  return llvm::Error::success();
}

static llvm::Error checkPinned(size_t index, const LiveBuffer &buffer) {
  if (*buffer.pinned < 0 || *buffer.pinned % buffer.alignment != 0)
    return refusePacking(index, "pinned at " + llvm::Twine(*buffer.pinned) +
                                    "; expected a multiple of its alignment " +
                                    llvm::Twine(buffer.alignment));
  int64_t end;
  if (llvm::AddOverflow(*buffer.pinned, buffer.size, end))
    return refusePacking(index, "pinned at " + llvm::Twine(*buffer.pinned) +
                                    ", so that it ends at 2^63 bytes or more");
  return llvm::Error::success();
}

static llvm::Error checkAlias(llvm::ArrayRef<LiveBuffer> buffers, size_t index,
                              std::optional<unsigned> root) {
  const LiveBuffer &buffer = buffers[index];
  if (!root)
    return refusePacking(index,
                         "to lie where buffer " + llvm::Twine(*buffer.alias) +
                             " lies; expected the number of a buffer whose "
                             "place does not depend on this one");
  if (buffer.pinned)
    return refusePacking(index,
                         "pinned, and to lie where another one lies; expected "
                         "at most one of the two");
  if (buffer.alignment > buffers[*root].alignment)
    return refusePacking(
        index,
        "alignment " + llvm::Twine(buffer.alignment) +
            "; expected at most that of the buffer where it is to "
            "lie, " +
            llvm::Twine(buffers[*root].alignment),
        root);
  return llvm::Error::success();
}

static llvm::Error checkAlone(llvm::ArrayRef<LiveBuffer> buffers,
                              size_t index) {
  const LiveBuffer &buffer = buffers[index];
  if (buffer.size < 0)
    return refusePacking(index, "size " + llvm::Twine(buffer.size) +
                                    "; expected 0 or more");
  if (llvm::Error error = checkRanges(index, buffer))
    return error;
  if (buffer.alignment <= 0 || !llvm::isPowerOf2_64(buffer.alignment))
    return refusePacking(index, "alignment " + llvm::Twine(buffer.alignment) +
                                    "; expected a power of two");
  return buffer.pinned ? checkPinned(index, buffer) : llvm::Error::success();
}

/// Checks the sum of all sizes. However the buffers are stacked, none ends
/// above the pinned ones and the sum of the others.
static llvm::Error checkTotal(llvm::ArrayRef<LiveBuffer> buffers) {
  int64_t total = 0;
  for (const LiveBuffer &buffer : buffers)
    if (buffer.pinned)
      total = std::max(total, *buffer.pinned + buffer.size);
  // Alignment may round a buffer's start up, and its size, too.
  for (auto [index, buffer] : llvm::enumerate(buffers))
    if (llvm::AddOverflow(total, buffer.pinned ? 0 : buffer.size, total) ||
        llvm::AddOverflow(total, 2 * (buffer.alignment - 1), total))
      return refusePacking(
          index, "with it all sizes together take 2^63 bytes or more");
  return llvm::Error::success();
}

/// Checks that pinned buffers do not overlap. Visits events in the order of
/// time, with the live pinned buffers sorted by offset.
static llvm::Error checkPinnedTogether(llvm::ArrayRef<LiveBuffer> buffers) {
  Wholes wholes = joinAliases(buffers);
  struct Event {
    int64_t time;
    bool isStart;
    unsigned whole;
  };
  std::vector<Event> events;
  for (auto [number, whole] : llvm::enumerate(wholes.buffers))
    for (LiveRange range : whole.live)
      if (whole.pinned && whole.size > 0) {
        events.push_back({range.start, true, unsigned(number)});
        events.push_back({range.end, false, unsigned(number)});
      }
  llvm::sort(events, [](const Event &a, const Event &b) {
    return std::tie(a.time, a.isStart, a.whole) <
           std::tie(b.time, b.isStart, b.whole);
  });
  auto firstOf = [&](unsigned whole) {
    return unsigned(llvm::find(wholes.wholeOf, whole) - wholes.wholeOf.begin());
  };
  std::map<int64_t, unsigned> live;
  for (const Event &event : events) {
    const LiveBuffer &whole = wholes.buffers[event.whole];
    auto next = live.lower_bound(*whole.pinned);
    if (!event.isStart) {
      live.erase(next);
      continue;
    }
    auto overlaps = [&](unsigned other) {
      int64_t offset = *wholes.buffers[other].pinned;
      return offset < *whole.pinned + whole.size &&
             *whole.pinned < offset + wholes.buffers[other].size;
    };
    std::optional<unsigned> other;
    if (next != live.end() && overlaps(next->second))
      other = next->second;
    else if (next != live.begin() && overlaps(std::prev(next)->second))
      other = std::prev(next)->second;
    if (other)
      return refusePacking(
          firstOf(event.whole),
          "pinned at " + llvm::Twine(*whole.pinned) +
              ", where it overlaps one that lives at the same time",
          firstOf(*other));
    live.emplace_hint(next, *whole.pinned, event.whole);
  }
  return llvm::Error::success();
}

llvm::Error checkBuffers(llvm::ArrayRef<LiveBuffer> buffers) {
  for (size_t index = 0; index < buffers.size(); ++index)
    if (llvm::Error error = checkAlone(buffers, index))
      return error;
  for (auto [index, root] : llvm::enumerate(findRoots(buffers)))
    if (buffers[index].alias)
      if (llvm::Error error = checkAlias(buffers, index, root))
        return error;
  if (llvm::Error error = checkTotal(buffers))
    return error;
  return checkPinnedTogether(buffers);
}

} // namespace ag
