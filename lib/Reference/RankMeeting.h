//===- RankMeeting.h - ranks that wait for each other -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do ranks that are interpreted meet? Each runs on a thread of its own, but
// only one at a time: that which holds the baton. It hands it on where it has
// to wait for the others; when all have come, places are compared, and the
// first goes on.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_REFERENCE_RANKMEETING_H
#define AG_LIB_REFERENCE_RANKMEETING_H

#include "ag/Reference/Interpreter.h"
#include "llvm/ADT/PointerUnion.h"
#include <condition_variable>
#include <mutex>

namespace ag {

/// Where a rank waits: at an op, at the begin of a region, or, null, at the
/// end.
using MeetingPlace = llvm::PointerUnion<mlir::Operation *, mlir::Region *>;

class RankMeeting {
public:
  explicit RankMeeting(int64_t ranks) : ranks(ranks) {}

  /// Waits for the baton for the first time.
  void begin(int64_t rank);
  /// Waits until all ranks are at `place`; gives what they have brought, until
  /// this rank meets the others again. An error where they are elsewhere, or
  /// where one has failed.
  llvm::Expected<llvm::ArrayRef<Tensors>> meet(int64_t rank, MeetingPlace place,
                                               Tensors tensors);
  /// This rank comes to no meeting any more; where it has failed, the others
  /// end, too.
  void leave(int64_t rank, bool hasFailed);
  /// Whether ranks came to different places.
  bool haveParted() const { return parted; }

private:
  llvm::Error compare();
  void wait(std::unique_lock<std::mutex> &lock, int64_t rank);
  void handOn(int64_t rank);

  int64_t ranks;
  std::mutex mutex;
  /// Of each rank, that it holds the baton.
  std::vector<std::condition_variable> turns =
      std::vector<std::condition_variable>(ranks);
  int64_t holder = 0;
  bool failed = false, parted = false;
  std::vector<bool> hasLeft = std::vector<bool>(ranks);
  /// How many have come to the meeting that is next.
  int64_t present = 0;
  /// Who holds the baton next reads what was brought to the last meeting, while
  /// others bring something to the next.
  unsigned round = 0;
  std::vector<MeetingPlace> places = std::vector<MeetingPlace>(ranks);
  std::vector<Tensors> brought[2] = {std::vector<Tensors>(ranks),
                                     std::vector<Tensors>(ranks)};
};

} // namespace ag

#endif // AG_LIB_REFERENCE_RANKMEETING_H
