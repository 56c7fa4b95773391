/*===- Npy.c - numpy's file format for one array --------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Which array does a .npy file contain, and what is the header of an array's
|* file?
|*
\*===----------------------------------------------------------------------===*/
#include "Npy.h"
#include <stdio.h>
#include <string.h>

/* The rest of the header, and the buffer for error messages. */
typedef struct reader {
  const char *file, *next, *end;
  ag_rt_npy *array;
  char *message;
  size_t message_bytes;
} reader;

/* Writes what was expected at which byte of the file, and returns false. */
static bool expected(reader *r, const char *what) {
  snprintf(r->message, r->message_bytes, ".npy header, byte %zu: expected %s",
           (size_t)(r->next - r->file), what);
  return false;
}

/*===----------------------------------------------------------------------===*\
|* Tokens
\*===----------------------------------------------------------------------===*/

static void skip_spaces(reader *r) {
  while (r->next < r->end &&
         (*r->next == ' ' || *r->next == '\t' || *r->next == '\n'))
    ++r->next;
}

/* Skips spaces. If `token` follows, skips it and returns true. */
static bool consume(reader *r, const char *token) {
  size_t length = strlen(token);
  skip_spaces(r);
  if ((size_t)(r->end - r->next) < length ||
      memcmp(r->next, token, length) != 0)
    return false;
  r->next += length;
  return true;
}

/* Reads a name or a type in quotes. */
static bool read_string(reader *r, const char **text, size_t *length) {
  skip_spaces(r);
  if (r->next == r->end || (*r->next != '\'' && *r->next != '"'))
    return expected(r, "a text in quotes");
  char quote = *r->next++;
  *text = r->next;
  while (r->next < r->end && *r->next != quote)
    if (*r->next++ == '\\')
      return expected(r, "a text without '\\'");
  if (r->next == r->end)
    return expected(r, "the end of a text");
  *length = (size_t)(r->next++ - *text);
  return true;
}

static bool equals(const char *text, size_t length, const char *other) {
  return strlen(other) == length && memcmp(text, other, length) == 0;
}

/*===----------------------------------------------------------------------===*\
|* The header
\*===----------------------------------------------------------------------===*/

/* All element types of programs and their names in .npy files. */
static const struct {
  const char *descr;
  DLDataType dtype;
} types[] = {
    {"<f8", {2, 64, 1}}, {"<f4", {2, 32, 1}}, {"<V2", {4, 16, 1}},
    {"<f2", {2, 16, 1}}, {"<i8", {0, 64, 1}}, {"<i4", {0, 32, 1}},
    {"<i2", {0, 16, 1}}, {"|i1", {0, 8, 1}},  {"<u8", {1, 64, 1}},
    {"<u4", {1, 32, 1}}, {"<u2", {1, 16, 1}}, {"|u1", {1, 8, 1}},
    {"|b1", {6, 8, 1}},
};
enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]) };

static bool read_descr(reader *r) {
  const char *text;
  size_t length;
  if (!read_string(r, &text, &length))
    return false;
  for (int i = 0; i < TYPE_COUNT; ++i)
    if (equals(text, length, types[i].descr)) {
      r->array->dtype = types[i].dtype;
      return true;
    }
  return expected(r, "one of <f8 <f4 <f2 <i8 <i4 <i2 |i1 <u8 <u4 <u2 |u1 |b1, "
                     "or <V2 for bfloat16, before this");
}

/* Reads the order. Arrays of rank 0 and 1 may be in Fortran's order, because it
 * is the same as C's. */
static bool read_order(reader *r, bool *is_fortran) {
  *is_fortran = consume(r, "True");
  return *is_fortran || consume(r, "False") || expected(r, "True or False");
}

static bool read_extent(reader *r, int64_t *extent) {
  skip_spaces(r);
  if (r->next == r->end || *r->next < '0' || *r->next > '9')
    return expected(r, "an extent, a whole number");
  *extent = 0;
  for (; r->next < r->end && *r->next >= '0' && *r->next <= '9'; ++r->next)
    if (__builtin_mul_overflow(*extent, 10, extent) ||
        __builtin_add_overflow(*extent, *r->next - '0', extent))
      return expected(r, "an extent below 2^63");
  return true;
}

/* Reads a tuple, as in `()`, `(3,)`, `(3, 4)` and `(3, 4,)`. Refuses `(3)`,
 * which is a number. */
static bool read_shape(reader *r) {
  ag_rt_npy *array = r->array;
  array->rank = 0;
  if (!consume(r, "("))
    return expected(r, "(");
  while (!consume(r, ")")) {
    if (array->rank == AG_RT_NPY_MAX_RANK)
      return expected(r, "no more than 16 dimensions");
    if (!read_extent(r, &array->shape[array->rank++]))
      return false;
    if (array->rank > 1 && consume(r, ")"))
      return true;
    if (!consume(r, ","))
      return expected(r, ",");
  }
  return true;
}

enum { DESCR, ORDER, SHAPE, KEY_COUNT };

static bool read_entry(reader *r, bool seen[KEY_COUNT], bool *is_fortran) {
  static const char *const keys[] = {"descr", "fortran_order", "shape"};
  const char *text;
  size_t length;
  if (!read_string(r, &text, &length))
    return false;
  int key = 0;
  while (key < KEY_COUNT && !equals(text, length, keys[key]))
    ++key;
  if (key == KEY_COUNT || seen[key])
    return expected(r, "descr, fortran_order and shape, each once, before "
                       "this");
  seen[key] = true;
  if (!consume(r, ":"))
    return expected(r, ":");
  if (key == DESCR)
    return read_descr(r);
  return key == ORDER ? read_order(r, is_fortran) : read_shape(r);
}

static bool read_header(reader *r) {
  bool seen[KEY_COUNT] = {false, false, false}, is_fortran = false;
  if (!consume(r, "{"))
    return expected(r, "{");
  while (!consume(r, "}")) {
    if (!read_entry(r, seen, &is_fortran))
      return false;
    if (consume(r, ","))
      continue;
    if (!consume(r, "}"))
      return expected(r, ", or }");
    break;
  }
  skip_spaces(r);
  if (r->next != r->end)
    return expected(r, "only spaces after }");
  if (!seen[DESCR] || !seen[ORDER] || !seen[SHAPE])
    return expected(r, "descr, fortran_order and shape before this");
  if (is_fortran && r->array->rank > 1)
    return expected(r, "an array in C's order: save "
                       "numpy.ascontiguousarray(array)");
  return true;
}

/*===----------------------------------------------------------------------===*\
|* The file
\*===----------------------------------------------------------------------===*/

/* Sets `bytes` to the size of all elements. Returns false if that is 2^63 or
 * more. */
static bool count_bytes(const ag_rt_npy *array, int64_t *bytes) {
  bool overflows = false;
  *bytes = array->dtype.bits / 8;
  for (int32_t d = 0; d < array->rank; ++d)
    if (array->shape[d] == 0) {
      *bytes = 0;
      return true;
    }
  for (int32_t d = 0; d < array->rank; ++d)
    overflows |= __builtin_mul_overflow(*bytes, array->shape[d], bytes);
  return !overflows;
}

static bool check_data(reader *r, size_t bytes) {
  const ag_rt_npy *array = r->array;
  size_t data = bytes - array->begin;
  int64_t need;
  if (!count_bytes(array, &need) || (uint64_t)need != data) {
    snprintf(r->message, r->message_bytes,
             "the file has %zu bytes of data, which is not what its shape "
             "takes",
             data);
    return false;
  }
  if (array->dtype.code == kDLBool)
    for (size_t i = array->begin; i < bytes; ++i)
      if ((unsigned char)r->file[i] > 1) {
        snprintf(r->message, r->message_bytes,
                 "byte %zu: a bool is neither 0 nor 1", i);
        return false;
      }
  return true;
}

/* Finds the header in the file. Its length has 2 bytes, or 4 since version
 * 2.0. */
static bool find_header(reader *r, size_t bytes) {
  const unsigned char *file = (const unsigned char *)r->file;
  size_t begin = bytes >= 8 && file[6] == 1 ? 10 : 12;
  if (bytes < begin || memcmp(file, "\223NUMPY", 6) != 0 || file[6] < 1 ||
      file[6] > 3 || file[7] != 0) {
    snprintf(r->message, r->message_bytes,
             "not a .npy file of version 1.0, 2.0 or 3.0");
    return false;
  }
  size_t length = file[8] | (size_t)file[9] << 8;
  if (begin == 12)
    length |= (size_t)file[10] << 16 | (size_t)file[11] << 24;
  if (length > bytes - begin) {
    snprintf(r->message, r->message_bytes,
             "truncated .npy file: the header takes %zu bytes, but %zu are "
             "left",
             length, bytes - begin);
    return false;
  }
  r->next = r->file + begin;
  r->end = r->next + length;
  r->array->begin = begin + length;
  return true;
}

bool ag_rt_npy_parse(const void *file, size_t bytes, ag_rt_npy *array,
                     char *message, size_t message_bytes) {
  reader r = {file, NULL, NULL, array, message, message_bytes};
  return find_header(&r, bytes) && read_header(&r) && check_data(&r, bytes);
}

size_t ag_rt_npy_header(DLDataType dtype, int32_t rank, const int64_t *shape,
                        char header[AG_RT_NPY_HEADER_BYTES]) {
  const char *descr = "";
  for (int i = 0; i < TYPE_COUNT; ++i)
    if (types[i].dtype.code == dtype.code && types[i].dtype.bits == dtype.bits)
      descr = types[i].descr;
  size_t room = AG_RT_NPY_HEADER_BYTES;
  size_t length =
      (size_t)snprintf(header, room,
                       "..........{'descr': '%s', 'fortran_order': False, "
                       "'shape': (",
                       descr);
  for (int32_t d = 0; d < rank; ++d)
    length += (size_t)snprintf(header + length, room - length,
                               d > 0 ? ", %lld" : "%lld", (long long)shape[d]);
  length += (size_t)snprintf(header + length, room - length,
                             rank == 1 ? ",), }" : "), }");
  /* Spaces and a newline align the data to a multiple of 64 bytes. */
  size_t total = (length + 1 + 63) / 64 * 64;
  memset(header + length, ' ', total - length - 1);
  header[total - 1] = '\n';
  memcpy(header, "\223NUMPY\1\0", 8);
  header[8] = (char)((total - 10) & 255);
  header[9] = (char)((total - 10) >> 8);
  return total;
}
