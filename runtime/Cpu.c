/*===- Cpu.c - features of the CPU ----------------------------------------===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Can this CPU, under this operating system, run code that uses a given
|* feature?
|*
|* A feature of cpuid with wide registers is usable only if the system saves
|* those registers at a context switch. Bit 27 of ECX of cpuid 1 says whether
|* XCR0 can be read, and XCR0 says which registers are saved.
|* __builtin_cpu_supports is not used, because it needs a constructor of the
|* compiler's runtime library, which emitted objects do not contain.
|*
\*===----------------------------------------------------------------------===*/
#define _DEFAULT_SOURCE /* syscall */
#include "Cpu.h"
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>

ag_rt_cpuid ag_rt_read_cpuid(uint32_t leaf, uint32_t subleaf) {
  ag_rt_cpuid answer = {0, 0, 0, 0};
  __get_cpuid_count(leaf, subleaf, &answer.eax, &answer.ebx, &answer.ecx,
                    &answer.edx);
  return answer;
}

uint64_t ag_rt_read_xcr0(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}
#else
ag_rt_cpuid ag_rt_read_cpuid(uint32_t leaf, uint32_t subleaf) {
  (void)leaf, (void)subleaf;
  return (ag_rt_cpuid){0, 0, 0, 0};
}

uint64_t ag_rt_read_xcr0(void) { return 0; }
#endif

enum { EAX, EBX, ECX, EDX };

/* Bits of XCR0: 1 and 2 are the registers of SSE and AVX, 5 to 7 the masks and
 * upper halves of AVX-512, and 17 and 18 those of AMX. */
enum { NONE = 0, YMM = 0x6, ZMM = 0xe6, TMM = 0x60000 };

typedef struct feature_row {
  const char *name;
  uint32_t leaf, subleaf;
  int reg, bit;
  uint64_t state;
} feature_row;

static const feature_row features[] = {
#define X(name, leaf, subleaf, reg, bit, state)                                \
  {name, leaf, subleaf, reg, bit, state},
#include "ag-runtime/CpuFeatures.def"
#undef X
};

static bool system_saves(uint64_t state, ag_rt_cpuid_reader *cpuid,
                         ag_rt_xcr0_reader *xcr0) {
  if (state == NONE)
    return true;
  bool readable = cpuid(1, 0).ecx >> 27 & 1;
  return readable && (xcr0() & state) == state;
}

bool ag_rt_cpu_has(const char *feature, ag_rt_cpuid_reader *cpuid,
                   ag_rt_xcr0_reader *xcr0) {
  for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); ++i) {
    const feature_row *row = &features[i];
    if (strcmp(row->name, feature) != 0)
      continue;
    ag_rt_cpuid answer = cpuid(row->leaf, row->subleaf);
    uint32_t word = row->reg == EAX   ? answer.eax
                    : row->reg == EBX ? answer.ebx
                    : row->reg == ECX ? answer.ecx
                                      : answer.edx;
    return (word >> row->bit & 1) && system_saves(row->state, cpuid, xcr0);
  }
  return false;
}

#if defined(__linux__) && defined(__x86_64__)
#include <sys/syscall.h>
#include <unistd.h>

bool ag_rt_enable_amx(void) {
  /* See Documentation/arch/x86/xstate.rst of the Linux kernel. */
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
  return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}
#else
bool ag_rt_enable_amx(void) { return false; }
#endif
