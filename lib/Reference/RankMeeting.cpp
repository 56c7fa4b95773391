//===- RankMeeting.cpp - ranks that wait for each other -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "RankMeeting.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {

void RankMeeting::wait(std::unique_lock<std::mutex> &lock, int64_t rank) {
  wakeUps[rank].wait(lock, [&] { return holder == rank; });
}

/// Hands the baton to the next rank that has not left. Each rank runs until the
/// next meeting.
void RankMeeting::handOn(int64_t rank) {
  for (int64_t step = 1; step <= ranks; ++step) {
    holder = (rank + step) % ranks;
    if (!hasLeft[holder])
      break;
  }
  wakeUps[holder].notify_one();
}

void RankMeeting::begin(int64_t rank) {
  std::unique_lock lock(mutex);
  wait(lock, rank);
}

void RankMeeting::leave(int64_t rank, bool hasFailed) {
  std::unique_lock lock(mutex);
  hasLeft[rank] = true;
  failed |= hasFailed;
  handOn(rank);
}

static std::string describe(MeetingPlace place) {
  if (place.isNull())
    return "the end";
  auto *op = dyn_cast<Operation *>(place);
  std::string text;
  llvm::raw_string_ostream os(text);
  if (!op) {
    op = cast<Region *>(place)->getParentOp();
    os << "region " << cast<Region *>(place)->getRegionNumber() << " of ";
  }
  os << "'" << op->getName() << "', " << op->getLoc();
  return text;
}

llvm::Error RankMeeting::compare() {
  for (int64_t rank = 1; rank < ranks; ++rank) {
    if (places[rank] == places.front())
      continue;
    parted = true;
    return llvm::createStringError(
        llvm::formatv("ranks part here: rank 0 comes to {0}, rank {1} to {2}",
                      describe(places.front()), rank, describe(places[rank])));
  }
  return llvm::Error::success();
}

llvm::Expected<ArrayRef<Tensors>>
RankMeeting::meet(int64_t rank, MeetingPlace place, Tensors tensors) {
  std::unique_lock lock(mutex);
  unsigned own = round;
  places[rank] = place;
  brought[own % 2][rank] = std::move(tensors);
  if (++present == ranks) {
    present = 0;
    ++round;
    if (llvm::Error error = compare())
      return error;
  }
  handOn(rank);
  wait(lock, rank);
  if (failed)
    return llvm::createStringError("ends, as another rank has failed");
  return ArrayRef(brought[own % 2]);
}

} // namespace ag
