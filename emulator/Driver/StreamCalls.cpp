//===- StreamCalls.cpp - calls about streams and events -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Driver/Call.h"
#include "Driver/Cuda.h"

using namespace ag::emulator;

namespace ag::emulator {
namespace {

constexpr unsigned nonBlockingFlag = 1;

/// Calls `function` with the stream of a handle.
template <class F> int callWithStream(void *handle, F function) {
  return callInContext([&](Device &device) {
    Stream *stream = device.findStream(handle);
    return stream ? function(device, *stream) : Result::InvalidHandle;
  });
}

/// Calls `function` with the event of a handle.
template <class F> int callWithEvent(void *handle, F function) {
  return callInContext([&](Device &device) {
    Event *event = device.events.find(handle);
    return event ? function(device, *event) : Result::InvalidHandle;
  });
}

/// Removes a stream that is destroyed from the events recorded in it.
void forgetStream(Device &device, const Stream *stream) {
  for (const auto &[handle, event] : device.events)
    if (event->stream == stream)
      event->stream = nullptr;
}

Result recordEvent(Device &device, Event &event, Stream &stream) {
  auto record = std::make_shared<Record>();
  event.record = record;
  event.stream = &stream;
  return device.enqueue(stream, [record] {
    record->isDone = true;
    record->time = std::chrono::steady_clock::now();
    return Result::Success;
  });
}

Result waitForEvent(Device &device, const Event &event) {
  return event.stream ? device.waitFor(*event.record, *event.stream)
                      : device.fault;
}
} // namespace
} // namespace ag::emulator

int cuStreamCreate(void **stream, unsigned flags) {
  return callInContext([&](Device &device) {
    auto made = std::make_unique<Stream>();
    made->isBlocking = (flags & nonBlockingFlag) == 0;
    *stream = device.streams.add(std::move(made));
    return Result::Success;
  });
}

int cuStreamDestroy_v2(void *handle) {
  return callWithStream(handle, [&](Device &device, Stream &stream) {
    if (&stream == &device.defaultStream)
      return Result::InvalidHandle;
    device.waitForAll();
    forgetStream(device, &stream);
    device.streams.remove(handle);
    return device.fault;
  });
}

int cuStreamSynchronize(void *handle) {
  return callWithStream(handle, [](Device &device, Stream &stream) {
    return &stream == &device.defaultStream ? device.waitForBlocking()
                                            : device.wait(stream);
  });
}

int cuStreamQuery(void *handle) {
  return callWithStream(handle, [](Device &device, Stream &stream) {
    if (stream.work.empty())
      return Result::Success;
    // Who polls waits, too: the next query finds it done.
    device.wait(stream);
    return device.fault == Result::Success ? Result::NotReady : device.fault;
  });
}

int cuStreamWaitEvent(void *handle, void *eventHandle, unsigned flags) {
  (void)flags;
  return callWithStream(handle, [&](Device &device, Stream &stream) {
    Event *event = device.events.find(eventHandle);
    if (!event)
      return Result::InvalidHandle;
    if (!event->stream || event->stream == &stream)
      return Result::Success;
    // The stream of the event may be destroyed earlier; then the record is
    // done.
    std::shared_ptr<Record> record = event->record;
    Stream *recorded = event->stream;
    return device.enqueue(stream, [&device, record, recorded] {
      return record->isDone ? Result::Success
                            : device.waitFor(*record, *recorded);
    });
  });
}

int cuEventCreate(void **event, unsigned flags) {
  (void)flags;
  return callInContext([&](Device &device) {
    *event = device.events.add(std::make_unique<Event>());
    return Result::Success;
  });
}

int cuEventDestroy_v2(void *handle) {
  return callWithEvent(handle, [&](Device &device, Event &) {
    device.events.remove(handle);
    return Result::Success;
  });
}

int cuEventRecord(void *handle, void *streamHandle) {
  return callWithEvent(handle, [&](Device &device, Event &event) {
    Stream *stream = device.findStream(streamHandle);
    return stream ? recordEvent(device, event, *stream) : Result::InvalidHandle;
  });
}

int cuEventSynchronize(void *handle) {
  return callWithEvent(handle, [](Device &device, Event &event) {
    return waitForEvent(device, event);
  });
}

int cuEventQuery(void *handle) {
  return callWithEvent(handle, [](Device &device, Event &event) {
    if (!event.record || event.record->isDone)
      return Result::Success;
    // Who polls waits, too: the next query finds it done.
    waitForEvent(device, event);
    return device.fault == Result::Success ? Result::NotReady : device.fault;
  });
}

int cuEventElapsedTime(float *milliseconds, void *start, void *end) {
  return callWithEvent(start, [&](Device &device, Event &first) {
    Event *second = device.events.find(end);
    if (!second || !first.record || !second->record)
      return Result::InvalidHandle;
    if (!first.record->isDone || !second->record->isDone)
      return Result::NotReady;
    std::chrono::duration<float, std::milli> passed =
        second->record->time - first.record->time;
    *milliseconds = passed.count();
    return Result::Success;
  });
}
