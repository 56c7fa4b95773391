/*===- Open.c - saved programs through the C API --------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Is a program found in a shared library with any file name, and are other
|* files rejected?
|*
\*===----------------------------------------------------------------------===*/
#include "Check.h"
#include <string.h>

static void testLibrary(void) {
  AgArtefact library = compileText(scaleProgram, AgEmitSharedLibrary);
  const char *path = writeTemporary("renamed.so", agArtefactGetCode(library));
  AgProgram program;
  AgModel model;
  CHECK_OK(agProgramOpen(path, &program));
  CHECK(strstr(agProgramGetInfo(program).data, "\"scale\"") != NULL);
  CHECK_OK(agModelLoad(program, writeScaleWeights(), 0, &model));
  agProgramDestroy(program);
  checkScale(model);
  agModelDestroy(model);
  agArtefactDestroy(library);
}

static void testRefusals(void) {
  AgArtefact object = compileText(scaleProgram, AgEmitObject);
  AgStringRef code = agArtefactGetCode(object);
  AgStringRef garbage = {"garbage", 7}, truncated = {code.data, 100};
  AgProgram program = {&program};
  CHECK_FAILS(agProgramOpen("missing.so", &program), AgInvalidFile,
              "missing.so: No such file");
  CHECK(!program.ptr);
  CHECK_FAILS(agProgramOpen(writeTemporary("garbage.so", garbage), &program),
              AgInvalidFile, "garbage.so: ");
  CHECK_FAILS(agProgramOpen(writeTemporary("part.so", truncated), &program),
              AgInvalidFile, "part.so: ");
  CHECK_FAILS(agProgramOpen(writeTemporary("object.so", code), &program),
              AgInvalidFile, "it holds 0 programs");
  CHECK_FAILS(agProgramOpen(NULL, &program), AgWrongUse, "null");
  agArtefactDestroy(object);
}

void testOpen(void) {
  testLibrary();
  testRefusals();
  removeFiles();
}
