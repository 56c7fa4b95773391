//===- Generator.cpp - random programs ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Generator.h"
#include "Batches.h"
#include "Boxes.h"
#include "Makers/Makers.h"
#include "ag/Driver/Program.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;

namespace ag {
namespace {
constexpr unsigned usualOps = 16;

/// Returns the name of a sketch's extent: a, b, and so on.
std::string nameOf(size_t number) { return std::string(1, 'a' + number); }

/// Adds an argument. ag.dims names its dynamic sizes.
void addArgument(Sketch &sketch, func::FuncOp function) {
  OpBuilder &builder = sketch.builder;
  Shape shape, statics;
  SmallVector<Attribute> dims;
  for (int64_t rank = sketch.pickFrom({0, 1, 1, 2, 2, 3}); rank > 0; --rank) {
    size_t number = sketch.pick(sketch.extents.size());
    int64_t extent = sketch.extents[number];
    if (countOf(shape) * extent > sketch.maxElements)
      break;
    bool isDynamic = sketch.isDynamic();
    shape.push_back(extent);
    statics.push_back(isDynamic ? ShapedType::kDynamic : extent);
    dims.push_back(isDynamic ? Attribute(builder.getStringAttr(nameOf(number)))
                             : builder.getI64IntegerAttr(extent));
  }
  auto type = RankedTensorType::get(statics, sketch.pickElement());
  auto attributes = builder.getDictionaryAttr(
      builder.getNamedAttr("ag.dims", builder.getArrayAttr(dims)));
  unsigned number = function.getNumArguments();
  (void)function.insertArgument(number, type, attributes, sketch.loc);
  sketch.add(function.getArgument(number), shape);
}

/// Adds the arguments of a formula: matrices and rows of one type, whose sizes
/// are the program's three extents.
void addFormulaArguments(Sketch &sketch, func::FuncOp function) {
  OpBuilder &builder = sketch.builder;
  sketch.extents = {sketch.pickFrom({0, 1, 2, 3, 5, 8, 17, 33}),
                    sketch.pickFrom({0, 1, 2, 3, 7, 8, 31, 64, 65, 130, 300}),
                    sketch.pickFrom({1, 3, 8})};
  if (sketch.chance(4))
    sketch.extents[1] = sketch.pickFrom({2000, 4096});
  Shape statics(ArrayRef<int64_t>(sketch.extents));
  for (int64_t &extent : statics)
    extent = sketch.isDynamic() ? ShapedType::kDynamic : extent;
  Type element = getMLIRType(
      sketch.pickFrom({ScalarType::F32, ScalarType::F32, ScalarType::F32,
                       ScalarType::F64, ScalarType::BF16, ScalarType::F16,
                       ScalarType::I32, ScalarType::I64}),
      builder.getContext());
  const SmallVector<unsigned> shapes[] = {{0, 1}, {0}, {1, 2}, {0, 2}};
  for (auto [number, numbers] : llvm::enumerate(shapes)) {
    Shape shape, own;
    SmallVector<Attribute> dims;
    for (unsigned each : numbers) {
      shape.push_back(sketch.extents[each]);
      own.push_back(statics[each]);
      dims.push_back(ShapedType::isDynamic(statics[each])
                         ? Attribute(builder.getStringAttr(nameOf(each)))
                         : builder.getI64IntegerAttr(statics[each]));
    }
    auto attributes = builder.getDictionaryAttr(
        builder.getNamedAttr("ag.dims", builder.getArrayAttr(dims)));
    (void)function.insertArgument(number, RankedTensorType::get(own, element),
                                  attributes, sketch.loc);
    sketch.add(function.getArgument(number), shape);
  }
}

/// Adds arguments of one float type of rank 1 or more.
void addAlike(Sketch &sketch, func::FuncOp function, unsigned count) {
  while (function.getNumArguments() == 0 ||
         sketch.scope.tensors[0].rank() == 0 ||
         !isa<FloatType>(sketch.scope.tensors[0].element())) {
    sketch.scope.tensors.clear();
    if (function.getNumArguments() > 0)
      (void)function.eraseArgument(0);
    addArgument(sketch, function);
  }
  BlockArgument first = function.getArgument(0);
  for (unsigned number = 1; number < count; ++number) {
    (void)function.insertArgument(number, first.getType(),
                                  function.getArgAttrDict(0), sketch.loc);
    sketch.add(function.getArgument(number), sketch.scope.tensors[0].shape);
  }
}

/// Declares ranges, which include their actual sizes, of some names.
void addRanges(Sketch &sketch, func::FuncOp function) {
  OpBuilder &builder = sketch.builder;
  SmallVector<NamedAttribute> ranges;
  for (auto [number, extent] : llvm::enumerate(sketch.extents))
    if (sketch.chance(20)) {
      int64_t least = sketch.pickFrom({int64_t(0), extent / 2, extent});
      int64_t greatest = extent + sketch.pick(200);
      ranges.push_back(builder.getNamedAttr(
          nameOf(number), builder.getI64ArrayAttr({least, greatest})));
    }
  if (!ranges.empty())
    function->setAttr("ag.ranges", builder.getDictionaryAttr(ranges));
}

/// Returns the newest unused tensors, and at least one tensor.
void addResults(Sketch &sketch, func::FuncOp function) {
  constexpr size_t most = 4;
  SmallVector<Value> results;
  for (const KnownTensor &tensor : llvm::reverse(sketch.scope.tensors))
    if (tensor.value.use_empty() && results.size() < most &&
        !isa<BlockArgument>(tensor.value))
      results.push_back(tensor.value);
  if (results.empty())
    results.push_back(sketch.scope.tensors.back().value);
  func::ReturnOp::create(sketch.builder, sketch.loc, results);
  function.setFunctionType(sketch.builder.getFunctionType(
      function.getArgumentTypes(), ValueRange(results).getTypes()));
}

/// Removes ops without uses, because it does not matter whether they fail.
void removeDead(ModuleOp module) {
  IRRewriter rewriter(module.getContext());
  // Ops that a dead op's region used are dead in the next iteration.
  while (succeeded(runRegionDCE(rewriter, module->getRegions())))
    ;
}

/// Returns the values of --march that this machine can run.
std::vector<std::string> findMarches() {
  std::vector<std::string> marches = {"x86-64-v2"};
  llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
  if (features.lookup("avx2"))
    marches.emplace_back("x86-64-v3");
  if (features.lookup("avx512bw"))
    marches.emplace_back("x86-64-v4");
  marches.emplace_back("native");
  return marches;
}
} // namespace

using MakeStep = llvm::function_ref<void(Sketch &, func::FuncOp)>;

/// Returns a program with the ops that `make` adds to its function, and the
/// groups that `group` makes of them.
static RandomProgram composeProgram(MLIRContext &context, uint64_t seed,
                                    unsigned maxOps, MakeStep make,
                                    MakeStep group = addBoxes) {
  OpBuilder builder(&context);
  Location loc = builder.getUnknownLoc();
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder, loc);
  builder.setInsertionPointToEnd(module->getBody());
  auto function = func::FuncOp::create(builder, loc, "main",
                                       builder.getFunctionType({}, {}));
  builder.setInsertionPointToEnd(function.addEntryBlock());
  Sketch sketch(builder, seed, maxOps);
  make(sketch, function);
  addResults(sketch, function);
  removeDead(*module);
  group(sketch, function);
  RandomProgram program{printProgram(*module), {}};
  for (auto [number, extent] : llvm::enumerate(sketch.extents))
    if (StringRef(program.text).contains("\"" + nameOf(number) + "\""))
      program.dims.push_back(nameOf(number) + "=" + std::to_string(extent));
  return program;
}

RandomProgram makeRandomProgram(MLIRContext &context, uint64_t seed,
                                unsigned maxOps) {
  return composeProgram(
      context, seed, maxOps, [](Sketch &sketch, func::FuncOp function) {
        for (int64_t count = 2 + sketch.pick(3); count > 0; --count)
          addArgument(sketch, function);
        addRanges(sketch, function);
        makeOps(sketch, 1 + sketch.pick(usualOps));
      });
}

RandomProgram makeRandomLoop(MLIRContext &context, uint64_t seed,
                             unsigned maxOps) {
  return composeProgram(context, seed, maxOps,
                        [](Sketch &sketch, func::FuncOp function) {
                          addAlike(sketch, function, /*count=*/3);
                          addRanges(sketch, function);
                          makeCarried(sketch);
                        });
}

static std::string pickMarch(uint64_t number) {
  static const std::vector<std::string> marches = findMarches();
  return marches[number % marches.size()];
}

RandomProgram makeRandomFormula(MLIRContext &context, uint64_t seed,
                                unsigned maxOps) {
  // The program is compiled for this processor: see makeRandomRequest.
  std::string march = pickMarch(std::mt19937_64(~seed)());
  if (march == "native")
    march = llvm::sys::getHostCPUName().str();
  bool isStreamed = seed % 2 == 0;
  return composeProgram(
      context, seed, maxOps,
      [&](Sketch &sketch, func::FuncOp function) {
        addFormulaArguments(sketch, function);
        makeFormula(sketch, isStreamed);
      },
      [&](Sketch &sketch, func::FuncOp function) {
        if (isStreamed)
          addStream(sketch, function, march);
      });
}

RandomProgram makeRandomUpdates(MLIRContext &context, uint64_t seed,
                                unsigned maxOps) {
  RandomProgram program = composeProgram(context, seed, maxOps, makeUpdates);
  // Every third program is the batch of another one.
  if (seed % 3 == 0)
    program.text = makeBatch(context, program.text, seed);
  return program;
}

static RandomProgram makeLinalg(MLIRContext &context, uint64_t seed,
                                unsigned maxOps,
                                ArrayRef<ScalarType> elements) {
  return composeProgram(
      context, seed, maxOps, [&](Sketch &sketch, func::FuncOp function) {
        sketch.elements = elements;
        for (int64_t count = 2 + sketch.pick(2); count > 0; --count)
          addArgument(sketch, function);
        for (int64_t count = 1 + sketch.pick(4); count > 0; --count) {
          if (sketch.spend())
            makeGeneric(sketch);
          makeOps(sketch, sketch.pick(3));
        }
        if (sketch.chance(40) && sketch.spend())
          makeLoss(sketch);
      });
}

RandomProgram makeRandomLinalg(MLIRContext &context, uint64_t seed,
                               unsigned maxOps) {
  return makeLinalg(context, seed, maxOps, {ScalarType::F32, ScalarType::F64});
}

RandomProgram makeRandomNarrowLinalg(MLIRContext &context, uint64_t seed,
                                     unsigned maxOps) {
  return makeLinalg(context, seed, maxOps, {ScalarType::BF16, ScalarType::F16});
}

RandomProgram makeRandomScalars(MLIRContext &context, uint64_t seed,
                                unsigned maxOps) {
  static constexpr ScalarType signless[] = {
      ScalarType::F32, ScalarType::F32, ScalarType::F64, ScalarType::BF16,
      ScalarType::F16, ScalarType::I64, ScalarType::I32, ScalarType::I16,
      ScalarType::I8,  ScalarType::I1};
  return composeProgram(
      context, seed, maxOps, [&](Sketch &sketch, func::FuncOp function) {
        sketch.elements = signless;
        for (int64_t count = 1 + sketch.pick(3); count > 0; --count)
          addArgument(sketch, function);
        for (int64_t count = sketch.pick(3); count > 0; --count)
          (void)function.insertArgument(function.getNumArguments(),
                                        sketch.pickElement(), {}, sketch.loc);
        for (int64_t count = 1 + sketch.pick(3); count > 0; --count) {
          bool isSpent = !sketch.spend();
          for (unsigned tries = 0; tries < 20 && !isSpent; ++tries)
            if (sketch.chance(70) ? makeScalarGeneric(sketch)
                                  : makeQuantized(sketch))
              break;
          makeOps(sketch, sketch.pick(3));
        }
      });
}

RunRequest makeRandomRequest(uint64_t seed, const RandomProgram &program,
                             StringRef path) {
  std::mt19937_64 random(~seed);
  RunRequest request;
  request.input = request.sameAs = path.str();
  request.inputs = {"randn:" + std::to_string(seed)};
  request.weights = request.inputs.front();
  request.dims = program.dims;
  request.engine = Engine::CPU;
  request.options.target.march = pickMarch(random());
  request.options.request.opt = random() % 4;
  request.options.target.threads = 1 + random() % 2;
  request.options.watch.poisonMemory = random() % 2 != 0;
  return request;
}

RunRequest makeProofRequest(uint64_t seed, const RandomProgram &program,
                            StringRef path) {
  constexpr StringLiteral remats[] = {"auto", "keep", "recompute"};
  RunRequest request;
  request.options.request.remat = remats[seed % std::size(remats)];
  request.options.target.march = pickMarch(seed / std::size(remats));
  request.input = path.str();
  request.dims = program.dims;
  request.engine = Engine::CPU;
  request.options.watch.verifyGrad = true;
  // Programs have short loops, so more steps mean that a loop does not end.
  request.maxSteps = 20000;
  return request;
}

void runOnEmulator(RunRequest &request) {
  request.engine = Engine::Emulator;
  request.options.target.kind = "cuda";
  request.options.target.march.clear();
  request.options.target.threads.reset();
}

/// Returns the options of ag-run that say where the program runs.
static std::string spellEngine(const RunRequest &request) {
  if (request.engine == Engine::Emulator)
    return " --on=emulator";
  const TargetRequest &target = request.options.target;
  std::string options = " --on=cpu --march=" + target.march;
  if (target.threads)
    options += " --threads=" + std::to_string(*target.threads);
  return options;
}

std::string spellCommand(const RunRequest &request) {
  std::string command = "ag-run " + request.input;
  for (const std::string &input : request.inputs)
    command += " --input=" + input;
  for (const std::string &dim : request.dims)
    command += " --dim " + dim;
  command += spellEngine(request);
  if (request.options.watch.verifyGrad)
    return command + " --remat=" + request.options.request.remat +
           " --verify-grad --max-steps=" + std::to_string(request.maxSteps);
  command += " --weights=" + request.weights;
  command += " --opt=" + std::to_string(request.options.request.opt);
  if (request.options.watch.poisonMemory)
    command += " --poison-memory";
  return command + " --same-as=" + request.sameAs;
}

} // namespace ag
