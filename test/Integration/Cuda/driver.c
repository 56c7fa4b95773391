/*===- driver.c - a CUDA driver with a fault in its calls -----------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Does a test notice it if the host calls the emulator wrongly? This driver
|* forwards each call to the driver that AG_FAULT_DRIVER names. The environment
|* seeds two kinds of faults:
|*
|*   AG_FAULT_PTX=FILE                   modules are loaded from this PTX
|*   AG_FAULT_CALL="FUNCTION N WHAT BY"  the Nth call of FUNCTION, from 1 on,
|*                                       has BY added to WHAT
|*
|* WHAT is bytes, blocks, threads or the number of a kernel's argument. For
|* three others, BY has no effect: gone omits the call, stream moves it to a
|* stream that no other waits for, and from lost on, there is no GPU: calls that
|* this driver can change fail. After an omitted wait, no memory is freed, since
|* the driver would wait there.
|*
\*===----------------------------------------------------------------------===*/
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int find_function(const char *, void **, int, uint64_t, int *);
typedef int load_module(void **, const void *, unsigned, const int *, void **);
typedef int allocate(uint64_t *, size_t);
typedef int release(uint64_t);
typedef int copy(uint64_t, uint64_t, size_t, void *);
typedef int synchronize(void *);
typedef int create_stream(void **, unsigned);
typedef int launch(void *, unsigned, unsigned, unsigned, unsigned, unsigned,
                   unsigned, unsigned, void *, void **, void **);

/* Returns the function of the driver that calls are forwarded to. */
static void *find(const char *name) {
  void *library = dlopen(getenv("AG_FAULT_DRIVER"), RTLD_NOW | RTLD_LOCAL);
  find_function *all = (find_function *)dlsym(library, "cuGetProcAddress_v2");
  void *function = NULL;
  all(name, &function, 12000, 0, NULL);
  return function;
}

/*===----------------------------------------------------------------------===*\
|* The fault of a call
\*===----------------------------------------------------------------------===*/

typedef struct {
  char what[16]; /* empty if this call has none */
  int64_t by;
} call_fault;

/* True after a call with the fault lost. */
static bool is_lost;

enum { unavailable = 46 /* CUDA_ERROR_DEVICE_UNAVAILABLE */ };

/* Returns the fault of this call of `function`, and counts the calls. */
static call_fault next_fault(const char *function) {
  static int calls;
  char name[32] = "";
  int number = 0;
  call_fault fault = {"", 0}, none = {"", 0};
  const char *text = getenv("AG_FAULT_CALL");
  if (!text || sscanf(text, "%31s %d %15s %ld", name, &number, fault.what,
                      &fault.by) != 4)
    return none;
  if (strcmp(name, function) != 0 || ++calls != number)
    return none;
  fprintf(stderr, "seeded: %s\n", text);
  is_lost = strcmp(fault.what, "lost") == 0;
  return fault;
}

static bool is(const call_fault *fault, const char *what) {
  return strcmp(fault->what, what) == 0;
}

static int64_t changed(const call_fault *fault, const char *what,
                       int64_t value) {
  return is(fault, what) ? value + fault->by : value;
}

/*===----------------------------------------------------------------------===*\
|* Calls
\*===----------------------------------------------------------------------===*/

static int faulty_load(void **module, const void *image, unsigned count,
                       const int *options, void **values) {
  load_module *load = (load_module *)find("cuModuleLoadDataEx");
  const char *path = getenv("AG_FAULT_PTX");
  if (!path)
    return load(module, image, count, options, values);
  static char text[1 << 20];
  FILE *file = fopen(path, "r");
  if (!file)
    abort();
  text[fread(text, 1, sizeof(text) - 1, file)] = 0;
  fclose(file);
  return load(module, text, count, options, values);
}

static int faulty_allocate(uint64_t *memory, size_t bytes) {
  call_fault fault = next_fault("cuMemAlloc");
  if (is_lost)
    return unavailable;
  return ((allocate *)find("cuMemAlloc"))(
      memory, (size_t)changed(&fault, "bytes", (int64_t)bytes));
}

static int faulty_copy(uint64_t to, uint64_t from, size_t bytes, void *stream) {
  call_fault fault = next_fault("cuMemcpyAsync");
  if (is_lost)
    return unavailable;
  if (is(&fault, "gone"))
    return 0;
  return ((copy *)find("cuMemcpyAsync"))(
      to, from, (size_t)changed(&fault, "bytes", (int64_t)bytes), stream);
}

static bool keeps_memory;

static int faulty_synchronize(void *stream) {
  call_fault fault = next_fault("cuStreamSynchronize");
  if (is_lost)
    return unavailable;
  if (!is(&fault, "gone"))
    return ((synchronize *)find("cuStreamSynchronize"))(stream);
  keeps_memory = true;
  return 0;
}

static int faulty_free(uint64_t memory) {
  if (is_lost)
    return unavailable;
  return keeps_memory ? 0 : ((release *)find("cuMemFree"))(memory);
}

static int faulty_launch(void *function, unsigned blocks_x, unsigned blocks_y,
                         unsigned blocks_z, unsigned threads_x,
                         unsigned threads_y, unsigned threads_z,
                         unsigned shared_bytes, void *stream, void **arguments,
                         void **extra) {
  call_fault fault = next_fault("cuLaunchKernel");
  if (is_lost)
    return unavailable;
  if (is(&fault, "gone"))
    return 0;
  if (is(&fault, "stream"))
    ((create_stream *)find("cuStreamCreate"))(&stream, 1 /* non-blocking */);
  char *end;
  long argument = strtol(fault.what, &end, 10);
  uint64_t value;
  if (end != fault.what) {
    memcpy(&value, arguments[argument], sizeof(value));
    value += (uint64_t)fault.by;
    arguments[argument] = &value;
  }
  return ((launch *)find("cuLaunchKernel"))(
      function, (unsigned)changed(&fault, "blocks", blocks_x), blocks_y,
      blocks_z, (unsigned)changed(&fault, "threads", threads_x), threads_y,
      threads_z, shared_bytes, stream, arguments, extra);
}

int cuGetProcAddress_v2(const char *name, void **function, int version,
                        uint64_t flags, int *found) {
  static const struct {
    const char *name;
    void *function;
  } rows[] = {{"cuModuleLoadDataEx", (void *)faulty_load},
              {"cuMemAlloc", (void *)faulty_allocate},
              {"cuMemFree", (void *)faulty_free},
              {"cuMemcpyAsync", (void *)faulty_copy},
              {"cuStreamSynchronize", (void *)faulty_synchronize},
              {"cuLaunchKernel", (void *)faulty_launch}};
  find_function *all = (find_function *)find("cuGetProcAddress_v2");
  int result = all(name, function, version, flags, found);
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); ++i)
    if (strcmp(name, rows[i].name) == 0)
      *function = rows[i].function;
  return result;
}
