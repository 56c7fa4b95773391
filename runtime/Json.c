/*===- Json.c - the JSON of safetensors headers ---------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How is strict JSON (RFC 8259) read from untrusted bytes, without allocation
|* and without recursion?
|*
\*===----------------------------------------------------------------------===*/
#include "Json.h"
#include <string.h>

bool ag_rt_json_fail(ag_rt_json *json, const char *expected) {
  json->error = expected;
  return false;
}

const char *ag_rt_json_skip_blanks(ag_rt_json *json) {
  while (json->at < json->end && (*json->at == ' ' || *json->at == '\n' ||
                                  *json->at == '\t' || *json->at == '\r'))
    ++json->at;
  return json->at;
}

bool ag_rt_json_accept(ag_rt_json *json, char wanted) {
  ag_rt_json_skip_blanks(json);
  if (json->at == json->end || *json->at != wanted)
    return false;
  ++json->at;
  return true;
}

bool ag_rt_json_expect(ag_rt_json *json, char wanted, const char *expected) {
  return ag_rt_json_accept(json, wanted) || ag_rt_json_fail(json, expected);
}

static bool is_code_point(uint32_t code) {
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

/* Returns the length of the UTF-8 sequence at `at`, or 0 if it is not valid. */
static size_t utf8_sequence(const char *at, const char *end) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *s = (const unsigned char *)at;
  size_t bytes = s[0] < 0x80           ? 1
                 : (s[0] >> 5) == 0x6  ? 2
                 : (s[0] >> 4) == 0xe  ? 3
                 : (s[0] >> 3) == 0x1e ? 4
                                       : 0;
  if (bytes <= 1 || bytes > (size_t)(end - at))
    return bytes == 1;
  uint32_t code = s[0] & (0x7fU >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((s[i] & 0xc0) != 0x80)
      return 0;
    code = code << 6 | (s[i] & 0x3fU);
  }
  return code >= least[bytes] && is_code_point(code) ? bytes : 0;
}

/* Returns the value of the four hexadecimal digits at `at`, or -1. */
static int32_t hex4(const char *at, const char *end) {
  if (end - at < 4)
    return -1;
  int32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    char c = at[i];
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* Reads the escape whose backslash is at `at`. Returns its length, or 0 if it
 * is not valid. Characters beyond U+FFFF are two escapes: \ud83d\ude00 is
 * U+1F600. */
static size_t read_escape(const char *at, const char *end, uint32_t *code) {
  static const char plain[] = "\"\\/bfnrt";
  static const char meant[] = "\"\\/\b\f\n\r\t";
  if (end - at < 2)
    return 0;
  if (at[1] != 'u') {
    const char *found = at[1] ? strchr(plain, at[1]) : NULL;
    if (found)
      *code = (unsigned char)meant[found - plain];
    return found ? 2 : 0;
  }
  int32_t first = hex4(at + 2, end);
  if (first <= 0)
    return 0;
  *code = (uint32_t)first;
  if (is_code_point(*code))
    return 6;
  if (first >= 0xdc00 || end - at < 12 || at[6] != '\\' || at[7] != 'u')
    return 0;
  int32_t second = hex4(at + 8, end);
  if (second < 0xdc00 || second > 0xdfff)
    return 0;
  *code = 0x10000 + ((uint32_t)(first - 0xd800) << 10) +
          (uint32_t)(second - 0xdc00);
  return 12;
}

bool ag_rt_json_read_string(ag_rt_json *json, ag_rt_json_string *out) {
  if (!ag_rt_json_expect(json, '"', "a string"))
    return false;
  out->chars = json->at;
  while (json->at < json->end && *json->at != '"') {
    uint32_t code;
    if ((unsigned char)*json->at < 0x20)
      return ag_rt_json_fail(json, "no control character in a string");
    bool escaped = *json->at == '\\';
    size_t bytes = escaped ? read_escape(json->at, json->end, &code)
                           : utf8_sequence(json->at, json->end);
    if (bytes == 0)
      return ag_rt_json_fail(json, escaped ? "a valid escape" : "valid UTF-8");
    json->at += bytes;
  }
  if (json->at == json->end)
    return ag_rt_json_fail(json, "the string's closing quote");
  out->bytes = (size_t)(json->at - out->chars);
  ++json->at;
  return true;
}

bool ag_rt_json_read_integer(ag_rt_json *json, int64_t *out) {
  ag_rt_json_skip_blanks(json);
  const char *first = json->at;
  int64_t value = 0;
  for (; json->at < json->end && *json->at >= '0' && *json->at <= '9';
       ++json->at)
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, *json->at - '0', &value))
      return ag_rt_json_fail(json, "a number below 2^63");
  if (json->at == first || (*first == '0' && json->at - first > 1))
    return ag_rt_json_fail(json, "a number in plain digits");
  *out = value;
  return true;
}

ag_rt_json_bytes ag_rt_json_open(ag_rt_json_string string) {
  return (ag_rt_json_bytes){
      string.chars, string.chars + string.bytes, {0, 0, 0, 0}, 0};
}

/* Writes the UTF-8 of `code` to `pending`. */
static void encode(ag_rt_json_bytes *bytes, uint32_t code) {
  static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
  int count = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  bytes->pending_count = count;
  for (int i = 0; i < count - 1; ++i, code >>= 6)
    bytes->pending[i] = (unsigned char)(0x80 | (code & 0x3f));
  bytes->pending[count - 1] =
      (unsigned char)(count == 1 ? code : (code | marks[count]));
}

int ag_rt_json_next(ag_rt_json_bytes *bytes) {
  if (bytes->pending_count == 0) {
    if (bytes->at == bytes->end)
      return -1;
    if (*bytes->at != '\\')
      return (unsigned char)*bytes->at++;
    uint32_t code = 0;
    bytes->at += read_escape(bytes->at, bytes->end, &code);
    encode(bytes, code);
  }
  return bytes->pending[--bytes->pending_count];
}
