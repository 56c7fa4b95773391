//===- EstimateCost.cpp - the cost of each entry --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Cost/Cost.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Dialect/AG/IR/Core/CostAttrs.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Structure/Passes.h"
#include "ag/Support/Report/Quantities.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_ESTIMATECOSTPASS
#include "ag/Phases/Structure/Passes.h.inc"

static constexpr PassRemarks estimateCostRemarks("ag-estimate-cost");

namespace {
void explain(FunctionOpInterface function, const EntrySignature &entry,
             const Work &work, const Machine &machine) {
  std::string sizes = describePlannedSizes(entry);
  std::string at = sizes.empty() ? "" : " at " + sizes;
  StringRef about = work.unknown ? "about " : "";
  estimateCostRemarks.analysis(function, "cost")
      << remark::add("{0}{1}{2}", about, spellFlops(double(work.flops)), at)
      << remark::metric("flops", work.flops)
      << remark::metric("exact", work.unknown == nullptr)
      << remark::metric("sizes", sizes);
  estimateCostRemarks.analysis(function, "time")
      << remark::add("{0}{1} on one core of {2}{3}, most of it by {4}", about,
                     spellSeconds(work.getSeconds()), machine.march, at,
                     work.getBound())
      << remark::metric("nanoseconds", int64_t(1e9 * work.getSeconds()))
      << remark::metric("bytes", work.getBytes())
      << remark::metric("bound", work.getBound());
}

struct EstimateCostPass
    : WithModels<impl::EstimateCostPassBase<EstimateCostPass>> {
  void runOnOperation() override {
    markAllAnalysesPreserved();
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    for (auto function : getOperation().getOps<FunctionOpInterface>()) {
      auto attr = function->getAttrOfType<DictionaryAttr>(signatureAttrName);
      auto entry = attr ? parseEntrySignature(function.getName(), attr)
                        : std::optional<EntrySignature>();
      if (!entry || function.isExternal())
        continue;
      LoadOps load(function);
      Work work =
          computeWork(function, getPlannedSizes(function), *machine, &load);
      writeCost(function, {work.flops, /*isExact=*/work.unknown == nullptr});
      explain(function, *entry, work, *machine);
    }
  }
};
} // namespace
} // namespace ag
