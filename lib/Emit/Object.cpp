//===- Object.cpp - from the LLVM dialect to an object --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Emit/Object.h"
#include "Calls.h"
#include "CodeGeneration.h"
#include "ag/Emit/Runtime/RuntimeAssembly.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/OpenMP/OpenMPToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/ModuleTranslation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/Instrumentation/AddressSanitizer.h"

using namespace mlir;

namespace ag {
namespace {
/// Sets the target's CPU and features on the functions of the entries. The
/// runtime and the functions that callers use are added later and run on any
/// x86-64.
void setTarget(llvm::Module &program, const CpuTarget &target,
               bool sanitizesAddress) {
  for (llvm::Function &function : program) {
    if (function.isDeclaration())
      continue;
    function.setLinkage(llvm::GlobalValue::InternalLinkage);
    if (sanitizesAddress)
      function.addFnAttr(llvm::Attribute::SanitizeAddress);
    function.addFnAttr("target-cpu", "x86-64");
    function.addFnAttr("tune-cpu", target.machine.march);
    function.addFnAttr("target-features",
                       target.generator->getTargetFeatureString());
    if (target.machine.has("avx512f"))
      function.addFnAttr("prefer-vector-width", "512");
  }
}

/// Makes all symbols but `names` internal and erases those that `names` do not
/// reach. The object also contains the runtime, which calls libc. A prefix
/// therefore keeps other symbols from clashing with their names.
void keepOnly(llvm::Module &program, llvm::ArrayRef<std::string> names) {
  for (llvm::GlobalValue &value : program.global_values()) {
    if (value.isDeclaration() || llvm::is_contained(names, value.getName()))
      continue;
    if (!value.hasLocalLinkage())
      value.setLinkage(llvm::GlobalValue::InternalLinkage);
    if (value.hasName() && !value.getName().starts_with(loweredNamePrefix))
      value.setName(loweredNamePrefix + value.getName());
  }
  llvm::ModuleAnalysisManager analyses;
  llvm::PassBuilder().registerModuleAnalyses(analyses);
  llvm::GlobalDCEPass().run(program, analyses);
}

/// Returns the assembly of the runtime's functions that the program declares.
std::string getRuntimeFor(const llvm::Module &program) {
  llvm::SmallVector<StringRef> names;
  for (const llvm::Function &function : program)
    if (function.isDeclaration())
      names.push_back(function.getName());
  return getRuntimeAssembly(names);
}

std::vector<std::string> getCallNames(const ArtefactSignature &artefact) {
  std::vector<std::string> names;
  for (StringRef what : {"_info", "_load", "_load_tensors", "_unload"})
    names.push_back(artefact.name + what.str());
  for (const EntrySignature &entry : artefact.entries)
    for (StringRef what : {"query", "run"})
      names.push_back(getCallName(artefact, entry, what));
  if (artefact.isForCuda)
    for (StringRef what : {"_allocate", "_free", "_copy"})
      names.push_back(artefact.name + what.str());
  return names;
}

/// Instruments the entries' functions for AddressSanitizer. Constants are left
/// out, because they would have to be registered before any code runs.
void addSanitizer(llvm::Module &program) {
  for (llvm::GlobalVariable &global : program.globals()) {
    llvm::GlobalValue::SanitizerMetadata metadata;
    metadata.NoAddress = true;
    global.setSanitizerMetadata(metadata);
  }
  llvm::PassBuilder builder;
  Analyses analyses(builder);
  llvm::AddressSanitizerPass({}, /*UseGlobalGC=*/false,
                             /*UseOdrIndicator=*/false,
                             llvm::AsanDtorKind::None)
      .run(program, analyses.modules);
}
} // namespace

FailureOr<std::unique_ptr<llvm::Module>>
makeProgram(ModuleOp module, const ArtefactSignature &artefact,
            const CpuTarget &target, llvm::LLVMContext &context, unsigned level,
            bool isExecutable, const EmbeddedParameters &embedded,
            const DeviceCode *device) {
  assert(artefact.isForCuda == (device != nullptr));
  registerBuiltinDialectTranslation(*module.getContext());
  registerLLVMDialectTranslation(*module.getContext());
  registerOpenMPDialectTranslation(*module.getContext());
  std::unique_ptr<llvm::Module> program =
      translateModuleToLLVMIR(module, context, artefact.name);
  if (!program)
    return module.emitError("internal error: no translation to LLVM IR");
  program->setTargetTriple(target.generator->getTargetTriple());
  program->setDataLayout(target.generator->createDataLayout());
  ArtefactFunctions functions;
  for (const EntrySignature &entry : artefact.entries)
    functions.entries.push_back(makeEntryFunctions(*program, artefact, entry));
  if (artefact.load)
    functions.load =
        makeEntryFunctions(*program, artefact, artefact.load->function);
  setTarget(*program, target, artefact.sanitizesAddress);
  Descriptors descriptors =
      makeDescriptors(*program, artefact, target, functions, embedded);
  llvm::Constant *code = device ? makeDeviceCode(*program, *device) : nullptr;
  makeCalls(*program, artefact, descriptors, code);
  if (isExecutable)
    makeMain(*program, descriptors, code);
  optimize(*program, *target.generator, level);
  descriptors.define();
  if (artefact.sanitizesAddress)
    addSanitizer(*program);
  std::vector<std::string> names = getCallNames(artefact);
  if (isExecutable)
    names.emplace_back("main");
  keepOnly(*program, names);
  return program;
}

/// Copies the embedded values into the sections of `object` that are reserved
/// for them.
static void fillSections(std::string &object,
                         const EmbeddedParameters &embedded) {
  auto file = llvm::cantFail(llvm::object::ObjectFile::createELFObjectFile(
      llvm::MemoryBufferRef(object, "object")));
  llvm::StringMap<size_t> offsets;
  for (const llvm::object::SectionRef &section : file->sections())
    offsets[llvm::cantFail(section.getName())] =
        llvm::object::ELFSectionRef(section).getOffset();
  for (const auto &[number, value] : llvm::enumerate(embedded.values)) {
    auto offset = offsets.find(getSectionName(number));
    if (offset != offsets.end())
      llvm::copy(value.second, object.begin() + offset->second);
  }
}

std::string emitObject(llvm::Module &program, const CpuTarget &target,
                       const EmbeddedParameters &embedded) {
  program.appendModuleInlineAsm(getRuntimeFor(program));
  constexpr size_t codeBytes = size_t(1) << 20;
  size_t expected = embedded.values.empty() ? 0 : codeBytes;
  for (const auto &[name, value] : embedded.values)
    expected += value.size();
  std::string object = generate(program, *target.generator,
                                llvm::CodeGenFileType::ObjectFile, expected);
  if (embedded.areFilledLater)
    fillSections(object, embedded);
  return object;
}

std::string emitAssembly(llvm::Module &program, const CpuTarget &target) {
  std::string runtime = getRuntimeFor(program);
  return generate(program, *target.generator,
                  llvm::CodeGenFileType::AssemblyFile) +
         runtime;
}

std::string emitLLVM(const llvm::Module &program) {
  std::string text, runtime = getRuntimeFor(program);
  llvm::raw_string_ostream stream(text);
  stream << program << "\n";
  for (StringRef line : llvm::split(StringRef(runtime).rtrim(), '\n')) {
    stream << "module asm \"";
    llvm::printEscapedString(line, stream);
    stream << "\"\n";
  }
  return text;
}

} // namespace ag
