//===- Shadow.h - the last accesses to each byte ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Do two threads access one byte, at least one of them writing it, without an
// order between them? Each byte of global and shared memory has two stamps,
// each with a time: the thread that wrote it last, and the thread or threads
// that read it. Blocks run one after another, so that one clock orders all
// accesses. It advances when a launch, a block, or an interval between barriers
// begins:
//
//   0 ... launch ... block ... barrier ... now
//   earlier launches: ordered
//           earlier blocks of this launch: a race
//                    this block, before its last barrier: ordered
//                              since: a race, except of a thread with itself or
//                              with lanes that bar.warp.sync ordered since
//
// Because only barriers order accesses, this finds every race among the
// accesses that are made, in whatever order the threads run.
//
// Atomic updates are recorded as readers with a mark. Like reads, they race
// with writes and not with each other. A read and an update also race, unless
// one thread does both. Such a thread gets a second mark, because no other
// thread may then read or update the byte.
//
// According to CUDA, two unordered writes are a race, whatever their values.
// But compilers such as Triton let several threads write the same number to one
// address of shared memory. Therefore, plain writes of a block's threads to
// shared memory are no race if all write one value and no thread reads it: the
// byte is then the same in every order. A thread that wrote several values gets
// the second mark. In global memory, such writes are a race: compilers let one
// thread do them, so that writes of several threads are a mistake.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_MEMORY_SHADOW_H
#define AG_EMULATOR_MEMORY_SHADOW_H

#include <cstddef>
#include <cstdint>

namespace ag::emulator {

/// A set of a warp's 32 lanes.
using Lanes = uint32_t;

/// A time in the upper bits, and a thread's number in its block, or a number
/// for several threads, in the lower bits. The two marks are between them.
using Stamp = uint32_t;

constexpr unsigned whoBits = 11;
constexpr Stamp whoMask = (1u << whoBits) - 1;
/// The mark of readers that update a byte atomically.
constexpr Stamp atomicMark = 1u << whoBits;
/// The mark of a thread that both reads and updates, or that wrote several
/// values.
constexpr Stamp mixedMark = 2 * atomicMark;
constexpr Stamp oneTick = 2 * mixedMark;
/// Several threads of warp w have the number `severalOfWarp + w`.
constexpr Stamp severalOfWarp = 1024;
constexpr Stamp severalOfBlock = 1056;
/// The number for threads of several blocks of one launch, which no barrier
/// orders.
constexpr Stamp severalBlocks = 1057;

/// The current time, and the times at which the launch, the block and the
/// interval since the last barrier began. Times are stamps whose lower bits are
/// 0.
struct Clock {
  Stamp now = oneTick;
  Stamp launch = oneTick;
  Stamp block = oneTick;
  Stamp barrier = oneTick;

  void startLaunch() { launch = block = barrier = now += oneTick; }
  void startBlock() { block = barrier = now += oneTick; }
  void passBarrier() { barrier = now += oneTick; }
  void passWarpBarrier();

  /// Returns true if stamps must be renewed before the next interval.
  bool isNearEnd() const { return now >= 1u << 31; }

  /// Returns the stamp that replaces `stamp` when the clock is restarted.
  Stamp renew(Stamp stamp) const;

  /// Restarts the clock. All stamps must have been renewed.
  void restart();
};

/// The last bar.warp.sync of a lane: accesses of `lanes` before the time
/// `since` are ordered.
struct WarpOrder {
  Stamp since = 0;
  Lanes lanes = 0;
};

/// A thread that accesses memory.
struct Toucher {
  const Clock &clock;
  /// The beginning of the block for shared memory, or of the launch for other
  /// memory. Earlier accesses are ordered.
  Stamp start;
  uint32_t thread;
  WarpOrder order;
  /// The lanes with a thread in the thread's warp.
  Lanes warpLanes;

  Stamp getStamp() const { return clock.now | thread; }

  /// Returns true if the accesses of `stamp` are ordered before the thread's
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

  /// Returns true if `stamp` is the thread's own, and no barrier has ordered it
  /// before accesses of other threads.
  bool isOwn(Stamp stamp) const {
    return (stamp & whoMask) == thread && stamp >= clock.barrier &&
           !isOrderedByWarp(stamp);
  }

  /// Returns the new stamp of readers after a read, or an update, by the
  /// thread.
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

  /// Returns a stamp for the thread and the threads of `stamp`.
  Stamp merge(Stamp stamp) const;
};

/// Records that a thread reads bytes with these stamps. Returns the index of
/// the first byte that another thread wrote or updated without order, or -1.
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

/// Records that a thread atomically updates bytes with these stamps. Returns
/// the index of the first byte that another thread wrote, or read without an
/// update, without order; else -1.
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

/// Records that a thread writes bytes with these stamps. Returns the index of
/// the first byte that another thread wrote or read without order, or -1.
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

/// Does the same as noteWrite, but threads of a block may write one value.
/// `before` are the current bytes, and `values` those that are written.
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
