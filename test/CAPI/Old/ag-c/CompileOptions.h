/*===- CompileOptions.h - the options of version 0.1.0 ------------*- C -*-===*\
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===*|
|*
|* Which options had a program that was built before grad and shard?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_C_COMPILEOPTIONS_H
#define AG_C_COMPILEOPTIONS_H

#include <stddef.h>

typedef struct AgCompileOptions {
  size_t size;
  const char *name;
  const char *march;
  unsigned opt;
  const char *const *entries;
  size_t entryCount;
  const char *weights;
  int embedWeights;
  unsigned threads;
  const char *const *dims;
  size_t dimCount;
  const char *remat;
  const char *target;
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
   NULL}

#endif /* AG_C_COMPILEOPTIONS_H */
