/*===- Output.h - writing an executable's results -----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which file does the path of a result name? The rules are those of ag's tools
|* (ag/Support/Report/Destination.h), for programs that have libc only.
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_OUTPUT_H
#define AG_RUNTIME_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/* PATH_MAX of Linux, which headers hide in strict C. */
#define AG_RT_PATH_BYTES 4096

/* A file that is being written through `stream`. The file is `part`, which is
 * renamed to `place` at the end. Both are empty if the file is written in
 * place. */
typedef struct ag_rt_output {
  FILE *stream;
  char place[AG_RT_PATH_BYTES];
  char part[AG_RT_PATH_BYTES];
} ag_rt_output;

/* Opens a file for writing. Links are followed, including to a file that does
 * not exist yet. `-` is standard output. Standard output, other open
 * descriptors, pipes and devices are written in place. On failure, returns
 * false with errno set. */
bool ag_rt_open_output(const char *path, ag_rt_output *output);

/* Closes the stream. If `is_whole`, renames the part to its place, else removes
 * it. Returns false with errno set unless the file is complete; errno does not
 * change if `is_whole` is false. */
bool ag_rt_close_output(ag_rt_output *output, bool is_whole);

#endif /* AG_RUNTIME_OUTPUT_H */
