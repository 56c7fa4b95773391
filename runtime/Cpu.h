/*===- Cpu.h - what the CPU can do --------------------------------*- C -*-===//
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

/* What cpuid answers for one leaf, and subleaf. */
typedef struct ag_rt_cpuid {
  uint32_t eax, ebx, ecx, edx;
} ag_rt_cpuid;

/* Asks the CPU; all zero for a leaf that it does not have. Passed as a function
 * so that tests can be any CPU. */
typedef ag_rt_cpuid ag_rt_cpuid_reader(uint32_t leaf, uint32_t subleaf);

/* The register states that the operating system saves: XCR0. */
typedef uint64_t ag_rt_xcr0_reader(void);

ag_rt_cpuid ag_rt_read_cpuid(uint32_t leaf, uint32_t subleaf);
uint64_t ag_rt_read_xcr0(void);

/* Whether a feature, by its name in CpuFeatures.def, can be used. A name that
 * is not there cannot. */
bool ag_rt_cpu_has(const char *feature, ag_rt_cpuid_reader *cpuid,
                   ag_rt_xcr0_reader *xcr0);

/* Asks Linux for the right to use AMX's tiles in this process, which it grants
 * on request only. False if it refuses. */
bool ag_rt_enable_amx(void);

#endif /* AG_RUNTIME_CPU_H */
