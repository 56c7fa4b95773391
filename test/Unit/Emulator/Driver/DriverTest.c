/*===- DriverTest.c - the emulator opened as a driver ---------------------===*\
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===*|
|*
|* Does a C program that opens the emulator as libcuda get what CUDA returns?
|* DriverTest LIBRARY runs|late|fault|refuses|settings: each case has a process
|* of its own, as a fault ends all use of a device.
|*
\*===----------------------------------------------------------------------===*/
#include "Driver.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

/* Reports a condition that is false. */
static void check(int holds, const char *what, int line) {
  if (holds)
    return;
  fprintf(stderr, "line %d: %s\n", line, what);
  ++failures;
}
#define CHECK(CONDITION) check(CONDITION, #CONDITION, __LINE__)

enum { count = 1000, bytes = count * 4 };
static float numbers[count], results[count];

/* y[i] = y[i] + x, and an endless loop */
static const char *const text =
    ".version 7.0\n.target sm_80\n.address_size 64\n"
    ".global .align 4 .b32 counter = 5;\n"
    ".visible .entry add(.param .u64 .ptr .global .align 4 y, .param .f32 x, "
    ".param .u32 n)\n"
    "{\n.reg .pred %p<2>;\n.reg .b32 %r<6>;\n.reg .f32 %f<4>;\n"
    ".reg .b64 %rd<4>;\n"
    "mov.u32 %r1, %ctaid.x; mov.u32 %r2, %ntid.x; mov.u32 %r3, %tid.x;\n"
    "mad.lo.s32 %r1, %r1, %r2, %r3; ld.param.u32 %r4, [n];\n"
    "setp.ge.u32 %p1, %r1, %r4; @%p1 ret;\n"
    "ld.param.u64 %rd1, [y]; ld.param.f32 %f1, [x];\n"
    "mul.wide.u32 %rd2, %r1, 4; add.s64 %rd1, %rd1, %rd2;\n"
    "ld.global.f32 %f2, [%rd1]; add.f32 %f2, %f2, %f1;\n"
    "st.global.f32 [%rd1], %f2;\n}\n"
    ".visible .entry spin() .maxntid 32 { L: bra L; }\n";

/* The last visited kernel, and the number of visits */
struct Visited {
  int kernels;
  char name[16];
  uint64_t launches, blocks, instructions;
};
static void visitKernel(void *user, const char *kernel, uint64_t launches,
                        uint64_t blocks, uint64_t instructions) {
  struct Visited *visited = user;
  ++visited->kernels;
  snprintf(visited->name, sizeof(visited->name), "%s", kernel);
  visited->launches = launches;
  visited->blocks = blocks;
  visited->instructions = instructions;
}

/* Takes the counts of launches of 8 blocks each. A second call finds none. */
static void testCounts(uint64_t launches) {
  struct Visited visited = {0, "", 0, 0, 0}, none = {0, "", 0, 0, 0};
  CHECK(takeCounts(visitKernel, &visited) == 0);
  CHECK(visited.kernels == 1 && strcmp(visited.name, "add") == 0);
  CHECK(visited.launches == launches && visited.blocks == 8 * launches);
  CHECK(visited.instructions > 0 && visited.instructions % launches == 0);
  CHECK(takeCounts(visitKernel, &none) == 0 && none.kernels == 0);
}

/* Launches `add` on the array at `address`. */
static int launchAdd(void *function, uint64_t address, float x, unsigned n,
                     void *stream) {
  void *parameters[] = {&address, &x, &n};
  return driver.LaunchKernel(function, (n + 127) / 128, 1, 1, 128, 1, 1, 0,
                             stream, parameters, NULL);
}

/* Retains the device's context and makes it current. */
static void start(void) {
  void *context = NULL;
  int device = -1, number = 0;
  struct Visited visited = {0, "", 0, 0, 0};
  CHECK(takeCounts(visitKernel, &visited) == 3 && visited.kernels == 0);
  CHECK(driver.CtxSynchronize() == 3);
  CHECK(driver.Init(0) == 0);
  CHECK(driver.DeviceGet(&device, 0) == 0 && device == 0);
  CHECK(driver.DeviceGet(&device, 1) == 101);
  CHECK(driver.DeviceGetAttribute(&number, 10, 0) == 0 && number == 32);
  CHECK(driver.CtxSynchronize() == 201);
  CHECK(driver.DevicePrimaryCtxRetain(&context, 0) == 0);
  CHECK(driver.CtxPushCurrent_v2(context) == 0);
}

static void testModules(void **function) {
  void *module = NULL, *other = NULL;
  uint64_t address = 0;
  size_t size = 0;
  int value = 0;
  CHECK(driver.ModuleLoadData(&module, text) == 0);
  CHECK(driver.ModuleGetFunction(function, module, "add") == 0);
  CHECK(driver.ModuleGetFunction(&other, module, "none") == 500);
  CHECK(driver.ModuleGetFunction(&other, &value, "add") == 400);
  CHECK(driver.ModuleGetGlobal_v2(&address, &size, module, "counter") == 0);
  CHECK(size == 4 && driver.MemcpyDtoH_v2(&value, address, 4) == 0);
  CHECK(value == 5);
  CHECK(driver.FuncLoad(*function) == 0);
  CHECK(driver.ModuleGetFunction(&other, module, "spin") == 0);
  CHECK(driver.FuncGetAttribute(&value, 0, other) == 0 && value == 32);
  CHECK(driver.FuncSetAttribute(other, 8, 100000) == 0);
  CHECK(driver.FuncSetAttribute(other, 8, 300000) == 1);
  CHECK(driver.LaunchKernel(other, 1, 1, 1, 64, 1, 1, 0, NULL, NULL, NULL) ==
        1);
  CHECK(driver.LaunchKernel(other, 0, 1, 1, 32, 1, 1, 0, NULL, NULL, NULL) ==
        1);
}

static void testMemory(uint64_t address) {
  uint64_t far = 0, start = 0;
  size_t size = 0, available = 0, total = 0;
  unsigned type = 0;
  int attributes[] = {11, 12};
  void *values[] = {&start, &size};
  CHECK(driver.MemcpyHtoD_v2(address, numbers, bytes + 1) == 1);
  CHECK(driver.MemcpyHtoD_v2(address + 4, numbers, bytes) == 1);
  CHECK(driver.MemAlloc_v2(&far, (size_t)1 << 60) == 2);
  CHECK(driver.MemAlloc_v2(&far, 0) == 1);
  CHECK(driver.MemFree_v2(address + 4) == 1);
  CHECK(driver.MemGetInfo_v2(&available, &total) == 0 && available < total);
  CHECK(driver.PointerGetAttribute(&type, 2, address) == 0 && type == 2);
  CHECK(driver.PointerGetAttribute(&type, 2, (uintptr_t)numbers) == 1);
  CHECK(driver.PointerGetAttributes(2, attributes, values, address + 8) == 0);
  CHECK(start == address && size == bytes);
  CHECK(driver.MemsetD32Async(address, 0x3f800000, count, NULL) == 0);
  CHECK(driver.MemcpyDtoH_v2(results, address, bytes) == 0);
  CHECK(results[0] == 1 && results[count - 1] == 1);
  CHECK(driver.MemsetD8Async(address, 0, 4, NULL) == 0);
  CHECK(driver.MemcpyDtoH_v2(results, address, bytes) == 0);
  CHECK(results[0] == 0 && results[1] == 1);
}

/* Enqueues two launches on one stream. Another stream waits for their event and
   copies the result. With `isLate`, the emulator runs nothing before a wait. */
static void testStreams(void *function, uint64_t address, int isLate) {
  void *first = NULL, *second = NULL, *event = NULL, *end = NULL;
  float milliseconds = -1;
  CHECK(driver.StreamCreate(&first, 1) == 0);
  CHECK(driver.StreamCreate(&second, 1) == 0);
  CHECK(driver.EventCreate(&event, 0) == 0 && driver.EventCreate(&end, 0) == 0);
  memset(results, 0, bytes);
  CHECK(driver.MemcpyAsync(address, (uintptr_t)numbers, bytes, first) == 0);
  CHECK(launchAdd(function, address, 2, count, first) == 0);
  CHECK(launchAdd(function, address, 3, count, first) == 0);
  CHECK(driver.EventRecord(event, first) == 0);
  CHECK(driver.StreamWaitEvent(second, event, 0) == 0);
  CHECK(driver.MemcpyDtoHAsync_v2(results, address, bytes, second) == 0);
  CHECK(driver.EventRecord(end, second) == 0);
  CHECK(driver.StreamQuery(second) == (isLate ? 600 : 0));
  CHECK(driver.StreamSynchronize(second) == 0);
  CHECK(results[0] == numbers[0] + 5 && results[999] == numbers[999] + 5);
  CHECK(driver.EventSynchronize(end) == 0);
  CHECK(driver.EventElapsedTime(&milliseconds, event, end) == 0);
  CHECK(milliseconds >= 0);
  CHECK(driver.StreamDestroy_v2(first) == 0);
  CHECK(driver.StreamSynchronize(first) == 400);
  CHECK(driver.EventDestroy_v2(event) == 0 && driver.EventDestroy_v2(end) == 0);
  CHECK(driver.StreamDestroy_v2(second) == 0);
}

/* Checks that a late copy overwrites what the host writes before its wait. */
static void testLateness(void *function, uint64_t address) {
  void *stream = NULL;
  CHECK(driver.StreamCreate(&stream, 1) == 0);
  CHECK(driver.MemcpyHtoD_v2(address, numbers, bytes) == 0);
  CHECK(launchAdd(function, address, 2, count, stream) == 0);
  CHECK(driver.MemcpyDtoHAsync_v2(results, address, bytes, stream) == 0);
  results[0] = -1;
  CHECK(driver.CtxSynchronize() == 0);
  CHECK(results[0] == numbers[0] + 2);
  CHECK(driver.StreamDestroy_v2(stream) == 0);
}

static void testRuns(int isLate) {
  void *function = NULL, *context = NULL, *host = NULL;
  uint64_t address = 0;
  start();
  testModules(&function);
  CHECK(driver.MemAlloc_v2(&address, bytes) == 0);
  testMemory(address);
  testStreams(function, address, isLate);
  testCounts(2);
  if (isLate)
    testLateness(function, address);
  CHECK(driver.MemHostAlloc(&host, 64, 0) == 0 &&
        driver.MemFreeHost(host) == 0);
  CHECK(driver.MemFreeHost(host) == 1);
  CHECK(driver.MemFreeAsync(address, NULL) == 0);
  CHECK(driver.CtxSynchronize() == 0);
  CHECK(driver.MemFree_v2(address) == 1);
  CHECK(driver.CtxPopCurrent_v2(&context) == 0 && context);
  CHECK(driver.CtxPopCurrent_v2(&context) == 201);
  CHECK(driver.DevicePrimaryCtxRelease_v2(0) == 0);
}

/* After a fault, each later call returns its status. */
static void testFault(void) {
  void *function = NULL;
  const char *name = NULL;
  uint64_t address = 0;
  start();
  testModules(&function);
  CHECK(driver.MemAlloc_v2(&address, bytes) == 0);
  CHECK(launchAdd(function, address, 1, count + 1, NULL) == 0);
  CHECK(driver.CtxSynchronize() == 700);
  CHECK(driver.MemcpyDtoH_v2(results, address, bytes) == 700);
  CHECK(launchAdd(function, address, 1, count, NULL) == 700);
  CHECK(driver.GetErrorName(700, &name) == 0);
  CHECK(strcmp(name, "CUDA_ERROR_ILLEGAL_ADDRESS") == 0);
  CHECK(driver.GetErrorString(12345, &name) == 1);
}

static void testRefusals(void) {
  void *module = NULL;
  char log[200] = "";
  int options[] = {5, 6};
  void *values[] = {log, (void *)(uintptr_t)sizeof(log)};
  start();
  CHECK(driver.ModuleLoadDataEx(&module, ".version 7.0\nfrob", 2, options,
                                values) == 218);
  CHECK(strcmp(log, "line 2 of the PTX: expected '.target', but found "
                    "'frob'") == 0);
  CHECK(driver.ModuleLoadDataEx(&module, ".version 8.7\n.target sm_100\n", 2,
                                options, values) == 218);
  CHECK(strcmp(log, "the PTX is for sm_100, this GPU is sm_90") == 0);
  CHECK(driver.ModuleUnload(module) == 400);
}

/* AG_EMULATOR has a wrong value, so the driver does not start. */
static void testSettings(void) {
  CHECK(driver.Init(0) == 1);
  CHECK(driver.CtxSynchronize() == 3);
}

int main(int argc, char **argv) {
  const char *mode = argc == 3 ? argv[2] : "";
  if (!openDriver(argc > 1 ? argv[1] : ""))
    return 2;
  for (int i = 0; i < count; ++i)
    numbers[i] = (float)i;
  if (strcmp(mode, "runs") == 0 || strcmp(mode, "late") == 0)
    testRuns(strcmp(mode, "late") == 0);
  else if (strcmp(mode, "fault") == 0)
    testFault();
  else if (strcmp(mode, "refuses") == 0)
    testRefusals();
  else if (strcmp(mode, "settings") == 0)
    testSettings();
  else
    return 2;
  return failures != 0;
}
