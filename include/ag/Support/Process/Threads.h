//===- Threads.h - whether threads can be started ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// May this process start threads?
//
// A container or a user may have no thread left. LLVM's threads and its thread
// pool, which MLIRContext starts, end the process if a thread cannot be
// started. Their users therefore query first, and do with one thread.
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_PROCESS_THREADS_H
#define AG_SUPPORT_PROCESS_THREADS_H

#include <cstddef>

namespace ag {

/// Returns true if `count` more threads can run at once, each with a stack of
/// `stackBytes`; 0 is the system's default. Starts and ends that many threads,
/// as limits of containers cannot be read everywhere. Another process may take
/// them before the caller does.
bool canStartThreads(unsigned count, size_t stackBytes = 0);

} // namespace ag

#endif // AG_SUPPORT_PROCESS_THREADS_H
