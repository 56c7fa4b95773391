//===- PlanTrial.cpp - loops that were tried for a group ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Groups/Tiles/PlanTrial.h"
#include "ag/Support/Report/Quantities.h"

namespace ag {

std::string PlanTrial::spell() const {
  std::string most = ", of " + spellBytes(double(limit));
  if (bytes == INT64_MAX)
    return what.str() + " that have no bound" + most;
  return spellBytes(double(bytes)) + " of " + what.str() + most;
}

} // namespace ag
