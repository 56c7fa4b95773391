/*===- Json.h - the JSON of safetensors headers -------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How is strict JSON read from untrusted bytes, without allocation and without
|* recursion?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_JSON_H
#define AG_RUNTIME_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A position in a text. After a function has returned false, `error` names what
 * was expected at `at`, and no further calls are allowed. */
typedef struct ag_rt_json {
  const char *begin, *at, *end;
  const char *error;
} ag_rt_json;

/* The text between two quotes, including escapes. */
typedef struct ag_rt_json_string {
  const char *chars;
  size_t bytes;
} ag_rt_json_string;

/* Sets the error and returns false. */
bool ag_rt_json_fail(ag_rt_json *json, const char *expected);

/* Skips blanks and returns the position after them. */
const char *ag_rt_json_skip_blanks(ag_rt_json *json);

/* Skips blanks. If the next character is `wanted`, skips it and returns
 * true. */
bool ag_rt_json_accept(ag_rt_json *json, char wanted);

/* Does the same as accept, but another character is an error. `expected` is the
 * description of `wanted`. */
bool ag_rt_json_expect(ag_rt_json *json, char wanted, const char *expected);

/* Reads a string. It must have valid UTF-8 and valid escapes, and no escaped
 * character 0. */
bool ag_rt_json_read_string(ag_rt_json *json, ag_rt_json_string *out);

/* Reads digits without a leading zero, at most INT64_MAX. */
bool ag_rt_json_read_integer(ag_rt_json *json, int64_t *out);

/* Iterates over the bytes of a valid string, with escapes resolved to UTF-8. */
typedef struct ag_rt_json_bytes {
  const char *at, *end;
  unsigned char pending[4]; /* of one escape, last byte first */
  int pending_count;
} ag_rt_json_bytes;

ag_rt_json_bytes ag_rt_json_open(ag_rt_json_string string);

/* Returns the next byte, or -1 at the end. */
int ag_rt_json_next(ag_rt_json_bytes *bytes);

#endif /* AG_RUNTIME_JSON_H */
