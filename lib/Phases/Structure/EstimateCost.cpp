//===- EstimateCost.cpp - record what entries cost ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Cost.h"
#include "ag/Analysis/EntrySignature.h"
#include "ag/Dialect/AG/IR/Cost.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Structure/Passes.h"
#include "ag/Support/Report/Quantities.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_ESTIMATECOSTPASS
#include "ag/Phases/Structure/Passes.h.inc"

static constexpr PassRemarks remarks("ag-estimate-cost");

namespace {
void estimate(FunctionOpInterface function, const EntrySignature &entry) {
  SmallVector<int64_t> sizes =
      llvm::map_to_vector(entry.symbols, getPlannedSize);
  Work work = computeWork(function, sizes);
  writeCost(function, {work.flops, /*isExact=*/work.unknown == nullptr});
  remarks.analysis(function, "cost")
      << remark::add("{0}{1}{2}", work.unknown ? "at least " : "",
                     spellFlops(work.flops),
                     sizes.empty() ? "" : " at " + describePlannedSizes(entry))
      << remark::metric("flops", work.flops)
      << remark::metric("exact", work.unknown == nullptr)
      << remark::metric("sizes", describePlannedSizes(entry));
}

struct EstimateCostPass : impl::EstimateCostPassBase<EstimateCostPass> {
  void runOnOperation() override {
    markAllAnalysesPreserved();
    for (auto function : getOperation().getOps<FunctionOpInterface>()) {
      auto attr = function->getAttrOfType<DictionaryAttr>(signatureAttrName);
      auto entry = attr ? parseEntrySignature(function.getName(), attr)
                        : std::optional<EntrySignature>();
      if (entry && !function.isExternal())
        estimate(function, *entry);
    }
  }
};
} // namespace
} // namespace ag
