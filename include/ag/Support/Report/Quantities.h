//===- Quantities.h - numbers with units, for people ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How are times, bytes and counts of operations written for people?
//
// They have three digits and a unit that fits:
//
//   0.00000123 s -> "1.23 us"
//   41312        -> "41.3 kB"
//   13200000     -> "13.2 MFLOP"
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_REPORT_QUANTITIES_H
#define AG_SUPPORT_REPORT_QUANTITIES_H

#include <string>

namespace ag {

/// Uses units from nanoseconds to seconds; 0 is "0 s".
std::string spellSeconds(double seconds);

/// Uses units from B to TB, in steps of 1000.
std::string spellBytes(double bytes);

/// Uses units from FLOP to TFLOP.
std::string spellFlops(double operations);

} // namespace ag

#endif // AG_SUPPORT_REPORT_QUANTITIES_H
