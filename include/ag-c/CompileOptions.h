/*===- CompileOptions.h - how a C program asks to compile ---------*- C -*-===*\
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===*|
|*
|* How does a C program say what it wants of a compilation?
|*
|* `ninja -C build docs` writes this file from lib/Pipeline/Options.cpp; the
|* tests fail where it differs.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_C_COMPILEOPTIONS_H
#define AG_C_COMPILEOPTIONS_H

#include <stddef.h>

/* How to compile. Start from AG_COMPILE_OPTIONS_INIT. A later version may have
 * more fields behind these; a library takes the structs of older ones. */
typedef struct AgCompileOptions {
  /* The size of this struct, which determines the version. */
  size_t size;
  /* The prefix of all symbols. */
  const char *name;
  /* The processor: native, that is this machine's; x86-64-v3, ... for cpu;
   * the least compute capability for cuda, sm_80, sm_90, .... NULL: the
   * program's ag.target, else x86-64-v3, or native for ag-run, and sm_80
   * for cuda. */
  const char *march;
  /* The optimisation level. */
  unsigned opt;
  /* The public functions to keep. NULL: all public ones. */
  const char *const *entries;
  size_t entryCount;
  /* Prepare these weights, for load to map: f.weights beside the artefact.
   * NULL: not requested. */
  const char *weights;
  /* Put the weights into the artefact instead. */
  int embedWeights;
  /* The most threads that a run uses; with 1, no threading is emitted. 0:
   * the program's ag.target, else 1. */
  unsigned threads;
  /* Fix a dimension that ag.dims names; the artefact takes no other size.
   * NULL: not requested. */
  const char *const *dims;
  size_t dimCount;
  /* The values that derivatives recompute instead of saving them: auto,
   * keep, recompute. NULL: auto. */
  const char *remat;
  /* The kind of target: cpu, or cuda for a GPU of NVIDIA; --march selects
   * the processor. NULL: the program's ag.target, else cpu. */
  const char *target;
  /* Add functions that compute derivatives:
   * [f][:wrt=0,name][:of=0][:value][:mode=vjp|jvp], several separated by ;.
   * NULL: not requested. */
  const char *grad;
  /* Turn the program into that of one rank of a mesh: dpN, tpN, epN, fsdpN,
   * NAME=N, zero1 to zero3, sp and @FILE.json, with commas. NULL: not
   * requested. */
  const char *shard;
} AgCompileOptions;

#define AG_COMPILE_OPTIONS_INIT                                                \
  {sizeof(AgCompileOptions),                                                   \
   "module",                                                                   \
   NULL,                                                                       \
   3,                                                                          \
   NULL,                                                                       \
   0,                                                                          \
   NULL,                                                                       \
   0,                                                                          \
   0,                                                                          \
   NULL,                                                                       \
   0,                                                                          \
   NULL,                                                                       \
   NULL,                                                                       \
   NULL,                                                                       \
   NULL}

#endif /* AG_C_COMPILEOPTIONS_H */
