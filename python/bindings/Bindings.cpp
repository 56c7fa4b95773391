//===- Bindings.cpp - the extension module _ag ----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which types and functions does the extension module have?
//
// It has those that the package `ag` is built on: traces, their values and
// bodies, modules, and compiled programs (Programs.h). The module is private to
// that package.
//
//===----------------------------------------------------------------------===//
#include "Attributes.h"
#include "Diagnostics.h"
#include "Interpret.h"
#include "Programs.h"
#include "Shapes.h"
#include "Trace.h"
#include "ag/Analysis/Cost/Cost.h"
#include "ag/Driver/Compile/Compile.h"
#include "ag/Support/Scalar/ScalarType.h"
#include "ag/Support/Sharding/ShardingReport.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "torch/TorchCall.h"
#include <cstdlib>
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

using namespace mlir;
using namespace nanobind::literals;
namespace nb = nanobind;

namespace ag::python {
namespace {

/// A value of a trace, which it keeps alive. It has a copy of the type, for
/// after the trace has ended, when the value may be erased.
struct TracedValue {
  std::shared_ptr<Trace> trace;
  Value value;
  Type type;
};

std::vector<TracedValue> wrap(const std::shared_ptr<Trace> &trace,
                              ValueRange values) {
  std::vector<TracedValue> wrapped;
  for (Value value : values)
    wrapped.push_back({trace, value, value.getType()});
  return wrapped;
}

SmallVector<Value> unwrap(const std::shared_ptr<Trace> &trace,
                          const std::vector<TracedValue> &values) {
  SmallVector<Value> unwrapped;
  for (const TracedValue &value : values) {
    if (value.trace != trace)
      throw Failure("a value belongs to another function");
    unwrapped.push_back(value.value);
  }
  return unwrapped;
}

SmallVector<Type> typesFrom(const nb::list &spelled) {
  SmallVector<Type> types;
  for (nb::handle type : spelled)
    types.push_back(
        typeFrom(nb::cast<std::string>(type[0]), nb::object(type[1])));
  return types;
}

SmallVector<Location> locationsFrom(const nb::list &places) {
  SmallVector<Location> locs;
  for (nb::handle place : places)
    locs.push_back(locationFrom(nb::cast<nb::tuple>(place)));
  return locs;
}

//===----------------------------------------------------------------------===//
// Trace
//===----------------------------------------------------------------------===//

std::shared_ptr<Trace> makeTrace(const std::string &name, const nb::list &types,
                                 const nb::list &places,
                                 const nb::tuple &place) {
  return std::make_shared<Trace>(name, typesFrom(types), locationsFrom(places),
                                 locationFrom(place));
}

void setArgumentAttribute(Trace &trace, unsigned number,
                          const std::string &name, nb::handle value) {
  trace.getFunction().setArgAttr(number, name, attributeFrom(value));
}

void setResultAttribute(Trace &trace, unsigned number, const std::string &name,
                        nb::handle value) {
  trace.setResultAttribute(number, name, attributeFrom(value));
}

void setAttribute(Trace &trace, const std::string &name, nb::handle value) {
  trace.getFunction()->setAttr(name, attributeFrom(value));
}

nb::tuple create(const std::shared_ptr<Trace> &trace, const std::string &name,
                 const std::vector<TracedValue> &operands,
                 const nb::dict &attributes, const nb::tuple &place,
                 const nb::list &shapes,
                 const std::optional<nb::list> &resultTypes,
                 const std::vector<Body *> &bodies, bool inPrologue) {
  NewOp newOp{name, unwrap(trace, operands), attributesFrom(attributes),
              locationFrom(place)};
  if (resultTypes)
    newOp.resultTypes = typesFrom(*resultTypes);
  newOp.bodies.assign(bodies.begin(), bodies.end());
  newOp.inPrologue = inPrologue;
  Operation *op = trace->create(std::move(newOp));
  // A caller that passes the types knows the shapes.
  nb::list resultShapes =
      resultTypes ? nb::list() : shapesOfResults(op, shapes);
  return nb::make_tuple(wrap(trace, op->getResults()), resultShapes);
}

Body close(const std::shared_ptr<Trace> &trace, const std::string &name,
           const std::vector<TracedValue> &operands, const nb::tuple &place) {
  return {trace, trace->close(
                     {name, unwrap(trace, operands), {}, locationFrom(place)})};
}

std::vector<TracedValue> open(const std::shared_ptr<Trace> &trace,
                              const nb::list &types, const nb::list &places) {
  return wrap(trace, trace->open(typesFrom(types), locationsFrom(places)));
}

/// Returns (name of the function, captured values). See Trace::outline; `dims`
/// has None for an argument without ag.dims.
nb::tuple outline(const std::shared_ptr<Trace> &trace, const std::string &name,
                  Body &body, const nb::list &dims, const nb::tuple &place) {
  SmallVector<Attribute> attributes;
  for (nb::handle dim : dims)
    attributes.push_back(dim.is_none() ? Attribute() : attributeFrom(dim));
  Outlined outlined =
      trace->outline(name, body, attributes, locationFrom(place));
  return nb::make_tuple(outlined.name, wrap(trace, outlined.captured));
}

std::shared_ptr<Module> finish(const std::shared_ptr<Trace> &trace,
                               const std::vector<TracedValue> &results,
                               const std::vector<std::string> &names,
                               const std::vector<int64_t> &aliases,
                               const nb::tuple &place) {
  return trace->finish(unwrap(trace, results), names, aliases,
                       locationFrom(place));
}

using TracePtr = const std::shared_ptr<Trace> &;

void bindTrace(nb::module_ &m) {
  nb::class_<TracedValue>(m, "Value")
      .def_prop_ro("dtype", [](TracedValue &v) { return elementName(v.type); })
      .def_prop_ro("shape", [](TracedValue &v) { return shapeOf(v.type); });
  [[maybe_unused]] nb::class_<Body> body(m, "Body");
  nb::class_<Trace>(m, "Trace")
      .def("arguments", [](TracePtr t) { return wrap(t, t->arguments()); })
      .def("set_argument_attribute", &setArgumentAttribute, "number"_a,
           "name"_a, "value"_a)
      .def("set_result_attribute", &setResultAttribute, "number"_a, "name"_a,
           "value"_a)
      .def("set_attribute", &setAttribute, "name"_a, "value"_a)
      .def("create", &create, "name"_a, "operands"_a, "attributes"_a, "place"_a,
           "shapes"_a, "result_types"_a.none(), "bodies"_a, "in_prologue"_a)
      .def(
          "is_visible",
          [](TracePtr t, TracedValue &v) {
            return v.trace == t && t->isVisible(v.value);
          },
          "value"_a)
      .def("open", &open, "types"_a, "places"_a)
      .def("close", &close, "name"_a, "operands"_a, "place"_a)
      .def("abandon", &Trace::abandon)
      .def(
          "isolate",
          [](TracePtr t, Body &b, const std::vector<TracedValue> &more) {
            return wrap(t, t->isolate(b, unwrap(t, more)));
          },
          "body"_a, "more"_a = std::vector<TracedValue>())
      .def("outline", &outline, "name"_a, "body"_a, "dims"_a, "place"_a)
      .def("finish", &finish, "results"_a, "names"_a, "aliases"_a, "place"_a);
  m.def("make_trace", &makeTrace, "name"_a, "types"_a, "places"_a, "place"_a);
}

//===----------------------------------------------------------------------===//
// Module
//===----------------------------------------------------------------------===//

std::shared_ptr<Module> parse(const std::string &text,
                              const std::string &name) {
  ReportCollector reports(&getContext());
  auto module = std::make_shared<Module>();
  module->op = parseSourceString<ModuleOp>(text, &getContext(), name);
  if (!module->op)
    throw reports.failure("the text cannot be parsed");
  return module;
}

/// Returns one module with the functions of all modules. Private symbols are
/// renamed if another module has one of that name. Throws a Failure if two
/// public functions have the same name.
std::shared_ptr<Module>
join(const std::vector<std::shared_ptr<Module>> &modules) {
  auto joined = std::make_shared<Module>(
      Module{ModuleOp::create(UnknownLoc::get(&getContext()))});
  SymbolTable table(*joined->op);
  for (const auto &module : modules) {
    OwningOpRef<ModuleOp> copy = module->op->clone();
    SymbolTable own(*copy);
    auto symbols = llvm::to_vector(copy->getOps<SymbolOpInterface>());
    for (SymbolOpInterface symbol : symbols) {
      auto other = table.lookup<SymbolOpInterface>(symbol.getNameAttr());
      if (!other)
        continue;
      if (symbol.isPublic() && other.isPublic())
        throw Failure("two programs are called " + symbol.getName().str());
      if (failed(symbol.isPublic() ? table.renameToUnique(other, {&own})
                                   : own.renameToUnique(symbol, {&table})))
        throw Failure("a function cannot be renamed");
    }
    for (SymbolOpInterface symbol : symbols) {
      symbol->remove();
      table.insert(symbol);
    }
  }
  return joined;
}

/// Runs the phases on `module` up to and including `phase`, and returns what
/// they collected. If a phase fails, throws a Failure with the diagnostics, or
/// with `message` if there are none.
Collector runUntil(Module &module, const CompileOptions &options,
                   llvm::StringRef phase, ReportCollector &reports,
                   const char *message) {
  auto outcome = run(*module.op, options, Until::phase(phase));
  if (outcome)
    return std::move(outcome->collected);
  llvm::handleAllErrors(
      outcome.takeError(),
      [&](const CompilationFailed &) { throw reports.failure(message); },
      [](const llvm::ErrorInfoBase &error) { throw Failure(error.message()); });
  llvm_unreachable("each error is one of these");
}

/// Returns a copy of the module in which derivatives replace the ops that
/// request them; `module` itself if it requests none.
std::shared_ptr<Module> answer(const std::shared_ptr<Module> &module) {
  CompileOptions options;
  if (!requestsDerivatives(*module->op, options))
    return module;
  ReportCollector reports(&getContext());
  auto answered = std::make_shared<Module>(Module{module->op->clone()});
  PassManager passes(&getContext());
  passes.addPass(createInlinerPass());
  passes.addPass(createSymbolDCEPass());
  passes.addNestedPass<func::FuncOp>(createCSEPass());
  runUntil(*answered, options, "differentiate", reports,
           "the derivatives cannot be made");
  if (failed(passes.run(*answered->op)))
    throw reports.failure("the derivatives cannot be made");
  return answered;
}

/// Returns (the module of one rank, the sharding report as JSON).
nb::tuple shardModule(Module &module, const std::string &spec) {
  CompileOptions options;
  options.request.shard = spec;
  options.collect = CollectSharding;
  ReportCollector reports(&getContext());
  auto rank = std::make_shared<Module>(Module{module.op->clone()});
  Collector collected = runUntil(*rank, options, "shard", reports,
                                 "the program can't be shared among ranks");
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream);
  writeShardingReport(*collected.report.sharding, json);
  return nb::make_tuple(rank, text);
}

/// Returns (flops, bytes) of the module's function `name`. Throws a Failure if
/// they cannot be computed.
nb::tuple costOf(Module &module, const std::string &name) {
  auto function = module.op->lookupSymbol<FunctionOpInterface>(name);
  if (!function)
    throw Failure("the module has no function " + name);
  ReportCollector reports(&getContext());
  FailureOr<Cost> cost = computeCost(function);
  if (failed(cost))
    throw reports.failure("the cost is not known");
  return nb::make_tuple(cost->flops, cost->bytes);
}

void bindModule(nb::module_ &m) {
  nb::class_<Module>(m, "Module")
      .def_static("parse", &parse, "text"_a, "name"_a)
      .def_static("join", &join, "modules"_a)
      .def("text", &Module::text, "locations"_a)
      .def("answered", &answer)
      .def("interpret", &interpretFunction, "name"_a, "arguments"_a,
           "parameter"_a, "in_double"_a)
      .def("sharded", &shardModule, "spec"_a)
      .def("cost", &costOf, "name"_a);
}

/// Returns (name, numpy's name, kind, bits) of each element type.
nb::list elementTypes() {
  nb::list types;
#define AG_ROW(name, spelling, kind, bits, numpy)                              \
  types.append(nb::make_tuple(spelling, numpy, #kind, bits));
  AG_SCALAR_TYPES(AG_ROW)
#undef AG_ROW
  return types;
}

/// Raises Failures as the Python exception `payload`.
void translateFailure(const std::exception_ptr &thrown, void *payload) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Failure &failure) {
    nb::list reports;
    for (const Report &report : failure.reports)
      reports.append(nb::make_tuple(report.severity, report.message,
                                    report.file, report.line, report.column));
    nb::object type = nb::borrow(static_cast<PyObject *>(payload));
    nb::object exception = type(reports);
    PyErr_SetObject(type.ptr(), exception.ptr());
  }
}

/// Defines everything that the module has.
void bindAll(nb::module_ &m) {
  // nanobind would report arrays that other libraries still hold at the end.
  nb::set_leak_warnings(std::getenv("AG_REPORT_LEAKS") != nullptr);
  m.doc() = "The extension module of the package ag; private to it.";
  // The module is called _ag if it is imported without its package, as the stub
  // generator does.
  std::string name = nb::cast<std::string>(m.attr("__name__")) + ".Failure";
  PyObject *failure =
      PyErr_NewException(name.c_str(), PyExc_Exception, nullptr);
  m.attr("Failure") = nb::steal(failure);
  nb::register_exception_translator(translateFailure, failure);
  bindTrace(m);
  bindModule(m);
  bindPrograms(m);
  bindTorchCall(m);
  m.def("element_types", &elementTypes);
  m.attr("__version__") = AG_VERSION;
  m.attr("DYNAMIC") = ShapedType::kDynamic;
}

/// Defines in `m` what the module `bound` has.
void bindLike(nb::handle bound, nb::module_ &m) {
  for (auto [name, value] : nb::cast<nb::dict>(bound.attr("__dict__")))
    if (!nb::hasattr(m, name))
      m.attr(name) = value;
}

} // namespace
} // namespace ag::python

NB_MODULE(_ag, m) {
  // A process binds types once. Python imports the module again if a program
  // has removed it from sys.modules.
  static PyObject *bound = nullptr;
  if (bound)
    return ag::python::bindLike(bound, m);
  ag::python::bindAll(m);
  bound = nb::handle(m).inc_ref().ptr();
}
