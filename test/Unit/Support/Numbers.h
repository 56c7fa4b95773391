//===- Numbers.h - numbers that tests of Support compare with ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_NUMBERS_H
#define AG_TEST_UNIT_SUPPORT_NUMBERS_H

#include <limits>

namespace ag {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

/// The largest relative difference between a form and the sum that it replaces
inline constexpr double tolerance = 0x1p-22;

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_NUMBERS_H
