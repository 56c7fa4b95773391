/*===- Safetensors.c - the table of contents of a safetensors file --------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which tensors does a safetensors file contain, and what are their types,
|* shapes and offsets?
|*
|* One pass reads the JSON and checks each tensor by itself. Then the table is
|* sorted by offset, which makes holes and overlaps visible between neighbours,
|* and finally by name, which makes duplicates neighbours.
|*
\*===----------------------------------------------------------------------===*/
#include "ag-runtime/Safetensors.h"
#include "Dtypes.h"
#include "SafetensorsTable.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The file that one call reads, and the buffer for error messages. */
typedef struct reader {
  ag_rt_json json;
  uint64_t data_begin; /* bytes from the beginning of the file */
  uint64_t data_end;
  char *message;
  size_t message_bytes;
} reader;

__attribute__((format(printf, 2, 3))) static bool
fail(reader *r, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(r->message, r->message_bytes, format, arguments);
  va_end(arguments);
  return false;
}

/* Turns the JSON reader's error into a message. */
static bool fail_json(reader *r) {
  return fail(r, "byte %lld of the header: expected %s",
              (long long)(r->json.at - r->json.begin), r->json.error);
}

/* A tensor's name for a message: its text in the file, at most 100 bytes. */
#define NAME(tensor)                                                           \
  (int)((tensor)->name_bytes < 100 ? (tensor)->name_bytes : 100), (tensor)->name

static bool equals(ag_rt_json_string string, const char *text) {
  return string.bytes == strlen(text) &&
         memcmp(string.chars, text, string.bytes) == 0;
}

static bool find_dtype(ag_rt_json_string name, DLDataType *dtype) {
#define AG_ROW(spelling, safetensors, type_code, type_bits)                    \
  if (equals(name, safetensors)) {                                             \
    *dtype = (DLDataType){type_code, type_bits, 1};                            \
    return true;                                                               \
  }
  AG_RT_DTYPES(AG_ROW)
#undef AG_ROW
  return false;
}

/*===----------------------------------------------------------------------===*\
|* JSON
\*===----------------------------------------------------------------------===*/

/* Reads a list such as [2, 3]. Returns the count of its numbers, or -1 if that
 * is not between `least` and `most`. `wanted` describes these limits in the
 * error. */
static int32_t read_integers(ag_rt_json *json, int64_t *out, int32_t least,
                             int32_t most, const char *wanted) {
  int32_t count = 0;
  if (!ag_rt_json_expect(json, '[', "'['"))
    return -1;
  bool closed = ag_rt_json_accept(json, ']');
  while (!closed && count < most) {
    if (!ag_rt_json_read_integer(json, &out[count++]))
      return -1;
    closed = ag_rt_json_accept(json, ']');
    if (!closed && !ag_rt_json_expect(json, ',', "',' or ']'"))
      return -1;
  }
  if (closed && count >= least)
    return count;
  ag_rt_json_fail(json, wanted);
  return -1;
}

enum { DTYPE = 1, SHAPE = 2, OFFSETS = 4, ALL_KEYS = 7 };

/* Reads one key of a tensor and its value. Returns the key's bit, or 0 on
 * error. */
static int read_tensor_key(ag_rt_json *json, ag_safetensors_tensor *tensor) {
  ag_rt_json_string key, dtype;
  int64_t offsets[2];
  if (!ag_rt_json_read_string(json, &key) ||
      !ag_rt_json_expect(json, ':', "':'"))
    return 0;
  if (equals(key, "dtype")) {
    if (!ag_rt_json_read_string(json, &dtype))
      return 0;
    if (find_dtype(dtype, &tensor->dtype))
      return DTYPE;
    ag_rt_json_fail(json, "a dtype like F32 before here");
    return 0;
  }
  if (equals(key, "shape")) {
    tensor->rank =
        read_integers(json, tensor->shape, 0, AG_SAFETENSORS_MAX_RANK,
                      "at most 16 dimensions");
    return tensor->rank < 0 ? 0 : SHAPE;
  }
  if (equals(key, "data_offsets")) {
    if (read_integers(json, offsets, 2, 2, "two offsets") < 0)
      return 0;
    tensor->begin = (uint64_t)offsets[0];
    tensor->end = (uint64_t)offsets[1];
    return OFFSETS;
  }
  ag_rt_json_fail(json, "dtype, shape or data_offsets before here");
  return 0;
}

static bool read_tensor(ag_rt_json *json, ag_safetensors_tensor *tensor) {
  int seen = 0;
  if (!ag_rt_json_expect(json, '{', "'{'"))
    return false;
  do {
    int key = read_tensor_key(json, tensor);
    if (key == 0)
      return false;
    if (seen & key)
      return ag_rt_json_fail(json, "each key of a tensor once");
    seen |= key;
  } while (ag_rt_json_accept(json, ','));
  if (!ag_rt_json_expect(json, '}', "',' or '}'"))
    return false;
  return seen == ALL_KEYS ||
         ag_rt_json_fail(json, "dtype, shape and data_offsets before here");
}

static bool skip_metadata(ag_rt_json *json) {
  ag_rt_json_string text;
  if (!ag_rt_json_expect(json, '{', "'{'"))
    return false;
  if (ag_rt_json_accept(json, '}'))
    return true;
  do {
    if (!ag_rt_json_read_string(json, &text) ||
        !ag_rt_json_expect(json, ':', "':'") ||
        !ag_rt_json_read_string(json, &text))
      return false;
  } while (ag_rt_json_accept(json, ','));
  return ag_rt_json_expect(json, '}', "',' or '}'");
}

/*===----------------------------------------------------------------------===*\
|* Tensors
\*===----------------------------------------------------------------------===*/

/* Fails unless the offsets are in the file, and type and shape take exactly the
 * bytes between them. Then makes them relative to the file's beginning. */
static bool check_tensor(reader *r, ag_safetensors_tensor *tensor) {
  uint64_t available = r->data_end - r->data_begin;
  if (tensor->begin > tensor->end || tensor->end > available)
    return fail(r,
                "tensor %.*s: data_offsets [%llu, %llu] are not within the "
                "%llu bytes of data; is the file truncated?",
                NAME(tensor), (unsigned long long)tensor->begin,
                (unsigned long long)tensor->end, (unsigned long long)available);
  uint64_t bits = tensor->dtype.bits;
  bool overflow = false, empty = false;
  for (int32_t d = 0; d < tensor->rank; ++d) {
    overflow |= __builtin_mul_overflow(bits, (uint64_t)tensor->shape[d], &bits);
    empty |= tensor->shape[d] == 0;
  }
  uint64_t bytes = tensor->end - tensor->begin;
  if (empty ? bytes != 0 : overflow || bits % 8 != 0 || bits / 8 != bytes)
    return fail(r,
                "tensor %.*s: data_offsets [%llu, %llu] are %llu bytes, which "
                "is not what its dtype and shape take",
                NAME(tensor), (unsigned long long)tensor->begin,
                (unsigned long long)tensor->end, (unsigned long long)bytes);
  tensor->begin += r->data_begin;
  tensor->end += r->data_begin;
  return true;
}

/* Reads one `"name": value` of the header. Counts a tensor, and writes it to
 * `table` unless that is full. */
static bool read_member(reader *r, ag_safetensors_tensor *table,
                        int64_t capacity, int64_t *count, bool *has_metadata) {
  ag_rt_json_string name;
  if (!ag_rt_json_read_string(&r->json, &name) ||
      !ag_rt_json_expect(&r->json, ':', "':'"))
    return fail_json(r);
  if (equals(name, "__metadata__")) {
    if (*has_metadata)
      return fail(r, "the header has two __metadata__");
    *has_metadata = true;
    return skip_metadata(&r->json) || fail_json(r);
  }
  ag_safetensors_tensor tensor;
  memset(&tensor, 0, sizeof(tensor));
  tensor.name = name.chars;
  tensor.name_bytes = name.bytes;
  if (!read_tensor(&r->json, &tensor))
    return fail_json(r);
  if (!check_tensor(r, &tensor))
    return false;
  if (*count < capacity)
    table[*count] = tensor;
  ++*count;
  return true;
}

static bool read_header(reader *r, ag_safetensors_tensor *table,
                        int64_t capacity, int64_t *count) {
  ag_rt_json *json = &r->json;
  bool has_metadata = false;
  if (json->at == json->end || *json->at != '{')
    return fail(r, "the header does not begin with '{'");
  ag_rt_json_accept(json, '{');
  if (!ag_rt_json_accept(json, '}')) {
    do {
      if (!read_member(r, table, capacity, count, &has_metadata))
        return false;
    } while (ag_rt_json_accept(json, ','));
    if (!ag_rt_json_expect(json, '}', "',' or '}'"))
      return fail_json(r);
  }
  if (ag_rt_json_skip_blanks(json) == json->end)
    return true;
  ag_rt_json_fail(json, "its end");
  return fail_json(r);
}

/*===----------------------------------------------------------------------===*\
|* The whole file
\*===----------------------------------------------------------------------===*/

/* Finds the header by the length at the beginning of the file. */
static bool open_header(reader *r, const unsigned char *file, size_t bytes) {
  if (bytes < 8)
    return fail(r, "%zu bytes are too few for a safetensors file", bytes);
  uint64_t length = 0;
  for (int i = 7; i >= 0; --i)
    length = length << 8 | file[i];
  if (length > 100000000)
    return fail(r,
                "a header of %llu bytes is more than a safetensors file's "
                "100000000; is this one?",
                (unsigned long long)length);
  if (length > bytes - 8)
    return fail(
        r,
        "the header is %llu bytes long, but the file ends after %llu of "
        "them; is it truncated?",
        (unsigned long long)length, (unsigned long long)bytes - 8);
  r->json.begin = r->json.at = (const char *)file + 8;
  r->json.end = r->json.begin + length;
  r->data_begin = 8 + length;
  r->data_end = bytes;
  return true;
}

/* Fails unless tensors cover each byte of the data once and have distinct
 * names. */
static bool check_table(reader *r, ag_safetensors_tensor *table,
                        int64_t count) {
  uint64_t covered = r->data_begin;
  ag_rt_sort_by_offset(table, count);
  for (int64_t i = 0; i < count; covered = table[i++].end)
    if (table[i].begin != covered)
      return fail(r, "tensor %.*s: its data %s", NAME(&table[i]),
                  table[i].begin < covered
                      ? "overlaps another tensor's"
                      : "begins after a hole that belongs to no tensor");
  if (covered != r->data_end)
    return fail(r, "the last %llu bytes belong to no tensor",
                (unsigned long long)(r->data_end - covered));
  ag_rt_sort_by_name(table, count);
  for (int64_t i = 1; i < count; ++i)
    if (ag_rt_compare_names(&table[i - 1], &table[i]) == 0)
      return fail(r, "tensor %.*s: there are two of that name",
                  NAME(&table[i]));
  return true;
}

int64_t ag_safetensors_parse(const void *file, size_t bytes,
                             ag_safetensors_tensor *table, int64_t capacity,
                             char *message, size_t message_bytes) {
  reader r = {{NULL, NULL, NULL, NULL}, 0, 0, message, message_bytes};
  int64_t count = 0;
  if (!open_header(&r, file, bytes) ||
      !read_header(&r, table, capacity, &count))
    return -1;
  if (count <= capacity && !check_table(&r, table, count))
    return -1;
  return count;
}
