/*===- Parse.c - programs through the C API -------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Are programs read, printed, and refused with located messages?
|*
\*===----------------------------------------------------------------------===*/
#include "Check.h"
#include <stdlib.h>
#include <string.h>

/* Appends `text` to the null-terminated string at `userData`. */
static void append(AgStringRef text, void *userData) {
  char **all = userData;
  size_t length = *all ? strlen(*all) : 0;
  *all = realloc(*all, length + text.length + 1);
  memcpy(*all + length, text.data, text.length);
  (*all)[length + text.length] = 0;
}

static void testPrint(AgContext context) {
  AgModule module, again;
  char *first = NULL, *second = NULL;
  CHECK_OK(agModuleParse(context, scaleProgram, strlen(scaleProgram), NULL,
                         &module));
  CHECK_OK(agModulePrint(module, append, &first));
  CHECK(strstr(first, "ag.contract") != NULL);
  CHECK_OK(agModuleParse(context, first, strlen(first), NULL, &again));
  CHECK_OK(agModulePrint(again, append, &second));
  CHECK(strcmp(first, second) == 0);
  free(first);
  free(second);
  AgModule none = {NULL};
  CHECK_FAILS(agModulePrint(none, append, &first), AgWrongUse, "null");
  CHECK_FAILS(agModulePrint(module, NULL, NULL), AgWrongUse, "null");
  agModuleDestroy(module);
  agModuleDestroy(again);
}

static int32_t parse(AgContext context, const char *text) {
  AgModule module = {&module};
  int32_t status =
      agModuleParse(context, text, strlen(text), "bad.mlir", &module);
  CHECK(status == AG_OK || !module.ptr);
  agModuleDestroy(module);
  return status;
}

static void testRefusals(AgContext context) {
  AgContext none = {NULL};
  char deep[600];
  memset(deep, '(', sizeof(deep) - 1);
  deep[sizeof(deep) - 1] = 0;
  CHECK_FAILS(parse(context, "func.func @f( {"), AgInvalidProgram,
              "bad.mlir:1:14: error:");
  CHECK_FAILS(parse(context,
                    "func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {\n"
                    "  %0 = ag.neg %y : tensor<2xf32>\n"
                    "  return %0 : tensor<2xf32>\n}\n"),
              AgInvalidProgram, "%0 = ag.neg %y : tensor<2xf32>");
  CHECK_FAILS(parse(context, "func.func @f() { \"no.op\"() : () -> () }"),
              AgInvalidProgram, "bad.mlir:1:");
  CHECK_FAILS(parse(context, deep), AgInvalidProgram, "nests deeper than 256");
  CHECK_FAILS(parse(context, "ML\357R garbage"), AgInvalidProgram, "bad.mlir");
  CHECK_FAILS(parse(none, ""), AgWrongUse, "null");
  CHECK_FAILS(agModuleParse(context, "", 0, NULL, NULL), AgWrongUse, "null");
}

void testParse(void) {
  AgContext context = agContextCreate();
  AgModule none = {NULL};
  testPrint(context);
  testRefusals(context);
  CHECK_OK(parse(context, ""));
  agModuleDestroy(none);
  agContextDestroy(context);
}
