/*===- Driver.c - functions of a driver, opened by name -------------------===*\
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
\*===----------------------------------------------------------------------===*/
#include "Driver.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

struct Driver driver;
int (*takeCounts)(VisitKernel *visit, void *user);

typedef int (*Find)(const char *name, void **function, int version,
                    uint64_t flags, int *status);

/* Finds one function, and expects the same one for its unversioned name. */
static int findFunction(Find find, void *library, const char *name,
                        void *target) {
  void *found = NULL, *plain = NULL;
  char unversioned[64];
  int status = -1;
  size_t length = strlen(name);
  snprintf(unversioned, sizeof(unversioned), "%s", name);
  if (length > 3 && strcmp(name + length - 3, "_v2") == 0)
    unversioned[length - 3] = 0;
  if (find(name, &found, 12000, 0, &status) != 0 || status != 0 ||
      find(unversioned, &plain, 12000, 0, NULL) != 0 || found != plain ||
      found != dlsym(library, name)) {
    fprintf(stderr, "no function %s\n", name);
    return 0;
  }
  memcpy(target, (const void *)&found, sizeof(found));
  return 1;
}

int openDriver(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL), *function = NULL;
  Find find = NULL;
  int isFound = 1, status = 0;
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 0;
  }
  function = dlsym(library, "cuGetProcAddress_v2");
  memcpy((void *)&find, (const void *)&function, sizeof(function));
  if (!find || find("cuNothing", &function, 12000, 0, &status) == 0 ||
      status != 1)
    return 0;
#define DRIVER_FUNCTION(NAME, ARGUMENTS)                                       \
  isFound &= findFunction(find, library, "cu" #NAME, (void *)&driver.NAME);
  DRIVER_FUNCTIONS
#undef DRIVER_FUNCTION
  function = dlsym(library, "agEmulatorTakeCounts");
  memcpy((void *)&takeCounts, (const void *)&function, sizeof(function));
  return isFound && takeCounts;
}
