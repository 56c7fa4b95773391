/*===- Json.h - the pieces of JSON that safetensors headers use ---*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How is strict JSON read from bytes that are not trusted, without allocation
|* and without recursion?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_JSON_H
#define AG_RUNTIME_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A place in a text. After a function has returned false, `error` says what was
 * expected at `at`; further calls are not allowed. */
typedef struct ag_rt_json {
  const char *begin, *at, *end;
  const char *error;
} ag_rt_json;

/* The text between two quotes, escapes still in it. */
typedef struct ag_rt_json_string {
  const char *chars;
  size_t bytes;
} ag_rt_json_string;

/* Notes the error and returns false. */
bool ag_rt_json_fail(ag_rt_json *json, const char *expected);

/* Steps over blanks and gives the place after them. */
const char *ag_rt_json_skip_blanks(ag_rt_json *json);

/* Skips blanks; true, and stepped over, if the next character is `wanted`. */
bool ag_rt_json_accept(ag_rt_json *json, char wanted);

/* The same, but anything else is an error: `expected` in words. */
bool ag_rt_json_expect(ag_rt_json *json, char wanted, const char *expected);

/* A string of valid UTF-8 and valid escapes, none of them for the character 0.
 */
bool ag_rt_json_read_string(ag_rt_json *json, ag_rt_json_string *out);

/* Digits without a leading zero, at most INT64_MAX. */
bool ag_rt_json_read_integer(ag_rt_json *json, int64_t *out);

/* Reads a string that was checked byte by byte, escapes resolved to UTF-8. */
typedef struct ag_rt_json_bytes {
  const char *at, *end;
  unsigned char pending[4]; /* of one escape, last byte first */
  int pending_count;
} ag_rt_json_bytes;

ag_rt_json_bytes ag_rt_json_open(ag_rt_json_string string);

/* The next byte, or -1 at the end. */
int ag_rt_json_next(ag_rt_json_bytes *bytes);

#endif /* AG_RUNTIME_JSON_H */
