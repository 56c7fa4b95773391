/*===- Cpu.h - features of the CPU --------------------------------*- C -*-===//
|*
|* Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|*===----------------------------------------------------------------------===//
|*
|* Can this CPU, under this operating system, run code that uses a given
|* feature?
|*
\*===----------------------------------------------------------------------===*/
#ifndef AG_RUNTIME_CPU_H
#define AG_RUNTIME_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* The result of cpuid for one leaf and subleaf. */
typedef struct ag_rt_cpuid {
  uint32_t eax, ebx, ecx, edx;
} ag_rt_cpuid;

/* Returns the result of cpuid; all zero for a leaf that the CPU does not have.
 * Functions take a reader as an argument, so that tests can simulate any
 * CPU. */
typedef ag_rt_cpuid ag_rt_cpuid_reader(uint32_t leaf, uint32_t subleaf);

/* Returns XCR0, the register states that the operating system saves. */
typedef uint64_t ag_rt_xcr0_reader(void);

ag_rt_cpuid ag_rt_read_cpuid(uint32_t leaf, uint32_t subleaf);
uint64_t ag_rt_read_xcr0(void);

/* Returns true if the feature can be used. Its name is one of CpuFeatures.def;
 * returns false for other names. */
bool ag_rt_cpu_has(const char *feature, ag_rt_cpuid_reader *cpuid,
                   ag_rt_xcr0_reader *xcr0);

/* Requests the use of AMX's tiles in this process from Linux, which permits
 * them on request only. Returns false if it refuses. */
bool ag_rt_enable_amx(void);

#endif /* AG_RUNTIME_CPU_H */
