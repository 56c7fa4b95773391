//===- Stream.h - work in its order -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When is what a program enqueues done? A stream keeps work in its order. In
// the order `in`, work is done as soon as it is enqueued; in random orders it
// is done when something waits for it, as late as CUDA allows, so that a
// missing wait is seen.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_DRIVER_STREAM_H
#define AG_EMULATOR_DRIVER_STREAM_H

#include "Memory/Result.h"
#include <chrono>
#include <deque>
#include <functional>
#include <memory>

namespace ag::emulator {

using Work = std::function<Result()>;

/// One time at which an event was recorded.
struct Record {
  bool isDone = false;
  std::chrono::steady_clock::time_point time;
};

struct Stream {
  std::deque<Work> work;
  /// False if it does not wait for the default stream, nor that for it.
  bool isBlocking = true;
};

struct Event {
  /// The last record and its stream; null before cuEventRecord.
  std::shared_ptr<Record> record;
  Stream *stream = nullptr;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_DRIVER_STREAM_H
