/*===- Output.h - where an executable writes ----------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which file does the path of a result stand for? The rules are the tools' own
|* (ag/Support/Report/Destination.h), for programs that have libc alone.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_OUTPUT_H
#define AG_RUNTIME_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/* Linux's PATH_MAX, which strict C hides. */
#define AG_RT_PATH_BYTES 4096

/* A file that is being written: through `stream`, to `part`, which a rename to
 * `place` ends. Both are empty where the file is written in place. */
typedef struct ag_rt_output {
  FILE *stream;
  char place[AG_RT_PATH_BYTES];
  char part[AG_RT_PATH_BYTES];
} ag_rt_output;

/* Links are followed, also to a file that is not there yet. `-` is standard
 * output; that and other open descriptors, pipes and devices are written in
 * place. False with errno set. */
bool ag_rt_open_output(const char *path, ag_rt_output *output);

/* Brings the file to its place if it `is_whole`, else removes the part. False
 * with errno set if there is no whole file; errno stays if it was not whole. */
bool ag_rt_close_output(ag_rt_output *output, bool is_whole);

#endif /* AG_RUNTIME_OUTPUT_H */
