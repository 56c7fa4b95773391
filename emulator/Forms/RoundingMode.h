//===- RoundingMode.h - the host's rounding mode ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the host round to zero, down or up? A RoundingScope sets the
// rounding mode until its end. Operands and results must be volatile, because
// the compiler otherwise moves arithmetic across a change of the mode.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMULATOR_FORMS_ROUNDINGMODE_H
#define AG_EMULATOR_FORMS_ROUNDINGMODE_H

#include "Forms/Numbers.h"
#include <cfenv>
#include <cmath>

namespace ag::emulator {

class RoundingScope {
public:
  explicit RoundingScope(Rounding rounding) : before(std::fegetround()) {
    constexpr int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD,
                             FE_UPWARD};
    std::fesetround(modes[static_cast<int>(rounding)]);
  }
  RoundingScope(const RoundingScope &) = delete;
  RoundingScope &operator=(const RoundingScope &) = delete;
  ~RoundingScope() { std::fesetround(before); }

private:
  int before;
};

} // namespace ag::emulator

#endif // AG_EMULATOR_FORMS_ROUNDINGMODE_H
