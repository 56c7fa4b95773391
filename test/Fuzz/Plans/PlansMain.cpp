//===- PlansMain.cpp - programs shared among ranks in many ways -----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "PlansMain.h"
#include "RandomPlan.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Arguments.h"
#include "ag/Driver/Run/InterpretedExecution.h"
#include "ag/Driver/Run/Weights.h"
#include "ag/Driver/Tool.h"
#include "ag/Phases/Shard/Passes.h"
#include "ag/Pipeline/Phases.h"
#include "ag/Support/Report/Collector.h"
#include "ag/Support/Report/WriteFile.h"
#include "ag/Support/Tensor/TensorCompare.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Regex.h"
#include <cmath>

using namespace mlir;
namespace cl = llvm::cl;

namespace ag {
namespace {
struct Request {
  std::string path, mesh, entry, keep;
  std::vector<std::string> inputs, dims, specs;
  uint64_t seed = 0, count = 0, most = 1000;
  double rtol = 1e-9;
  /// The interpreter's steps for the unsharded program
  uint64_t steps = 100'000;
};

class PlanJudge {
public:
  explicit PlanJudge(const Request &request) : request(request) {}

  /// Interprets the unsharded program.
  llvm::Error prepare();
  /// Checks all specs, and then the plans on the mesh if there is one.
  llvm::Error judge();

private:
  llvm::Expected<Tensors> interpretEntry(ModuleOp module, uint64_t stepLimit,
                                         int64_t *alive = nullptr);
  llvm::Error check(PlanChoice choice);
  llvm::Error checkSpec(StringRef spec);
  llvm::Error checkAlive(ModuleOp module, const ShardingReport &told,
                         int64_t alive) const;
  llvm::Error judgeChoices();
  llvm::Error compareWith(ArrayRef<Tensor> actual, bool &isFinite) const;
  llvm::Error compareRanks(ModuleOp module, PlanChoice choice, bool &isFinite);
  LogicalResult run(PassManager &passes, ModuleOp module,
                    std::string &said) const;
  LogicalResult partition(ModuleOp module, std::string &said) const;
  llvm::Error differs(ModuleOp planned, PlanChoice choice,
                      const llvm::Twine &what) const;

  const Request &request;
  std::unique_ptr<MLIRContext> context = makeContext();
  std::optional<Program> whole;
  MeshAttr mesh;
  Tensors expected;
  uint64_t steps = 1, refused = 0, uneven = 0, same = 0, merged = 0;
};
} // namespace

static llvm::Expected<MeshAttr> readMesh(StringRef text, MLIRContext &context) {
  auto spec = parseShardSpec(text);
  if (!spec)
    return spec.takeError();
  auto mesh = meshOf(*spec, ShardFile());
  if (!mesh)
    return mesh.takeError();
  return MeshAttr::get(&context, *mesh);
}

llvm::Expected<Tensors>
PlanJudge::interpretEntry(ModuleOp module, uint64_t stepLimit, int64_t *alive) {
  auto entry = findEntry(module, request.entry);
  if (!entry)
    return entry.takeError();
  auto signature = readSignature(*entry);
  if (!signature)
    return signature.takeError();
  auto arguments = makeArguments(*signature, request.inputs, request.dims);
  if (!arguments)
    return arguments.takeError();
  auto parameters = openWeights("randn:2");
  if (!parameters)
    return parameters.takeError();
  InterpreterOptions options;
  options.precision = Precision::Double;
  options.stepLimit = stepLimit;
  options.alive = alive;
  auto execution =
      makeInterpreted(*entry, *signature, *arguments, *parameters, options);
  if (!execution)
    return execution.takeError();
  if (llvm::Error error = (*execution)->run())
    return std::move(error);
  return (*execution)->results();
}

llvm::Error PlanJudge::prepare() {
  context->loadDialect<AGDialect>();
  auto program = Program::read(request.path, *context);
  if (!program)
    return llvm::createStringError(request.path + " is no program");
  whole.emplace(std::move(*program));
  if (request.specs.empty() || !request.mesh.empty()) {
    auto read = readMesh(request.mesh, *context);
    if (!read)
      return read.takeError();
    mesh = *read;
  }
  PassManager inliner(context.get());
  inliner.addPass(createInlinerPass());
  if (failed(inliner.run(whole->module())))
    return llvm::createStringError("calls can't be inlined");
  auto computed = interpretEntry(whole->module(), request.steps);
  if (!computed)
    return computed.takeError();
  expected = std::move(*computed);
  return llvm::Error::success();
}

llvm::Error PlanJudge::differs(ModuleOp planned, PlanChoice choice,
                               const llvm::Twine &what) const {
  if (!request.keep.empty())
    if (llvm::Error error = writeFile(request.keep, printProgram(planned)))
      return error;
  return llvm::createStringError(request.path + ": " +
                                 (choice.step
                                      ? "step " + llvm::Twine(*choice.step)
                                      : "seed " + llvm::Twine(choice.seed)) +
                                 ": " + what);
}

/// Runs the passes and appends their diagnostics to `said`.
LogicalResult PlanJudge::run(PassManager &passes, ModuleOp module,
                             std::string &said) const {
  ScopedDiagnosticHandler handler(
      module.getContext(), [&](Diagnostic &diagnostic) {
        llvm::raw_string_ostream(said)
            << diagnostic.getLocation() << ": " << diagnostic.str() << "\n";
        return success();
      });
  return passes.run(module);
}

LogicalResult PlanJudge::partition(ModuleOp module, std::string &said) const {
  PassManager passes(module.getContext());
  passes.addPass(createPartitionPass());
  return run(passes, module, said);
}

/// Returns an error if a result differs. Sets `isFinite` to whether the last
/// difference is finite.
llvm::Error PlanJudge::compareWith(ArrayRef<Tensor> actual,
                                   bool &isFinite) const {
  for (auto [number, a, b] : llvm::enumerate(actual, expected)) {
    auto compared = compare(a, b, request.rtol, getTolerance(b, request.rtol));
    if (!compared)
      return compared.takeError();
    isFinite = std::isfinite(compared->largest);
    if (compared->mismatches > 0)
      return llvm::createStringError("result " + llvm::Twine(number) + ": " +
                                     describe({*compared}));
  }
  return llvm::Error::success();
}

/// Compares the ranks' results. Depending on the choice, collectives stay
/// separate, are merged into small buckets, or are merged completely.
llvm::Error PlanJudge::compareRanks(ModuleOp module, PlanChoice choice,
                                    bool &isFinite) {
  constexpr uint64_t buckets[] = {0, 256, 64 << 20};
  uint64_t bytes = buckets[choice.step.value_or(choice.seed) % 3];
  if (bytes > 0) {
    PassManager passes(module.getContext());
    passes.addNestedPass<func::FuncOp>(createMergeCollectivesPass({bytes}));
    OperationFingerPrint before(module);
    if (failed(passes.run(module)))
      return llvm::createStringError("collectives can't be merged");
    merged += OperationFingerPrint(module) != before;
  }
  auto actual = interpretEntry(module, 100 * request.steps);
  llvm::Error error =
      actual ? compareWith(*actual, isFinite) : actual.takeError();
  if (!error)
    return error;
  return llvm::createStringError("in buckets of " + llvm::Twine(bytes) +
                                 " bytes: " + llvm::toString(std::move(error)));
}

/// Checks one plan. Plans are refused if other ops split a tensor differently,
/// or if an argument's size is not a multiple of its parts. Partial infinities
/// may sum to NaN (ag/Support/Scalar/LinearGroups.h), so the plan is then tried
/// again without partial values.
llvm::Error PlanJudge::check(PlanChoice choice) {
  OwningOpRef<ModuleOp> module = whole->module().clone();
  steps = std::max(steps, makePlan(*module, mesh, choice));
  OwningOpRef<ModuleOp> planned = module->clone();
  std::string said;
  if (failed(partition(*module, said))) {
    if (!StringRef(said).contains("of which other ops need blocks"))
      return differs(*planned, choice, "is not partitioned: " + said);
    ++refused;
    return llvm::Error::success();
  }
  bool isFinite = true;
  if (llvm::Error error = compareRanks(*module, choice, isFinite)) {
    std::string why = llvm::toString(std::move(error));
    if (llvm::Regex("argument [0-9]+: .*, no multiple of").match(why)) {
      ++uneven;
      return llvm::Error::success();
    }
    if (isFinite || !choice.hasGroups)
      return differs(*planned, choice, why);
    choice.hasGroups = false;
    return check(choice);
  }
  ++same;
  return llvm::Error::success();
}

/// Returns an error unless a rank holds as many bytes as the report says. With
/// branches or loops, the report's number is an upper bound. Programs with
/// dynamic sizes are not checked.
llvm::Error PlanJudge::checkAlive(ModuleOp module, const ShardingReport &told,
                                  int64_t alive) const {
  auto entry = findEntry(module, request.entry);
  if (!entry)
    return entry.takeError();
  bool isStatic = true, isStraight = true;
  auto see = [&](Value value) {
    if (auto type = dyn_cast<ShapedType>(value.getType()))
      isStatic &= type.hasStaticShape();
  };
  llvm::for_each(entry->getArguments(), see);
  (*entry)->walk([&](Operation *op) {
    isStraight &= !isa<RegionBranchOpInterface>(op);
    llvm::for_each(op->getOperands(), see);
    llvm::for_each(op->getResults(), see);
  });
  auto row = llvm::find_if(told.ranks, [&](const ShardingReport::Rank &rank) {
    return rank.entry == getEntryName(*entry);
  });
  if (!isStatic || (isStraight ? alive == row->alive : alive <= row->alive))
    return llvm::Error::success();
  return llvm::createStringError("a rank holds " + llvm::Twine(alive) +
                                 " bytes, but the report says " +
                                 llvm::Twine(row->alive));
}

llvm::Error PlanJudge::checkSpec(StringRef spec) {
  OwningOpRef<ModuleOp> module = whole->module().clone();
  std::string said;
  PassManager passes(context.get());
  Collector told(CollectSharding);
  addInlining(passes);
  addSharding(passes, spec, &told);
  auto complain = [&](const llvm::Twine &what) {
    return llvm::createStringError(request.path + ": " + spec + ": " + what);
  };
  if (failed(run(passes, *module, said)))
    return complain(said);
  int64_t alive = 0;
  auto actual = interpretEntry(*module, 100 * request.steps, &alive);
  if (!actual)
    return complain("ranks fail: " + llvm::toString(actual.takeError()));
  bool isFinite = true;
  if (llvm::Error error = compareWith(*actual, isFinite))
    return complain(llvm::toString(std::move(error)));
  if (llvm::Error error = checkAlive(*module, *told.report.sharding, alive))
    return complain(llvm::toString(std::move(error)));
  ++same;
  return llvm::Error::success();
}

llvm::Error PlanJudge::judgeChoices() {
  bool isDrawn = request.count > 0;
  uint64_t first = isDrawn ? request.seed : 0;
  for (uint64_t number = 0;
       number < (isDrawn ? request.count : std::min(steps, request.most));
       ++number) {
    PlanChoice choice{first + number, std::nullopt};
    if (!isDrawn)
      choice.step = number;
    if (llvm::Error error = check(choice))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error PlanJudge::judge() {
  for (const std::string &spec : request.specs)
    if (llvm::Error error = checkSpec(spec))
      return error;
  if (mesh)
    if (llvm::Error error = judgeChoices())
      return error;
  llvm::outs() << request.path << ": " << same << " same, " << refused
               << " refused, " << uneven << " uneven, " << merged
               << " merged\n";
  return llvm::Error::success();
}

int plansMain(int argc, char **argv) {
  cl::opt<std::string> path(cl::Positional, cl::desc("program"), cl::Required);
  cl::opt<std::string> mesh("mesh", cl::desc("axes, as x=2,y=3"));
  cl::list<std::string> specs("shard", cl::desc("as ag-opt's"));
  cl::opt<std::string> entry("entry", cl::desc("which function"));
  cl::opt<std::string> keep("keep", cl::desc("where to write a bad plan"));
  cl::list<std::string> inputs("input", cl::desc("as ag-run's"));
  cl::list<std::string> dims("dim", cl::desc("as ag-run's"));
  cl::opt<uint64_t> seed("seed", cl::desc("of the first plan"), cl::init(1));
  cl::opt<uint64_t> count("count", cl::desc("how many plans by chance"));
  cl::opt<uint64_t> most("most", cl::desc("how many steps"), cl::init(1000));
  cl::opt<double> rtol("rtol", cl::desc("relative tolerance"), cl::init(1e-9));
  cl::ParseCommandLineOptions(argc, argv, "A program shared among ranks\n");
  Request request{path,
                  mesh,
                  entry,
                  keep,
                  {inputs.begin(), inputs.end()},
                  {dims.begin(), dims.end()},
                  {specs.begin(), specs.end()},
                  seed,
                  count,
                  most,
                  rtol};
  PlanJudge judge(request);
  auto fails = [](llvm::Error error) {
    bool isError(error);
    llvm::logAllUnhandledErrors(std::move(error), llvm::errs());
    return isError;
  };
  if (fails(judge.prepare()))
    return 2;
  return fails(judge.judge());
}

} // namespace ag
