/*===- Check.h - helpers of the tests of the C API ----------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* How do tests in C check a condition, and which program do they share?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_TEST_CAPI_CHECK_H
#define AG_TEST_CAPI_CHECK_H

#include "ag-c/Run.h"

/* Number of failed checks; each has printed its line. */
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

/* A program that computes tanh(x * w) for each row of x: f32[batch, 2], with
 * batch from 1 to 8 and a parameter w: f32[2]. */
extern const char *const scaleProgram;

/* Writes a file with w = [2, -1] and returns its path. `removeFiles` removes
 * the file. */
const char *writeScaleWeights(void);

/* Writes a file with these bytes and returns its path. `removeFiles` removes
 * the file. */
const char *writeTemporary(const char *name, AgStringRef bytes);
void removeFiles(void);

/* Parses and compiles `text`. Ends the whole test if that fails. */
AgArtefact compileText(const char *text, AgEmission emission);

/* Runs scaleProgram's entry on three rows, and checks its result. */
void checkScale(AgModel model);

/* Returns a contiguous tensor of floats. */
DLTensor floatTensor(float *data, int32_t rank, int64_t *shape);

void testParse(void);
void testCompile(void);
void testOld(void);
void testRun(void);
void testOpen(void);

#endif /* AG_TEST_CAPI_CHECK_H */
