//===- ModuleAPI.cpp - programs to compiled ones --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Support.h"
#include "ag-c/Compile.h"
#include "ag/Driver/Diagnostics.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Tool.h"
#include "ag/Support/Memory/MemoryTable.h"
#include "ag/Support/Report/Report.h"
#include "mlir/IR/MLIRContext.h"
#include <cstring>

using namespace ag;

namespace {
/// The object behind an AgContext.
struct Context {
  std::unique_ptr<mlir::MLIRContext> context;
};

/// The object behind an AgModule: a program, and the text that messages quote.
struct Module {
  std::unique_ptr<llvm::SourceMgr> sources;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

/// Collects the messages of a context, which quote `sources`, until destroyed.
class Messages {
public:
  Messages(llvm::SourceMgr &sources, mlir::MLIRContext *context)
      : stream(text), handler(sources, context, stream) {}

  llvm::Error toError() {
    llvm::StringRef lines = llvm::StringRef(text).rtrim();
    return llvm::createStringError(lines.empty() ? "it can't be compiled"
                                                 : lines);
  }

private:
  std::string text;
  llvm::raw_string_ostream stream;
  SourceDiagnostics handler;
};

/// The sizes of AgCompileOptions in this version and in older ones, whose
/// structs ended at the beginning of a field of this one.
constexpr size_t structSizes[] = {
#define AG_TEXT(field, option) offsetof(AgCompileOptions, field),
#define AG_NUMBER(field, initial, option) offsetof(AgCompileOptions, field),
#define AG_FLAG(field, option) offsetof(AgCompileOptions, field),
#define AG_LIST(field, count, option) offsetof(AgCompileOptions, field),
#include "ag-c/CompileOptions.def"
    sizeof(AgCompileOptions)};

/// Returns the options of a caller that may be compiled with an older header.
/// Options that its struct does not have get their initial values. Fails if the
/// size is not that of any version.
llvm::Expected<AgCompileOptions> readOptions(const AgCompileOptions *given) {
  AgCompileOptions options = AG_COMPILE_OPTIONS_INIT;
  if (!given)
    return options;
  if (!llvm::is_contained(structSizes, given->size))
    return wrongUse("AgCompileOptions is of size " + llvm::Twine(given->size) +
                    ", expected AG_COMPILE_OPTIONS_INIT, or that of an older "
                    "version: up to " +
                    llvm::Twine(sizeof(options)));
  std::memcpy(&options, given, given->size);
  return options;
}

/// Sets the option `name` to a value in the syntax of the command line.
llvm::Error setByName(llvm::StringRef name, llvm::StringRef text,
                      CompileOptions &options) {
  const Option *option = llvm::find_if(
      getOptions(), [&](const Option &each) { return each.name == name; });
  return asWrongUse(setOption(*option, text, options));
}

llvm::Error addTexts(llvm::StringRef name, const char *const *texts,
                     size_t count, CompileOptions &options) {
  for (size_t index = 0; index < count; ++index) {
    if (!texts || !texts[index])
      return wrongUse("--" + name + ": text " + llvm::Twine(index) + " of " +
                      llvm::Twine(count) + " is null");
    if (llvm::Error error = setByName(name, texts[index], options))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<CompileOptions> toOptions(const AgCompileOptions *given) {
  auto read = readOptions(given);
  if (!read)
    return read.takeError();
  CompileOptions options;
#define AG_SET_IF(isGiven, option, text)                                       \
  if (isGiven)                                                                 \
    if (llvm::Error error = setByName(option, text, options))                  \
      return std::move(error);
#define AG_TEXT(field, option) AG_SET_IF(read->field, option, read->field)
#define AG_NUMBER(field, initial, option)                                      \
  AG_SET_IF(read->field != (initial), option, std::to_string(read->field))
#define AG_FLAG(field, option) AG_SET_IF(read->field != 0, option, "")
#define AG_LIST(field, count, option)                                          \
  if (llvm::Error error = addTexts(option, read->field, read->count, options)) \
    return std::move(error);
#include "ag-c/CompileOptions.def"
#undef AG_SET_IF
  if (read->name)
    options.request.libraryName =
        options.request.name + getKind(Emission::SharedLibrary).suffix.str();
  return options;
}

/// Returns the emission. The numbers of AgEmission are part of the ABI.
llvm::Expected<Emission> toEmission(AgEmission emission) {
  switch (emission) {
  case AgEmitMLIR:
    return Emission::MLIR;
  case AgEmitLinalg:
    return Emission::Linalg;
  case AgEmitLLVM:
    return Emission::LLVM;
  case AgEmitAssembly:
    return Emission::Assembly;
  case AgEmitObject:
    return Emission::Object;
  case AgEmitSharedLibrary:
    return Emission::SharedLibrary;
  case AgEmitExecutable:
    return Emission::Executable;
  case AgEmitPTX:
    return Emission::PTX;
  }
  return wrongUse("there is no emission " + llvm::Twine(int(emission)));
}

llvm::Expected<Module> parse(mlir::MLIRContext &context, llvm::StringRef text,
                             const char *name) {
  Module result;
  result.sources = std::make_unique<llvm::SourceMgr>();
  result.sources->AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(dropByteOrderMark(text),
                                           name ? name : "program"),
      llvm::SMLoc());
  Messages messages(*result.sources, &context);
  result.module = parseProgram(*result.sources, context);
  if (!result.module)
    return messages.toError();
  return result;
}

/// Compiles a copy of the module. `collect` has bits of CollectedPart.
llvm::Expected<CompiledArtefact> compileCopy(Module &module,
                                             AgEmission emission,
                                             const AgCompileOptions *cOptions,
                                             unsigned collect) {
  auto to = toEmission(emission);
  if (!to)
    return to.takeError();
  auto options = toOptions(cOptions);
  if (!options)
    return options.takeError();
  options->collect = collect;
  mlir::OwningOpRef<mlir::ModuleOp> copy = module.module->clone();
  Messages messages(*module.sources, copy->getContext());
  auto outcome = run(*copy, *options, *to);
  if (!outcome)
    return llvm::handleErrors(
        outcome.takeError(),
        [&](const CompilationFailed &) { return messages.toError(); });
  std::string header;
  if (const Artefact &made = outcome->artefact; !made.info.empty())
    header = makeHeader(made.signature, made.signature.name + ".o");
  return CompiledArtefact{std::move(outcome->artefact),
                          std::move(outcome->collected.report),
                          std::move(header), *to == Emission::Object};
}

const CompiledArtefact &unwrapArtefact(AgArtefact artefact) {
  return *static_cast<CompiledArtefact *>(artefact.ptr);
}
} // namespace

AgStringRef agEmissionGetSuffix(AgEmission emission) {
  auto known = toEmission(emission);
  if (known)
    return toC(getKind(*known).suffix);
  llvm::consumeError(known.takeError());
  return toC("");
}

AgContext agContextCreate(void) { return {new Context{makeContext()}}; }

void agContextDestroy(AgContext context) {
  delete static_cast<Context *>(context.ptr);
}

int32_t agModuleParse(AgContext context, const void *program, size_t length,
                      const char *name, AgModule *module) {
  return guardMaking(module, AgInvalidProgram, [&]() -> llvm::Expected<Module> {
    if (!context.ptr || (!program && length > 0))
      return wrongUse("agModuleParse: the context or the program is null");
    return parse(*static_cast<Context *>(context.ptr)->context,
                 {static_cast<const char *>(program), length}, name);
  });
}

int32_t agModulePrint(AgModule module, AgStringCallback callback,
                      void *userData) {
  return guard([&]() -> int32_t {
    if (!module.ptr || !callback)
      return fail(AgWrongUse,
                  "agModulePrint: the module or the callback is null");
    std::string text;
    llvm::raw_string_ostream stream(text);
    static_cast<Module *>(module.ptr)->module->print(stream);
    callback(toC(text), userData);
    return AG_OK;
  });
}

void agModuleDestroy(AgModule module) {
  delete static_cast<Module *>(module.ptr);
}

int32_t agModuleCompile(AgModule module, AgEmission emission,
                        const AgCompileOptions *options, AgArtefact *artefact) {
  return guardMaking(artefact, AgInvalidProgram,
                     [&]() -> llvm::Expected<CompiledArtefact> {
                       if (!module.ptr)
                         return wrongUse("agModuleCompile: the module is null");
                       return compileCopy(*static_cast<Module *>(module.ptr),
                                          emission, options, CollectMemory);
                     });
}

int32_t agModulePrintReport(AgModule module, const AgCompileOptions *options,
                            AgStringCallback callback, void *userData) {
  return guard([&]() -> int32_t {
    if (!module.ptr || !callback)
      return fail(AgWrongUse,
                  "agModulePrintReport: the module or the callback is null");
    auto artefact = compileCopy(*static_cast<Module *>(module.ptr),
                                AgEmitLinalg, options, CollectSteps);
    if (!artefact)
      return fail(artefact.takeError(), AgInvalidProgram);
    callback(toC(formatReport(artefact->report)), userData);
    return AG_OK;
  });
}

void agArtefactDestroy(AgArtefact artefact) {
  delete static_cast<CompiledArtefact *>(artefact.ptr);
}

AgStringRef agArtefactGetCode(AgArtefact artefact) {
  return toC(unwrapArtefact(artefact).artefact.code);
}

AgStringRef agArtefactGetHeader(AgArtefact artefact) {
  return toC(unwrapArtefact(artefact).header);
}

AgStringRef agArtefactGetInfo(AgArtefact artefact) {
  return toC(unwrapArtefact(artefact).artefact.info);
}

AgStringRef agArtefactGetWeights(AgArtefact artefact) {
  return toC(unwrapArtefact(artefact).artefact.weights);
}

void agArtefactPrintMemory(AgArtefact artefact, AgStringCallback callback,
                           void *userData) {
  callback(toC(formatMemoryPlans(unwrapArtefact(artefact).report.memory)),
           userData);
}

AgStringRef agArtefactGetName(AgArtefact artefact) {
  return toC(unwrapArtefact(artefact).artefact.signature.name);
}
