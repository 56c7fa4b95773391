//===- Ranks.cpp - the meaning of a program of many ranks -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Reference/Ranks.h"
#include "Blocks.h"
#include "RankMeeting.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Support/Process/Threads.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/thread.h"

using namespace mlir;

namespace ag {
namespace {
/// The size of a rank's stack, enough for the deepest recursion of the
/// interpreter.
constexpr unsigned stackBytes = 16u << 20;

/// Connects one rank to the others.
class Link : public RankLink {
public:
  Link(const Mesh &mesh, RankMeeting &meeting, int64_t rank)
      : mesh(mesh), meeting(meeting), rank(rank) {}

  llvm::Expected<int64_t> indexAlong(ArrayAttr axes) override {
    return mesh.getIndex(rank, findAxes(axes.getValue(), mesh));
  }
  llvm::Expected<Exchange> exchange(Operation *op, ArrayAttr axes,
                                    const Tensors &tensors) override;
  llvm::Error enter(Region &region) override {
    Operation *op = region.getParentOp();
    if (!isa<RegionBranchOpInterface, FunctionOpInterface>(op))
      return llvm::Error::success();
    return meeting.meet(rank, &region, {}).takeError();
  }

private:
  const Mesh &mesh;
  RankMeeting &meeting;
  int64_t rank;
};

llvm::Expected<Exchange> Link::exchange(Operation *op, ArrayAttr axes,
                                        const Tensors &tensors) {
  auto brought = meeting.meet(rank, op, tensors);
  if (!brought)
    return brought.takeError();
  SmallVector<unsigned> along = findAxes(axes.getValue(), mesh);
  Exchange exchange;
  exchange.place = mesh.getIndex(rank, along);
  for (const std::vector<int64_t> &group : mesh.getGroups(along))
    if (group[exchange.place] == rank)
      for (int64_t other : group)
        exchange.given.push_back((*brought)[other]);
  return exchange;
}

/// Runs a function on all ranks.
class RankRun {
public:
  RankRun(FunctionOpInterface function, const Mesh &mesh,
          const Tensors &arguments, const ParameterSource &parameters,
          const InterpreterOptions &options)
      : function(function), mesh(mesh), arguments(arguments),
        parameters(parameters), options(options), meeting(mesh.getNumRanks()) {}

  llvm::Expected<Tensors> run();

private:
  llvm::Expected<Tensors> takeArguments(int64_t rank);
  llvm::Expected<Tensor> takeParameter(StringRef name, RankedTensorType type,
                                       int64_t rank);
  llvm::Expected<Tensors> runRank(int64_t rank);
  void runThread(int64_t rank);
  llvm::Expected<Tensors> joinResults();
  llvm::Error report(Twine message) {
    return llvm::make_error<InterpreterError>(function.getLoc(), message.str());
  }

  FunctionOpInterface function;
  const Mesh &mesh;
  const Tensors &arguments;
  const ParameterSource &parameters;
  const InterpreterOptions &options;
  RankMeeting meeting;
  llvm::StringMap<ShardingAttr> parameterShardings;
  std::vector<Tensors> results;
  /// The error of the first rank that failed.
  std::optional<llvm::Error> failure;
};

/// Adds the rank to the message of an error of interpret.
llvm::Error nameRank(llvm::Error error, int64_t rank) {
  return llvm::handleErrors(
      std::move(error), [&](const InterpreterError &at) -> llvm::Error {
        return llvm::make_error<InterpreterError>(
            at.loc, at.message + " (rank " + std::to_string(rank) + ")");
      });
}

llvm::Expected<Tensors> RankRun::takeArguments(int64_t rank) {
  Tensors blocks;
  for (auto [number, whole] : llvm::enumerate(arguments)) {
    auto sharding =
        function.getArgAttrOfType<ShardingAttr>(number, shardingAttrName);
    if (!sharding) {
      blocks.push_back(whole);
      continue;
    }
    auto type = cast<RankedTensorType>(function.getArgumentTypes()[number]);
    auto block = takeBlock(whole, sharding, type, mesh, rank,
                           [&, number = number](unsigned dim) -> std::string {
                             StringRef name = getDimName(function, number, dim);
                             return name.empty()
                                        ? llvm::formatv("dimension {0}", dim)
                                        : name.str();
                           });
    if (!block)
      return report("argument " + Twine(number) + ": " +
                    llvm::toString(block.takeError()));
    blocks.push_back(std::move(*block));
  }
  return blocks;
}

llvm::Expected<Tensor>
RankRun::takeParameter(StringRef name, RankedTensorType type, int64_t rank) {
  ShardingAttr sharding = parameterShardings.lookup(name);
  if (!sharding)
    return parameters(name, type);
  auto whole = parameters(
      name, RankedTensorType::get(sharding.getSizes(), type.getElementType()));
  if (!whole)
    return whole.takeError();
  return takeBlock(*whole, sharding, type, mesh, rank,
                   [](unsigned dim) -> std::string {
                     return llvm::formatv("dimension {0}", dim);
                   });
}

llvm::Expected<Tensors> RankRun::runRank(int64_t rank) {
  auto blocks = takeArguments(rank);
  if (!blocks)
    return blocks.takeError();
  Link link(mesh, meeting, rank);
  InterpreterOptions own = options;
  own.ranks = &link;
  int64_t alive = 0;
  if (options.alive)
    own.alive = &alive;
  auto source = [&](StringRef name, RankedTensorType type) {
    return takeParameter(name, type, rank);
  };
  auto made = interpret(function, std::move(*blocks), source, own);
  if (!made)
    return made.takeError();
  // Ranks that wait at an earlier meeting would otherwise wait forever.
  if (llvm::Error error = meeting.meet(rank, nullptr, {}).takeError())
    return report(llvm::toString(std::move(error)));
  if (options.alive)
    *options.alive = std::max(*options.alive, alive);
  return made;
}

/// Runs one rank on its thread. Only one rank runs at a time, so access to
/// members needs no lock.
void RankRun::runThread(int64_t rank) {
  meeting.begin(rank);
  auto made = runRank(rank);
  bool hasFailed = !made;
  if (made)
    results[rank] = std::move(*made);
  else if (failure)
    llvm::consumeError(made.takeError());
  else
    failure = meeting.haveParted() ? made.takeError()
                                   : nameRank(made.takeError(), rank);
  meeting.leave(rank, hasFailed);
}

llvm::Expected<Tensors> RankRun::joinResults() {
  Tensors joined;
  for (unsigned number = 0; number < function.getNumResults(); ++number) {
    Tensors blocks = llvm::map_to_vector(
        results, [&](const Tensors &each) { return each[number]; });
    auto sharding =
        function.getResultAttrOfType<ShardingAttr>(number, shardingAttrName);
    auto whole =
        sharding ? joinBlocks(blocks, sharding, mesh) : joinCopies(blocks);
    if (!whole)
      return report("result " + Twine(number) + ": " +
                    llvm::toString(whole.takeError()));
    joined.push_back(std::move(*whole));
  }
  return joined;
}

llvm::Expected<Tensors> RankRun::run() {
  if (mesh.getNumRanks() > mostInterpretedRanks)
    return report("is for " + Twine(mesh.getNumRanks()) +
                  " ranks; the interpreter runs at most " +
                  Twine(mostInterpretedRanks));
  if (!canStartThreads(mesh.getNumRanks(), stackBytes))
    return report("is for " + Twine(mesh.getNumRanks()) +
                  " ranks; the interpreter needs a thread for each, and not "
                  "all can be started: raise the system's limit (ulimit -u)");
  function->getParentOfType<ModuleOp>().walk([&](ParameterOp op) {
    if (auto sharding = op->getAttrOfType<ShardingAttr>(shardingAttrName))
      parameterShardings[op.getName()] = sharding;
  });
  // An argument that does not fit is an error of the whole function, not of one
  // rank.
  if (llvm::Error error = takeArguments(0).takeError())
    return std::move(error);
  results.resize(mesh.getNumRanks());
  if (options.alive)
    *options.alive = 0;
  std::vector<llvm::thread> threads;
  threads.reserve(mesh.getNumRanks());
  for (int64_t rank = 0; rank < mesh.getNumRanks(); ++rank)
    threads.emplace_back(std::optional(stackBytes),
                         [this, rank] { runThread(rank); });
  for (llvm::thread &thread : threads)
    thread.join();
  if (failure)
    return std::move(*failure);
  return joinResults();
}
} // namespace

llvm::Expected<Tensors> interpretRanks(FunctionOpInterface function,
                                       const Tensors &arguments,
                                       const ParameterSource &parameters,
                                       const InterpreterOptions &options) {
  Mesh mesh = findMesh(function).getMesh();
  return RankRun(function, mesh, arguments, parameters, options).run();
}

llvm::Expected<Tensors> interpretWhole(FunctionOpInterface function,
                                       const Tensors &arguments,
                                       const ParameterSource &parameters,
                                       const InterpreterOptions &options) {
  return findMesh(function)
             ? interpretRanks(function, arguments, parameters, options)
             : interpret(function, arguments, parameters, options);
}

} // namespace ag
