//===- DescribeRanks.cpp - memory and collectives of ranks ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Plan/PeakLiveBytes.h"
#include "Plan/ShardRoles.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/EntrySignature.h"
#include "ag/Analysis/Sizes/Sizes.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Regions/LiveValues.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sharding/MeshOps.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Machine/Common/Speed.h"
#include "ag/Phases/Shard/Passes.h"
#include "ag/Support/Report/Collector.h"
#include "ag/Support/Sharding/ShardMove.h"
#include "ag/Support/Sizes/Saturating.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_DESCRIBERANKSPASS
#include "ag/Phases/Shard/Passes.h.inc"

static constexpr PassRemarks describeRanksRemarks("ag-describe-ranks");

namespace {
class RankDescriber {
public:
  RankDescriber(func::FuncOp function, const Mesh &mesh, ShardingReport &report)
      : function(function), mesh(mesh),
        sizes(function, getPlannedSizes(function)), report(report) {}

  void describe();

private:
  /// Returns the bytes at the sizes that memory is planned for, or at assumed
  /// ones.
  int64_t countBytes(Value value) { return sizes.assumeBytesOf(value); }
  void countTrips(Operation *op, ShardingReport::Collective &found);
  void describeCollective(CollectiveOpInterface op);

  func::FuncOp function;
  const Mesh &mesh;
  SizeEvaluator sizes;
  ShardingReport &report;
};
} // namespace

//===----------------------------------------------------------------------===//
// Collectives
//===----------------------------------------------------------------------===//

void RankDescriber::countTrips(Operation *op,
                               ShardingReport::Collective &found) {
  for (Operation *around = op->getParentOp(); around;
       around = around->getParentOp())
    if (auto loop = dyn_cast<LoopLikeOpInterface>(around)) {
      found.times = times(found.times, sizes.assumeTripCountOf(loop));
      found.isAssumed |= !sizes.tripCountOf(loop);
    }
}

void RankDescriber::describeCollective(CollectiveOpInterface op) {
  if (!sends(op.getMoveKind()))
    return;
  ShardMove move{op.getMoveKind(), {}, std::nullopt, std::nullopt, {}};
  ShardingReport::Collective found;
  found.entry = function.getName().str();
  found.kind = op->getName().stripDialect().str();
  for (Attribute axis : op.getAxes()) {
    found.axes.push_back(cast<StringAttr>(axis).str());
    move.axes.push_back(*mesh.findAxis(found.axes.back()));
  }
  found.operands = op->getNumOperands();
  int64_t local = 0;
  for (Value operand : op->getOperands())
    local = plus(local, countBytes(operand));
  MoveCost cost = costOf(move, mesh, local);
  countTrips(op, found);
  found.bytes = times(cost.bytes, found.times);
  found.seconds = double(cost.picoseconds) * 1e-12 * double(found.times);
  if (FileLineColRange place = findPlace(op.getLoc())) {
    found.file = place.getFilename().str();
    found.line = place.getStartLine();
  }
  describeRanksRemarks.analysis(op, "collective")
      << remark::add(
             found.isAssumed
                 ? "{0} of {1} along {2}, in a loop of unknown trip count"
                 : "{0} of {1} along {2}",
             found.kind, found.operands, llvm::join(found.axes, ", "))
      << remark::metric("bytes", found.bytes)
      << remark::metric("picoseconds", times(cost.picoseconds, found.times));
  report.collectives.push_back(std::move(found));
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// Describes the first rank, whose blocks have the least padding.
void RankDescriber::describe() {
  function.walk([&](MeshIndexOp op) { sizes.setIndex(op.getResult(), 0); });
  ShardingReport::Rank rank;
  rank.entry = function.getName().str();
  for (auto [argument, role] :
       llvm::zip_equal(function.getArguments(), findRoles(function)))
    (role == ArgumentRole::Parameter ? rank.parameters
     : role == ArgumentRole::State   ? rank.states
                                     : rank.arguments) += countBytes(argument);
  llvm::DenseSet<StringAttr> seen;
  function.walk([&](Operation *op) {
    if (auto collective = dyn_cast<CollectiveOpInterface>(op))
      describeCollective(collective);
    else if (auto parameter = dyn_cast<ParameterOp>(op))
      if (seen.insert(parameter.getNameAttr()).second)
        rank.parameters += countBytes(parameter);
  });
  for (auto end : function.getOps<func::ReturnOp>())
    for (Value result : end.getOperands())
      rank.results += countBytes(result);
  int64_t most = findPeakLiveBytes(
      function, [&](Value value) { return countBytes(value); });
  rank.alive = rank.parameters + rank.states + rank.arguments + most;
  report.ranks.push_back(rank);
}

namespace {
struct DescribeRanksPass
    : WithModels<impl::DescribeRanksPassBase<DescribeRanksPass>> {
  explicit DescribeRanksPass(Collector *collector = nullptr)
      : collector(collector) {}

  void runOnOperation() override {
    MeshAttr attr = findMesh(getOperation());
    if (!attr)
      return;
    ShardingReport own;
    bool isWritten = collector && collector->report.sharding;
    ShardingReport &into = isWritten ? *collector->report.sharding : own;
    FailureOr<Machine> machine = getMachine(getOperation());
    if (failed(machine))
      return signalPassFailure();
    Mesh mesh = attr.getMesh().withDefaultLink(getSpeed(*machine).rank.link);
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal() && isEntry(function))
        RankDescriber(function, mesh, into).describe();
  }

private:
  Collector *collector;
};
} // namespace

std::unique_ptr<Pass> createDescribeRanksPass(Collector *collector) {
  return std::make_unique<DescribeRanksPass>(collector);
}

} // namespace ag
