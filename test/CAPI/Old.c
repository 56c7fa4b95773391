/*===- Old.c - a program that was built with an older header ------*- C -*-===*\
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===*|
|*
|* Does the library take the options of version 0.1.0, which ended with target?
|* This file is compiled with the header of that version, in Old/.
|*
\*===----------------------------------------------------------------------===*/
#include "Check.h"
#include <string.h>

/* The offset of the first field that the next version added. */
_Static_assert(sizeof(AgCompileOptions) == 12 * sizeof(void *),
               "the header is not that of version 0.1.0");

void testOld(void) {
  const char *dims[] = {"batch=4"};
  AgContext context = agContextCreate();
  AgModule module;
  AgArtefact artefact;
  struct {
    AgCompileOptions options;
    const char *behind[2];
  } given = {AG_COMPILE_OPTIONS_INIT, {"no derivative", "no mesh"}};
  given.options.dims = dims;
  given.options.dimCount = 1;
  given.options.target = "cpu";
  CHECK_OK(agModuleParse(context, scaleProgram, strlen(scaleProgram), NULL,
                         &module));
  CHECK_OK(agModuleCompile(module, AgEmitObject, &given.options, &artefact));
  CHECK(contains(agArtefactGetInfo(artefact), "\"dims\":[4,2]"));
  agArtefactDestroy(artefact);
  agModuleDestroy(module);
  agContextDestroy(context);
}
