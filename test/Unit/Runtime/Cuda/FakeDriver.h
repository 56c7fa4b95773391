/*===- FakeDriver.h - a CUDA driver that tests watch --------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which calls did the runtime make of the driver, and which are to fail?
|*
|* The library FakeDriver.c stands in libcuda's place. Memory of its GPUs is the
|* host's, and copies and kernels run at once.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_TEST_UNIT_RUNTIME_CUDA_FAKEDRIVER_H
#define AG_TEST_UNIT_RUNTIME_CUDA_FAKEDRIVER_H

#include <stddef.h>
#include <stdint.h>

typedef struct FakeDriver {
  /* What there is. */
  int version;         /* 12040 is CUDA 12.4 */
  int devices;         /* how many GPUs */
  int capability;      /* 80 is sm_80 */
  int most_blocks;     /* of one launch */
  const char *missing; /* a function that there is not, or NULL */

  /* The function that fails, NULL if none does, after so many good calls. */
  const char *failing;
  int good_calls;
  int result;

  /* What lives, and what is current. */
  int contexts, modules, allocations;
  void *current;

  /* What was done. */
  int launches, copies, waits, loaded_functions;
  unsigned blocks, threads, shared_bytes; /* of the last launch */
  int64_t first_block;                    /* of the last whose only argument
                                             that is */
  void *launch_stream, *copy_stream, *wait_stream;
  int dynamic_shared_bytes; /* that a kernel was allowed at last */
} FakeDriver;

/* The name of this function in the library, which gives its one state. */
#define FAKE_DRIVER_STATE "fake_driver_state"
typedef FakeDriver *FakeDriverState(void);

#endif /* AG_TEST_UNIT_RUNTIME_CUDA_FAKEDRIVER_H */
