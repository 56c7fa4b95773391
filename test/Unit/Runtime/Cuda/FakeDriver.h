/*===- FakeDriver.h - a CUDA driver that tests watch --------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which driver calls did the runtime make, and which of them fail?
|*
|* The library of FakeDriver.c takes libcuda's place. The memory of its GPUs is
|* the host's. Copies and kernels run at once.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_TEST_UNIT_RUNTIME_CUDA_FAKEDRIVER_H
#define AG_TEST_UNIT_RUNTIME_CUDA_FAKEDRIVER_H

#include <stddef.h>
#include <stdint.h>

typedef struct FakeDriver {
  /* The machine */
  int version;         /* 12040 is CUDA 12.4 */
  int devices;         /* the number of GPUs */
  int capability;      /* 80 is sm_80 */
  int most_blocks;     /* the most blocks of one launch */
  const char *missing; /* a function that the driver lacks, or NULL */

  /* The function that fails after `good_calls` calls, or NULL */
  const char *failing;
  int good_calls;
  int result;

  /* Live objects, and the current context */
  int contexts, modules, allocations;
  void *current;

  /* Finished calls */
  int launches, copies, waits, loaded_functions;
  unsigned blocks, threads, shared_bytes; /* of the last launch */
  int64_t first_block;                    /* of the last launch with this as its
                                             only argument */
  void *launch_stream, *copy_stream, *wait_stream;
  int dynamic_shared_bytes; /* of the last request for a kernel */
} FakeDriver;

/* The name of the library's function that returns its state */
#define FAKE_DRIVER_STATE "fake_driver_state"
typedef FakeDriver *FakeDriverState(void);

#endif /* AG_TEST_UNIT_RUNTIME_CUDA_FAKEDRIVER_H */
