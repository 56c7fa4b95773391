//===- Program.cpp - programs from files and from memory ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Program.h"
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Driver/Bytecode.h"
#include "ag/Driver/Diagnostics.h"
#include "ag/Driver/Tool.h"
#include "ag/Pipeline/Accepted.h"
#include "ag/Support/Notation/Nesting.h"
#include "ag/Support/Process/Threads.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/IR/Verifier.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

namespace ag {

void registerAllDialects(DialectRegistry &registry) {
  registerDialect(registry);
  mlir::registerAllDialects(registry);
}

std::unique_ptr<MLIRContext> makeContext(MLIRContext::Threading threading) {
  DialectRegistry registry;
  ag::registerAllDialects(registry);
  return makeContext(registry, threading);
}

bool canStartPool() {
  return canStartThreads(llvm::hardware_concurrency().compute_thread_count());
}

std::unique_ptr<MLIRContext> makeContext(const DialectRegistry &registry,
                                         MLIRContext::Threading threading) {
  if (threading == MLIRContext::Threading::ENABLED && !canStartPool())
    threading = MLIRContext::Threading::DISABLED;
  auto context = std::make_unique<MLIRContext>(registry, threading);
  context->printOpOnDiagnostic(false);
  return context;
}

bool checkNesting(const llvm::SourceMgr &sources, MLIRContext &context) {
  const llvm::MemoryBuffer *text =
      sources.getMemoryBuffer(sources.getMainFileID());
  auto where = findTooDeep(text->getBuffer(), maxNesting);
  if (!where)
    return true;
  auto [line, column] = sources.getLineAndColumn(
      SMLoc::getFromPointer(text->getBufferStart() + *where));
  emitError(
      FileLineColLoc::get(&context, text->getBufferIdentifier(), line, column))
      << "the program nests deeper than " << maxNesting;
  return false;
}

/// Attaches a note with advice to an error at a line with an op of a dialect
/// that ag does not accept.
static void addAdvice(Diagnostic &diagnostic, llvm::SourceMgr &sources) {
  auto place = dyn_cast<FileLineColLoc>(diagnostic.getLocation());
  if (!place || diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
    return;
  SMLoc start = sources.FindLocForLineAndColumn(sources.getMainFileID(),
                                                place.getLine(), 1);
  if (!start.isValid())
    return;
  StringRef line = StringRef(start.getPointer()).split('\n').first;
  auto available = place.getContext()->getAvailableDialects();
  for (StringRef dialect : getForeignDialects())
    if (line.contains((dialect + ".").str()) &&
        !llvm::is_contained(available, dialect))
      diagnostic.attachNote() << getAdvice(dialect);
}

static bool verifyBytecode(ModuleOp module) {
  if (!checkBytecode(module))
    return false;
  loadAttributeDialects(module);
  return succeeded(verify(module));
}

OwningOpRef<ModuleOp> parseProgram(llvm::SourceMgr &sources,
                                   MLIRContext &context) {
  bool isText = !isBytecode(
      sources.getMemoryBuffer(sources.getMainFileID())->getMemBufferRef());
  if (isText && !checkNesting(sources, context))
    return {};
  ScopedDiagnosticHandler advising(&context, [&](Diagnostic &diagnostic) {
    addAdvice(diagnostic, sources);
    return failure();
  });
  // Bytecode is verified after the checks on which verifiers rely.
  ParserConfig config(&context, /*verifyAfterParse=*/isText);
  auto module = parseSourceFile<ModuleOp>(sources, config);
  if (module && !isText && !verifyBytecode(*module))
    return {};
  return module;
}

std::string printProgram(ModuleOp module, OpPrintingFlags flags) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, flags);
  stream << "\n";
  return text;
}

Program::Program() = default;
Program::Program(Program &&) noexcept = default;
Program::~Program() = default;

StringRef dropByteOrderMark(StringRef text) {
  text.consume_front("\xEF\xBB\xBF");
  return text;
}

llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
readProgramFile(StringRef path) {
  auto file = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!file)
    return file;
  StringRef all = (*file)->getBuffer(), text = dropByteOrderMark(all);
  if (text.size() == all.size())
    return file;
  return llvm::MemoryBuffer::getMemBufferCopy(text,
                                              (*file)->getBufferIdentifier());
}

/// Returns true if the file is a model that the Python package imports.
static bool isImported(StringRef path) {
  StringRef extension = llvm::sys::path::extension(path);
  return extension == ".onnx" || extension == ".pt2";
}

std::optional<Program> Program::read(StringRef path, MLIRContext &context) {
  if (isImported(path)) {
    llvm::WithColor::error(llvm::errs())
        << path << " is a model of another framework: python3 -m ag.importers "
        << path << " -o " << llvm::sys::path::stem(path)
        << ".mlir makes a program of it\n";
    return std::nullopt;
  }
  auto file = readProgramFile(path);
  if (!file) {
    llvm::WithColor::error(llvm::errs())
        << "cannot read " << path << ": " << file.getError().message() << "\n";
    return std::nullopt;
  }
  keepForReproducer((*file)->getBuffer());
  Program program;
  program.sources = std::make_unique<llvm::SourceMgr>();
  program.sources->AddNewSourceBuffer(std::move(*file), SMLoc());
  program.diagnostics =
      std::make_unique<SourceDiagnostics>(*program.sources, &context);
  program.moduleOp = parseProgram(*program.sources, context);
  if (!program.moduleOp)
    return std::nullopt;
  return program;
}

} // namespace ag
