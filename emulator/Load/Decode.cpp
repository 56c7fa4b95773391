//===- Decode.cpp - from a kernel to a program --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Load/Decode.h"
#include "Load/BodyDecoder.h"
#include "Load/CallGraph.h"

namespace ag::emulator {

static std::optional<Error> decodeFunction(Decoding &decoding,
                                           const DeviceFunction &function) {
  Callee &callee = decoding.callees[function.name];
  callee.function = &function;
  callee.registers = decoding.frame.makeRegisters(function);
  callee.returns = decoding.frame.makeScratch(32);
  callee.entry = decoding.builder.startBody();
  return decodeBody(decoding, function, callee.registers, &callee);
}

static std::optional<Error> decodeKernel(Decoding &decoding,
                                         const Kernel &kernel) {
  addParameters(kernel, decoding.symbols);
  std::vector<Slot> registers = decoding.frame.makeRegisters(kernel);
  decoding.program.entry = decoding.builder.startBody();
  if (auto error = decodeBody(decoding, kernel, registers, nullptr))
    return error;
  decoding.builder.finish();
  if (!decoding.frame.isAffordable())
    return Error{kernel.line, "the kernel has too many registers"};
  return std::nullopt;
}

std::optional<Error> decode(const Module &module, const Kernel &kernel,
                            const SymbolTable &symbols, Program &program) {
  program.module = &module;
  program.kernel = &kernel;
  std::vector<const DeviceFunction *> called;
  if (auto error = collectCalled(module, kernel, called))
    return error;
  Decoding decoding(program, symbols);
  std::vector<const Body *> bodies(called.begin(), called.end());
  bodies.push_back(&kernel);
  if (auto error =
          layOut(program, bodies, decoding.symbols, decoding.variables))
    return error;
  for (const DeviceFunction *function : called)
    if (auto error = decodeFunction(decoding, *function))
      return error;
  return decodeKernel(decoding, kernel);
}

} // namespace ag::emulator
