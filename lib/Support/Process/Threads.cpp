//===- Threads.cpp - whether threads can be started -----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Process/Threads.h"
#include <mutex>
#include <pthread.h>
#include <vector>

namespace ag {

/// Blocks a thread while `gate`, a mutex, is locked.
static void *passGate(void *gate) {
  std::lock_guard<std::mutex> lock(*static_cast<std::mutex *>(gate));
  return nullptr;
}

bool canStartThreads(unsigned count, size_t stackBytes) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes))
    return false;
  bool canStart =
      stackBytes == 0 || !pthread_attr_setstacksize(&attributes, stackBytes);
  std::mutex gate;
  std::vector<pthread_t> threads;
  threads.reserve(count);
  {
    std::lock_guard<std::mutex> closed(gate);
    while (canStart && threads.size() < count) {
      pthread_t thread;
      canStart = !pthread_create(&thread, &attributes, passGate, &gate);
      if (canStart)
        threads.push_back(thread);
    }
  }
  for (pthread_t thread : threads)
    pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return canStart;
}

} // namespace ag
