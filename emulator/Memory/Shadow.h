//===- Shadow.h - who touched a byte, and when --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do two threads touch one byte with nothing between them, where one writes?
// Each byte of global and shared memory has two stamps: who wrote it last, and
// who read it or that several did, each with the time. Blocks run one after
// another, so one clock orders all, which moves on where a launch, a block, or
// an interval between barriers begins:
//
//   0 ... launch ... block ... barrier ... now
//   earlier launches: ordered
//           earlier blocks of this launch: a race
//                    this block, before its last barrier: ordered
//                              since: a race, but of a thread with itself, or
//                              with lanes that bar.warp.sync ordered since
//
// With barriers as the only order, this finds each race among the accesses
// made, whatever order the threads run in.
//
// Atomic updates are readers with a mark: as reads, they race with a write and
// not with each other; a read and an update race, too, unless one thread does
// both. That is a second mark, as no other thread may do either then.
//
// To CUDA, two writes that nothing orders are a race, whatever they write. Yet
// compilers let threads that computed one number write it to one place of
// shared memory, as Triton does. So plain writes of a block's threads to shared
// memory are none as long as all write one value and none reads it: the byte is
// the same in each order. A thread that wrote several values has the second
// mark. In global memory such writes stay a race: compilers let one thread do
// them, and several that do are a mistake.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MEMORY_SHADOW_H
#define AG_EMULATOR_MEMORY_SHADOW_H

#include <cstddef>
#include <cstdint>

namespace ag::emulator {

/// A set of a warp's 32 lanes.
using Lanes = uint32_t;

/// A time in the upper bits, and in the lower ones who: a thread's number in
/// its block, or several threads.
using Stamp = uint32_t;

constexpr unsigned whoBits = 11;
constexpr Stamp whoMask = (1u << whoBits) - 1;
/// The mark of readers that update a byte atomically.
constexpr Stamp atomicMark = 1u << whoBits;
/// The mark of a thread that both reads and updates, or wrote several values.
constexpr Stamp mixedMark = 2 * atomicMark;
constexpr Stamp oneTick = 2 * mixedMark;
/// Several threads of warp w are `severalOfWarp + w`.
constexpr Stamp severalOfWarp = 1024;
constexpr Stamp severalOfBlock = 1056;
/// Several blocks of one launch, which no barrier orders.
constexpr Stamp severalBlocks = 1057;

/// Times are those of stamps whose lower bits are 0.
struct Clock {
  Stamp now = oneTick;
  Stamp launch = oneTick;
  Stamp block = oneTick;
  Stamp barrier = oneTick;

  void startLaunch() { launch = block = barrier = now += oneTick; }
  void startBlock() { block = barrier = now += oneTick; }
  void passBarrier() { barrier = now += oneTick; }
  void passWarpBarrier();

  /// Returns true if stamps have to be renewed before the next interval.
  bool isNearEnd() const { return now >= 1u << 31; }

  /// Returns the stamp that stands for `stamp` once the clock is restarted.
  Stamp renew(Stamp stamp) const;

  /// Restarts the clock, after all stamps are renewed.
  void restart();
};

/// The last bar.warp.sync of a lane: what `lanes` did before the time `since`
/// is ordered.
struct WarpOrder {
  Stamp since = 0;
  Lanes lanes = 0;
};

/// A thread that touches memory.
struct Toucher {
  const Clock &clock;
  /// Since when the memory is what it is: a block's for shared memory, or else
  /// a launch's. What was done before is ordered.
  Stamp start;
  uint32_t thread;
  WarpOrder order;
  /// The lanes that the thread's warp has.
  Lanes warpLanes;

  Stamp getStamp() const { return clock.now | thread; }

  /// Returns true if what `stamp` stands for is ordered before the thread's
  /// next access.
  bool isOrdered(Stamp stamp) const {
    if (stamp < start)
      return true;
    if (stamp < clock.block || (stamp & whoMask) == severalBlocks)
      return false;
    return stamp < clock.barrier || (stamp & whoMask) == thread ||
           isOrderedByWarp(stamp);
  }

  bool isOrderedByWarp(Stamp stamp) const;

  /// Returns true if `stamp` is the thread's own, and other threads are not
  /// ordered behind it.
  bool isOwn(Stamp stamp) const {
    return (stamp & whoMask) == thread && stamp >= clock.barrier &&
           !isOrderedByWarp(stamp);
  }

  /// Returns the stamp of readers after a read or an update by the thread.
  Stamp addReader(Stamp readers) const {
    if (!isOrdered(readers))
      return merge(readers);
    bool isMixed = (readers & atomicMark) != 0 && isOwn(readers);
    return getStamp() | (isMixed ? atomicMark | mixedMark : 0);
  }
  Stamp addUpdater(Stamp readers) const {
    if (!isOrdered(readers))
      return merge(readers) | atomicMark;
    Stamp kind = readers & (atomicMark | mixedMark);
    bool isMixed = kind != atomicMark && isOwn(readers);
    return getStamp() | atomicMark | (isMixed ? mixedMark : 0);
  }

  /// Returns the stamp of the thread and of those that `stamp` stands for.
  Stamp merge(Stamp stamp) const;
};

/// Notes that a thread reads bytes with these stamps. Returns the index of the
/// first byte that another wrote or updated with no order between, or -1.
inline int noteRead(const Toucher &toucher, const Stamp *writers,
                    Stamp *readers, unsigned bytes) {
  Stamp writer = 0, reader = readers[0];
  Stamp next = toucher.addReader(reader);
  for (unsigned i = 0; i < bytes; ++i) {
    if (writers[i] != writer) {
      writer = writers[i];
      if (!toucher.isOrdered(writer))
        return static_cast<int>(i);
    }
    if (readers[i] != reader) {
      reader = readers[i];
      next = toucher.addReader(reader);
    }
    if ((reader & atomicMark) != 0 && !toucher.isOrdered(reader))
      return static_cast<int>(i);
    readers[i] = next;
  }
  return -1;
}

/// Notes that a thread updates bytes with these stamps atomically. Returns the
/// index of the first byte that another wrote, or read otherwise, with no order
/// between, or -1.
inline int noteAtomic(const Toucher &toucher, const Stamp *writers,
                      Stamp *readers, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) {
    bool isRead = (readers[i] & (atomicMark | mixedMark)) != atomicMark;
    if (!toucher.isOrdered(writers[i]) ||
        (isRead && !toucher.isOrdered(readers[i])))
      return static_cast<int>(i);
    readers[i] = toucher.addUpdater(readers[i]);
  }
  return -1;
}

/// Notes that a thread writes bytes with these stamps. Returns the index of the
/// first byte that another wrote or read with no order between, or -1.
inline int noteWrite(const Toucher &toucher, Stamp *writers,
                     const Stamp *readers, unsigned bytes) {
  Stamp writer = 0, reader = 0, next = toucher.getStamp();
  for (unsigned i = 0; i < bytes; ++i) {
    if (writers[i] != writer || readers[i] != reader) {
      writer = writers[i];
      reader = readers[i];
      if (!toucher.isOrdered(writer) || !toucher.isOrdered(reader))
        return static_cast<int>(i);
    }
    writers[i] = next;
  }
  return -1;
}

/// The same where threads of a block may write one value: `before` is what is
/// there, `values` what is written.
inline int noteSameWrite(const Toucher &toucher, Stamp *writers,
                         const Stamp *readers, const uint8_t *before,
                         const uint8_t *values, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) {
    Stamp writer = writers[i];
    bool isOrdered = toucher.isOrdered(writer);
    bool isMixed = before[i] != values[i] || (writer & mixedMark) != 0;
    if (!toucher.isOrdered(readers[i]) || (!isOrdered && isMixed))
      return static_cast<int>(i);
    writers[i] = isOrdered ? toucher.getStamp() : toucher.merge(writer);
    if (isMixed && toucher.isOwn(writer))
      writers[i] |= mixedMark;
  }
  return -1;
}

/// Renews stamps before `clock` is restarted.
void renewStamps(const Clock &clock, Stamp *stamps, size_t count);

} // namespace ag::emulator

#endif // AG_EMULATOR_MEMORY_SHADOW_H
