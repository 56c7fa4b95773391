//===- CallGraph.cpp - functions that a kernel calls --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/CallGraph.h"
#include <set>

namespace ag::emulator {
namespace {
/// The greatest depth of nested calls.
constexpr size_t mostDepth = 256;

class Collector {
public:
  Collector(const Module &module, std::vector<const DeviceFunction *> &called)
      : module(module), called(called) {}

  void visit(const Body &body);

  std::optional<Error> error;

private:
  void visitCall(const Statement &statement);
  void fail(const Statement &statement, const std::string &message) {
    if (!error)
      error = Error{statement.line, message};
  }

  const Module &module;
  std::vector<const DeviceFunction *> &called;
  std::set<const DeviceFunction *> done;
  std::set<const DeviceFunction *> open;
};
} // namespace

static bool isCall(const Statement &statement) {
  return statement.opcode == "call" || statement.opcode.substr(0, 5) == "call.";
}

std::optional<CallOperands> findCall(const Statement &statement) {
  if (!isCall(statement))
    return std::nullopt;
  const std::vector<Operand> &operands = statement.operands;
  CallOperands call;
  size_t next = 0;
  auto takeList = [&](const Operand *&list) {
    if (next < operands.size() && operands[next].kind == Operand::Kind::List)
      list = &operands[next++];
  };
  takeList(call.results);
  if (next == operands.size() || operands[next].kind != Operand::Kind::Symbol)
    return std::nullopt;
  call.function = &operands[next++];
  takeList(call.inputs);
  return next == operands.size() ? std::optional(call) : std::nullopt;
}

void Collector::visitCall(const Statement &statement) {
  std::optional<CallOperands> call = findCall(statement);
  if (!call)
    return fail(statement, "'call' takes the name of a function, with lists of "
                           "results and parameters; no address of one");
  std::string name(call->function->name);
  auto found = module.functions.find(call->function->name);
  if (found == module.functions.end())
    return fail(statement, "no function is called '" + name + "'");
  const DeviceFunction &function = found->second;
  if (!function.isDefined)
    return fail(statement, "function '" + name + "' has no body in this text");
  if (done.count(&function) != 0)
    return;
  if (!open.insert(&function).second)
    return fail(statement, "function '" + name +
                               "' calls itself by this, which is not emulated");
  if (open.size() > mostDepth)
    return fail(statement, "more than 256 calls in each other");
  visit(function);
  open.erase(&function);
  done.insert(&function);
  called.push_back(&function);
}

void Collector::visit(const Body &body) {
  for (const Statement &statement : body.statements)
    if (isCall(statement) && !error)
      visitCall(statement);
}

std::optional<Error>
collectCalled(const Module &module, const Kernel &kernel,
              std::vector<const DeviceFunction *> &called) {
  Collector collector(module, called);
  collector.visit(kernel);
  return collector.error;
}

} // namespace ag::emulator
