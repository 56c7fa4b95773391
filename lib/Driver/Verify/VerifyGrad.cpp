//===- VerifyGrad.cpp - the proof of a derivative -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Verify/VerifyGrad.h"
#include "Verify/CompiledCheck.h"
#include "Verify/DerivativeFault.h"
#include "Verify/Derivatives.h"
#include "Verify/PointSearch.h"
#include "ag/Dialect/AG/IR/Core/Phase.h"
#include "ag/Dialect/AG/IR/Regions/RegionOps.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Driver/Run/ReadSignature.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Differentiate/Requests/RequestedDerivatives.h"
#include "ag/Pipeline/Phases.h"
#include "ag/Reference/Proof/NarrowCheck.h"
#include "ag/Support/Report/WriteFile.h"
#include "ag/Support/Tensor/Npy.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
/// The seed of cotangents and tangents.
constexpr uint64_t seed = 7;

/// Verifies the derivatives of one function.
class Verification {
public:
  Verification(const VerifyGradRequest &request, GradSpec spec,
               ModuleOp original, ModuleOp answered, llvm::raw_ostream &os)
      : request(request), spec(std::move(spec)), original(original),
        module(answered.clone()), os(os) {}

  llvm::Expected<bool> run();

private:
  llvm::Expected<FunctionOpInterface> findFunction();
  llvm::Expected<bool> findPoints();
  void listSurrogates();
  llvm::Error findDerivatives();
  template <typename Derivative>
  llvm::Expected<bool>
  check(StringRef what, const Derivative &derivative,
        llvm::Expected<CheckOutcome> (*check)(const DerivativePoint &,
                                              const Derivative &, uint64_t));
  template <typename Derivative>
  llvm::Expected<bool>
  checkCompiled(const std::optional<LoadedProgram> &program,
                const Derivative &derivative);
  DerivativeFault findFaulty(const DerivativePoint &point,
                             const Gradient &wrong);
  DerivativeFault findFaulty(const DerivativePoint &,
                             const Pushforward &wrong) {
    return {wrong.function.getLoc(), ""};
  }
  llvm::Expected<bool> disagree(StringRef what, StringRef difference,
                                const FoundPoint &at,
                                const DerivativeFault &fault);
  llvm::Error writeReproducer(const FoundPoint &at,
                              const DerivativeFault *fault = nullptr);

  const VerifyGradRequest &request;
  /// The requested derivatives. run() sets the function if none is named.
  GradSpec spec;
  /// The module as given, and a copy without requests for derivatives, to which
  /// derivatives are added.
  ModuleOp original;
  OwningOpRef<ModuleOp> module;
  llvm::raw_ostream &os;

  FunctionOpInterface function;
  /// A point away from all kinks, and possibly one at kinks.
  std::vector<FoundPoint> points;
  std::optional<Gradient> gradient;
  std::optional<Pushforward> pushforward;
  /// Whether ag-differentiate generated the gradient.
  bool isMade = false;
};

llvm::Expected<FunctionOpInterface> Verification::findFunction() {
  auto phase = original->getAttrOfType<StringAttr>(phaseAttrName);
  if (phase && phase != "differentiate")
    return llvm::createStringError("the program is at the phase " +
                                   phase.getValue() +
                                   ", where it is too late for derivatives");
  if (findMesh(original))
    return llvm::createStringError("the program is that of one rank; verify "
                                   "derivatives before it is sharded");
  if (!spec.function.empty())
    return findEntry(*module, spec.function);
  auto candidate = findOnlyCandidate(
      *module, [](func::FuncOp each) { return !isDerivative(each); });
  if (!candidate)
    return asWrongUse(candidate.takeError());
  return *candidate;
}

//===----------------------------------------------------------------------===//
// Differences
//===----------------------------------------------------------------------===//

/// Writes the program of the faulty op, or else the program as it was given,
/// and the arguments. Prints the command that runs them.
llvm::Error Verification::writeReproducer(const FoundPoint &at,
                                          const DerivativeFault *fault) {
  SmallString<64> folder;
  if (std::error_code code =
          llvm::sys::fs::createUniqueDirectory("ag-verify-grad", folder))
    return llvm::createStringError(code, "no reproducer could be written");
  bool isAlone = fault && !fault->program.empty();
  std::vector<std::string> paths, contents;
  paths.push_back((folder + "/program.mlir").str());
  llvm::raw_string_ostream os(contents.emplace_back());
  if (isAlone)
    os << fault->program;
  else
    os << original;
  std::string command = "ag-run " + paths.front() + " --verify-grad";
  if (!request.device.empty())
    command += " --on=" + request.device;
  spec.value = false;
  if (!isAlone)
    command += " '--grad=" + spell(spec) + "'";
  for (auto [number, argument] :
       llvm::enumerate(isAlone ? fault->arguments : at.inputs.arguments)) {
    paths.push_back((folder + "/" + Twine(number) + ".npy").str());
    contents.push_back(formatNpy(argument));
    command += " --input=" + paths.back();
  }
  if (!at.inputs.weights.empty())
    command += " --weights=" + at.inputs.weights;
  SmallVector<NewFile> files;
  for (auto [path, content] : llvm::zip_equal(paths, contents))
    files.push_back({path, content});
  if (llvm::Error error = writeFiles(files))
    return error;
  this->os << "reproducer: " << command << "\n";
  return llvm::Error::success();
}

/// Prints and reports the difference, writes a reproducer, and returns false.
llvm::Expected<bool> Verification::disagree(StringRef what,
                                            StringRef difference,
                                            const FoundPoint &at,
                                            const DerivativeFault &fault) {
  os << what << ": different\n";
  std::string of = fault.op.empty()
                       ? "this derivative"
                       : "the derivative of this '" + fault.op + "'";
  emitError(fault.loc) << of << " is wrong: " << difference;
  if (llvm::Error error = writeReproducer(at, &fault))
    return std::move(error);
  return false;
}

/// Returns the op at fault if ag-differentiate generated the gradient and it is
/// found; else the gradient's function.
DerivativeFault Verification::findFaulty(const DerivativePoint &point,
                                         const Gradient &wrong) {
  auto fault = isMade ? findFault(point, seed) : std::nullopt;
  return fault ? *fault : DerivativeFault{wrong.function.getLoc(), ""};
}

//===----------------------------------------------------------------------===//
// The checks
//===----------------------------------------------------------------------===//

llvm::Expected<bool> Verification::findPoints() {
  constexpr StringLiteral what = "duals against differences";
  auto search = PointSearch::create(request, spec, function);
  if (!search)
    return search.takeError();
  auto smooth = search->findSmooth();
  if (!smooth)
    return smooth.takeError();
  points.push_back(std::move(*smooth));
  const FoundPoint &found = points.front();
  const CheckOutcome &outcome = found.differences;
  if (outcome.kind == CheckOutcome::Different) {
    // Duals do not follow what is refused a derivative, such as a float's bits.
    if (llvm::Error refused = findDerivatives())
      return std::move(refused);
    return disagree(what, outcome.difference, found, {function.getLoc(), ""});
  }
  os << llvm::formatv("{0}: same, @{1}, largest error {2:e1}", what,
                      function.getName(), outcome.error);
  if (!found.leftOut.empty())
    os << "; inputs left out: " << found.leftOut;
  os << "\n";
  auto edge = search->findEdge();
  if (!edge)
    return edge.takeError();
  if (*edge)
    points.push_back(std::move(**edge));
  return true;
}

/// Prints the surrogate gradients, which are meant to differ and not verified.
void Verification::listSurrogates() {
  module->walk([&](RegionOp region) {
    if (!region.getSurrogate())
      return;
    os << "surrogate: the derivative of \"" << region.getName() << "\" is @"
       << *region.getVjp();
    if (FileLineColRange place = findPlace(region.getLoc()))
      os << ", " << place.getFilename().getValue() << ":"
         << place.getStartLine();
    os << "\n";
  });
}

llvm::Error Verification::findDerivatives() {
  StringRef remat = request.options.request.remat;
  const DerivativePoint &point = points.front().point;
  auto given = findDerivative(point, GradMode::VJP);
  isMade = !given;
  auto ofGradient =
      given ? readGradient(given, point) : makeGradient(point, spec, remat);
  if (!ofGradient)
    return ofGradient.takeError();
  gradient = std::move(*ofGradient);
  given = findDerivative(point, GradMode::JVP);
  auto ofTangents = given ? readPushforward(given, point)
                          : makePushforward(point, spec, remat);
  if (!ofTangents)
    return ofTangents.takeError();
  pushforward = std::move(*ofTangents);
  return llvm::Error::success();
}

template <typename Derivative>
llvm::Expected<bool> Verification::check(
    StringRef what, const Derivative &derivative,
    llvm::Expected<CheckOutcome> (*check)(const DerivativePoint &,
                                          const Derivative &, uint64_t)) {
  double largest = 0.0;
  unsigned count = 0;
  for (const FoundPoint &at : points) {
    auto outcome = check(at.point, derivative, seed);
    if (!outcome)
      return outcome.takeError();
    if (outcome->kind == CheckOutcome::Different)
      return disagree(what, outcome->difference, at,
                      findFaulty(at.point, derivative));
    if (outcome->kind == CheckOutcome::NotFinite)
      continue;
    ++count;
    largest = std::max(largest, outcome->error);
  }
  os << llvm::formatv("{0}: same, @{1} at {2} point{3}, largest error {4:e1}\n",
                      what, derivative.function.getName(), count,
                      count == 1 ? "" : "s", largest);
  return true;
}

template <typename Derivative>
llvm::Expected<bool>
Verification::checkCompiled(const std::optional<LoadedProgram> &program,
                            const Derivative &derivative) {
  const FoundPoint &at = points.front();
  llvm::Expected<Tensors> arguments = makeArguments(derivative, at.point, seed);
  if (!arguments)
    return arguments.takeError();
  llvm::Expected<CompiledOutcome> outcome =
      ag::checkCompiled(program, derivative.function, *arguments, at, request);
  if (!outcome)
    return outcome.takeError();
  os << "compiled against interpreted: @" << derivative.function.getName()
     << ": " << outcome->line << "\n";
  if (!outcome->isSame)
    if (llvm::Error error = writeReproducer(at))
      return std::move(error);
  return outcome->isSame;
}

llvm::Expected<bool> Verification::run() {
  auto found = findFunction();
  if (!found)
    return found.takeError();
  function = *found;
  if (function->hasAttr(signatureAttrName))
    return llvm::make_error<InterpreterError>(
        function.getLoc(), "has an ag.signature, as from the phase trace on, "
                           "where it is too late for derivatives");
  spec.function = function.getName().str();
  dropOthers(function);
  auto isRight = findPoints();
  if (!isRight || !*isRight)
    return isRight;
  listSurrogates();
  if (llvm::Error error = findDerivatives())
    return std::move(error);
  isRight = check("gradient against duals", *gradient, checkGradient);
  if (!isRight || !*isRight)
    return isRight;
  if (isNarrow(*gradient)) {
    isRight = check("gradient in its types", *gradient, checkNarrowGradient);
    if (!isRight || !*isRight)
      return isRight;
  }
  isRight = check("tangents against duals", *pushforward, checkPushforward);
  if (!isRight || !*isRight)
    return isRight;
  std::optional<LoadedProgram> program =
      compileTogether({gradient->function, pushforward->function}, request);
  isRight = checkCompiled(program, *gradient);
  if (!isRight || !*isRight)
    return isRight;
  return checkCompiled(program, *pushforward);
}

/// Returns the derivatives of --grad, or else of the functions in
/// request.entries.
llvm::Expected<std::vector<GradSpec>>
listSpecs(const VerifyGradRequest &request) {
  if (request.options.request.grad)
    return parseGradSpecs(*request.options.request.grad);
  std::vector<GradSpec> specs(std::max<size_t>(request.entries.size(), 1));
  for (auto [spec, entry] : llvm::zip(specs, request.entries))
    spec.function = entry;
  return specs;
}

} // namespace

ExitStatus verifyGrad(const VerifyGradRequest &request, ModuleOp module,
                      llvm::raw_ostream &os) {
  auto specs = listSpecs(request);
  if (!specs)
    return report(specs.takeError());
  // The derivatives that ops of the program request are part of its results.
  OwningOpRef<ModuleOp> answered = module.clone();
  CompileOptions options = request.options;
  options.request.grad = std::nullopt;
  if (requestsDerivatives(*answered, options))
    if (auto done = run(*answered, options, Until::phase("differentiate"));
        !done)
      return report(done.takeError());
  ExitStatus status = ExitStatus::Right;
  for (const GradSpec &spec : *specs) {
    auto isRight = Verification(request, spec, module, *answered, os).run();
    if (!isRight)
      status = report(isRight.takeError());
    else if (!*isRight)
      status = ExitStatus::InputAtFault;
  }
  return status;
}

} // namespace ag
