/*===- Check.h - what the tests of the C API share ----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How do tests written in C say what must hold, and on which program?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_TEST_CAPI_CHECK_H
#define AG_TEST_CAPI_CHECK_H

#include "ag-c/Run.h"

/* How many checks failed; each has printed its line. */
extern int failures;

/* Counts a failure unless the condition holds. */
#define CHECK(condition) check(__FILE__, __LINE__, #condition, (condition))
void check(const char *file, int line, const char *text, int holds);

/* Checks the status of a call that fails, and that its message contains
 * `part`. */
#define CHECK_FAILS(call, status, part)                                        \
  checkFails(__FILE__, __LINE__, #call, (call), status, part)
void checkFails(const char *file, int line, const char *call, int32_t actual,
                int32_t expected, const char *part);

/* Checks that a call succeeds, and prints its message if not. */
#define CHECK_OK(call) CHECK_FAILS(call, AG_OK, "")

/* Returns true if `text` contains `part`, which holds no 0. */
int contains(AgStringRef text, const char *part);

/* tanh(x * w), row by row, of x: f32[batch, 2], batch from 1 to 8, and a
 * parameter w: f32[2]. */
extern const char *const scaleProgram;

/* The path of a file with that w = [2, -1]; removed by `removeFiles`. */
const char *writeScaleWeights(void);

/* A file of the test's own with these bytes; removed by `removeFiles`. */
const char *writeTemporary(const char *name, AgStringRef bytes);
void removeFiles(void);

/* `text`, parsed and compiled; stops the whole test where that fails. */
AgArtefact compileText(const char *text, AgEmission emission);

/* Runs scaleProgram's entry on three rows, and checks what it gives. */
void checkScale(AgModel model);

/* A compact tensor of floats. */
DLTensor floatTensor(float *data, int32_t rank, int64_t *shape);

void testParse(void);
void testCompile(void);
void testOld(void);
void testRun(void);
void testOpen(void);

#endif /* AG_TEST_CAPI_CHECK_H */
