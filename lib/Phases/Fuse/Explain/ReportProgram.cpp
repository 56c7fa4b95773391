//===- ReportProgram.cpp - remarks on a function's edges ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Explain/ReportProgram.h"
#include "Explain/DescribeProgram.h"
#include "Explain/FuseRemarks.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Interfaces/Remarks.h"

using namespace mlir;

namespace ag {

/// Emits the remark of one edge: whether its ops are computed together, and why
/// not.
static void reportEdge(const ExplainedEdge &edge) {
  bool isApart = edge.how == ExplainedEdge::Apart;
  auto remark = isApart ? fuseRemarks.missed(edge.producer, "edge")
                        : fuseRemarks.passed(edge.producer, "edge");
  remark << remark::add("{0}", describeEdge(edge));
  if (!edge.reason.isNone())
    remark << remark::reason("{0}", edge.reason.text)
           << remark::metric("why", spell(edge.reason.kind));
  FileLineColRange place = findPlace(edge.consumer->getLoc());
  remark << remark::metric("how", spell(edge.how))
         << remark::metric("bytes", edge.bytes)
         << remark::metric("op", edge.producer->getName().getStringRef())
         << remark::metric("user_op", edge.consumer->getName().getStringRef());
  if (std::string name = nameRegions(edge.producer); !name.empty())
    remark << remark::metric("region", name);
  if (std::string name = nameRegions(edge.consumer); !name.empty())
    remark << remark::metric("user_region", name);
  if (place)
    remark << remark::metric("user_file", place.getFilename().getValue())
           << remark::metric("user_line", place.getStartLine())
           << remark::metric("user_column", place.getStartColumn());
}

/// Returns "2 others that read the same, at 3:8 and 4:8".
static std::string describeOthers(ArrayRef<Operation *> others) {
  constexpr size_t mostNamed = 4;
  SmallVector<std::string> places;
  for (Operation *op : others.take_front(mostNamed))
    places.push_back(spellPlace(op));
  std::string last = others.size() > mostNamed ? "elsewhere"
                     : places.size() > 1       ? places.pop_back_val()
                                               : "";
  return llvm::formatv("{0} other{1} that read{2} the same, at {3}{4}{5}",
                       others.size(), others.size() == 1 ? "" : "s",
                       others.size() == 1 ? "s" : "", llvm::join(places, ", "),
                       last.empty() ? "" : " and ", last);
}

void reportReaders(const GroupReaders &readers) {
  bool isApart = !readers.reason.isNone();
  Operation *first = readers.ops.front();
  auto remark = isApart ? fuseRemarks.missed(first, "readers")
                        : fuseRemarks.passed(first, "readers");
  remark << remark::add("{0} is computed {1} {2}", describeOp(first),
                        isApart ? "apart from" : "together with",
                        describeOthers(ArrayRef(readers.ops).drop_front()));
  if (isApart)
    remark << remark::reason("{0}", readers.reason.text)
           << remark::metric("why", spell(readers.reason.kind));
  remark << remark::metric("how", isApart ? "apart" : "together")
         << remark::metric("bytes", readers.bytes)
         << remark::metric("ops", int64_t(readers.ops.size()))
         << remark::metric("op", first->getName().getStringRef());
  if (std::string name = nameRegions(first); !name.empty())
    remark << remark::metric("region", name);
}

void reportProgram(FunctionOpInterface function, const Speed &speed,
                   const EdgeReasons &reasons, const ValueLevels &levels,
                   Collector *collector) {
  SizeEvaluator sizes(function, getPlannedSizes(function));
  GroupCosts costs{speed, sizes};
  ComputedEdges found = findEdges(function, costs);
  std::vector<ExplainedEdge> edges = reasons.explain(found);
  for (const ExplainedEdge &edge : edges)
    reportEdge(edge);
  // Private functions only serve entries, and are not drawn.
  if (collects(collector, CollectPrograms) && function.isPublic())
    collector->programs.push_back(
        describeProgram(function, edges, found.given, costs, levels));
}

} // namespace ag
