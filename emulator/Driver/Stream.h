//===- Stream.h - work in its order -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// When is enqueued work done? A stream keeps work in order. With order=in, work
// is done as soon as it is enqueued. In random orders, it is done when
// something waits for it, as late as CUDA allows, so that a missing wait has an
// effect.
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

/// One recording of an event.
struct Record {
  bool isDone = false;
  std::chrono::steady_clock::time_point time;
};

struct Stream {
  std::deque<Work> work;
  /// False if this stream and the default stream do not wait for each other.
  bool isBlocking = true;
};

struct Event {
  /// The last record and its stream; null before cuEventRecord.
  std::shared_ptr<Record> record;
  Stream *stream = nullptr;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_DRIVER_STREAM_H
