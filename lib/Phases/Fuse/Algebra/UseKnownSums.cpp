//===- UseKnownSums.cpp - the pass ag-use-known-sums ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Algebra/ExchangedSums.h"
#include "Groups/CreateGroups.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Fuse/Passes.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_USEKNOWNSUMSPASS
#include "ag/Phases/Fuse/Passes.h.inc"

static constexpr PassRemarks useKnownSumsRemarks("ag-use-known-sums");

namespace {
struct UseKnownSumsPass
    : WithModels<impl::UseKnownSumsPassBase<UseKnownSumsPass>> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<FunctionOpInterface>()) {
      size_t count = 0;
      for (Block *block : findGroupedBlocks(function))
        count += useExchangedSums(*block);
      if (count > 0)
        useKnownSumsRemarks.passed(function, "sum")
            << remark::add("sums are computed from existing values, or are 0")
            << remark::metric("sums", count);
    }
  }
};
} // namespace
} // namespace ag
