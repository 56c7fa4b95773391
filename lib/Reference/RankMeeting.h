//===- RankMeeting.h - ranks that wait for each other -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ranks that are interpreted meet? Each runs on a thread of its own, but
// only the rank that holds the baton runs. It hands the baton on when it has to
// wait for the others. The last rank to arrive at a meeting compares the places
// of all ranks.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_REFERENCE_RANKMEETING_H
#define AG_LIB_REFERENCE_RANKMEETING_H

#include "ag/Reference/Interpreter.h"
#include "llvm/ADT/PointerUnion.h"
#include <condition_variable>
#include <mutex>

namespace ag {

/// A place where a rank waits: an op, the beginning of a region, or null for
/// the end of the function.
using MeetingPlace = llvm::PointerUnion<mlir::Operation *, mlir::Region *>;

class RankMeeting {
public:
  explicit RankMeeting(int64_t ranks) : ranks(ranks) {}

  /// Waits until this rank holds the baton for the first time.
  void begin(int64_t rank);
  /// Waits until all ranks are at `place`. Returns the tensors that each rank
  /// has brought, which are valid until this rank's next meeting. Returns an
  /// error if ranks are at different places, or if one has failed.
  llvm::Expected<llvm::ArrayRef<Tensors>> meet(int64_t rank, MeetingPlace place,
                                               Tensors tensors);
  /// Declares that this rank comes to no further meeting. If it has failed, the
  /// meetings of the other ranks return errors.
  void leave(int64_t rank, bool hasFailed);
  /// Returns whether ranks came to different places.
  bool haveParted() const { return parted; }

private:
  llvm::Error compare();
  void wait(std::unique_lock<std::mutex> &lock, int64_t rank);
  void handOn(int64_t rank);

  int64_t ranks;
  std::mutex mutex;
  /// Notified when a rank holds the baton, one for each rank.
  std::vector<std::condition_variable> wakeUps =
      std::vector<std::condition_variable>(ranks);
  int64_t holder = 0;
  bool failed = false, parted = false;
  std::vector<bool> hasLeft = std::vector<bool>(ranks);
  /// The number of ranks that have come to the next meeting.
  int64_t present = 0;
  /// The number of meetings so far. Its parity selects one of two buffers,
  /// because a rank may still read the tensors of the last meeting while others
  /// bring theirs to the next.
  unsigned round = 0;
  std::vector<MeetingPlace> places = std::vector<MeetingPlace>(ranks);
  std::vector<Tensors> brought[2] = {std::vector<Tensors>(ranks),
                                     std::vector<Tensors>(ranks)};
};

} // namespace ag

#endif // AG_LIB_REFERENCE_RANKMEETING_H
