//===- AssembleRuntime.cpp - the runtime in parts of assembly -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which instructions does the runtime consist of? This program answers the
// question once, when ag is built:
//
//   ag-assemble-runtime ag_runtime.bc ag_runtime.inc
//
// Each function and each constant becomes an element of the table in
// RuntimeAssembly.cpp: its name, the names of the elements that it uses, and
// its assembly.
//
//   {"ag_rt_unload", "ag_rt_close_weights free_all", R"asm(	.text
//   ag_rt_unload:
//   	...
//   )asm"},
//
// In an object, the runtime is beside the code of the program, so its names
// must not clash. Local names begin with "ag_rt.", the label of constant 57 is
// ".L57" if the constant is private, and labels within function 12 are
// ".L12.BB0_1". These numbers are visible in objects. Add sources at the end of
// the runtime's list, so that objects that do not use them do not change.
//
//===----------------------------------------------------------------------===//
#include "ag/Machine/CPU/X86.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

namespace {
std::unique_ptr<TargetMachine> makeMachine(const Triple &triple) {
  return std::unique_ptr<TargetMachine>(ag::lookupX86()->createTargetMachine(
      triple, "x86-64", "", TargetOptions(), Reloc::PIC_));
}

/// A function or a constant, and its index among the functions or the constants
struct NumberedPart {
  GlobalValue *value;
  size_t number;
};

/// Returns all definitions of the runtime. Makes their symbols internal and
/// gives local ones a name that clashes with no other.
SmallVector<NumberedPart> takeParts(Module &runtime) {
  SmallVector<NumberedPart> parts;
  size_t functions = 0, constants = 0;
  for (GlobalValue &value : runtime.global_values()) {
    if (value.isDeclaration())
      continue;
    size_t number = isa<Function>(value) ? functions++ : constants++;
    // LLVM emits a name that begins with \1 unchanged.
    if (value.hasPrivateLinkage())
      value.setName("\1.L" + Twine(number));
    else if (value.hasLocalLinkage())
      value.setName("ag_rt." + value.getName());
    value.setLinkage(GlobalValue::InternalLinkage);
    value.setDSOLocal(true);
    parts.push_back({&value, number});
  }
  return parts;
}

/// Returns the assembly of the part, without directives for a file name, and
/// with `number` in its local labels.
std::string assemble(Module &part, TargetMachine &machine, size_t number) {
  SmallString<0> text;
  raw_svector_ostream stream(text);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr,
                                  CodeGenFileType::AssemblyFile))
    report_fatal_error("the X86 target emits no assembly");
  passes.run(part);
  std::string result;
  for (StringRef line : split(text, '\n'))
    if (!line.starts_with("\t.file") && !line.empty())
      result += (line + "\n").str();
  for (size_t at = 0; (at = result.find(".L", at)) != std::string::npos;
       at += 2)
    if (!isDigit(result[at + 2]))
      result.insert(at + 2, utostr(number) + ".");
  return result;
}

void writePart(raw_ostream &os, const Module &runtime,
               const NumberedPart &written, TargetMachine &machine) {
  const GlobalValue &value = *written.value;
  ValueToValueMapTy map;
  std::unique_ptr<Module> part = CloneModule(
      runtime, map, [&](const GlobalValue *each) { return each == &value; });
  auto nameOf = [](const GlobalValue &value) {
    return GlobalValue::dropLLVMManglingEscape(value.getName());
  };
  SmallVector<StringRef> uses;
  for (const GlobalValue &other : part->global_values()) {
    const GlobalValue *original = runtime.getNamedValue(other.getName());
    if (other.isDeclaration() && !other.use_empty() &&
        !original->isDeclaration())
      uses.push_back(nameOf(other));
  }
  os << "{\"" << nameOf(value) << "\", \"" << join(uses, " ") << "\", R\"asm("
     << assemble(*part, machine, written.number) << ")asm\"},\n";
}
} // namespace

int main(int argc, char **argv) {
  ExitOnError orFail("ag-assemble-runtime: ");
  LLVMContext context;
  SMDiagnostic diagnostic;
  std::unique_ptr<Module> runtime = parseIRFile(argv[1], diagnostic, context);
  if (!runtime) {
    diagnostic.print(argv[0], errs());
    return 1;
  }
  std::error_code code;
  ToolOutputFile output(argv[2], code, sys::fs::OF_Text);
  orFail(errorCodeToError(code));
  std::unique_ptr<TargetMachine> machine =
      makeMachine(runtime->getTargetTriple());
  for (const NumberedPart &part : takeParts(*runtime))
    writePart(output.os(), *runtime, part, *machine);
  output.keep();
  return 0;
}
