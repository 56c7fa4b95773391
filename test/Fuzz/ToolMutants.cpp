//===- ToolMutants.cpp - tools on programs that are nearly right ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a tool end as it should whatever program it gets? Each mutant is run in
// a child forked from this process, which has loaded everything already; one
// that ends with another status than 0, 1 or 2 is kept, and its number makes it
// again (Upstream/README.md says which crashes are none of ours):
//
//   ToolMutants --tool=ag-compile --count=10000 --keep=found test
//   ToolMutants --tool=ag-compile --first=4711 --count=1 --keep=found test
//
//===----------------------------------------------------------------------===//
#include "Judging/Programs.h"
#include "Judging/Tools.h"
#include "Mutator.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Child.h"
#include "ag/Support/Report/WriteFile.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include <fcntl.h>
#include <map>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace ag {
namespace {
constexpr StringLiteral upstreamCrash = "crash of upstream's reader";
constexpr StringLiteral endless = "program without an end";

struct MutantPlan {
  std::string tool, folder, keep = ".";
  uint64_t first = 1, count = 500;
  unsigned seconds = 10;
};

/// The command lines that a tool's mutants are run by, in turn.
std::vector<Command> commandsOf(StringRef tool) {
  if (tool == "ag-compile")
    return {{"--emit=asm", "--opt=0", "-o", "-"},
            {"--emit=linalg", "-o", "-"},
            {"--emit=llvm", "--opt=1", "-o", "-"}};
  if (tool == "ag-run")
    return {{"--input=iota", "--weights=ones", "--max-steps=100000"},
            {"--input=zeros", "--max-steps=100000", "--precision=declared"},
            {"--input=iota", "--weights=ones", "--on=cpu", "--opt=0"}};
  return {{},
          {"--emit-bytecode"},
          {"--canonicalize", "--cse"},
          {"--to=structure"},
          {"--lower=cpu"}};
}

/// Adds each public function by itself, with what it calls, in generic form.
void addFunctions(mlir::ModuleOp module, std::vector<std::string> &seeds) {
  for (auto function : module.getOps<mlir::FunctionOpInterface>()) {
    if (!function.isPublic())
      continue;
    mlir::OwningOpRef<mlir::ModuleOp> alone = module.clone();
    for (auto other :
         llvm::make_early_inc_range(alone->getOps<mlir::FunctionOpInterface>()))
      if (other.isPublic() && other.getName() != function.getName() &&
          mlir::SymbolTable::symbolKnownUseEmpty(other, *alone))
        other.erase();
    std::string text;
    raw_string_ostream stream(text);
    alone->print(stream,
                 mlir::OpPrintingFlags().printGenericOpForm().useLocalScope());
    seeds.push_back(std::move(text));
  }
}

/// Adds the programs of a file, which `// -----` separates, and those that are
/// valid as bytecode and function by function too.
void addSeeds(StringRef path, std::vector<std::string> &seeds) {
  auto file = MemoryBuffer::getFile(path);
  if (!file)
    return;
  auto context = makeContext(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler silence(
      context.get(), [](mlir::Diagnostic &) { return mlir::success(); });
  for (StringRef text : splitPrograms((*file)->getBuffer())) {
    seeds.push_back(text.str());
    SourceMgr sources;
    sources.AddNewSourceBuffer(MemoryBuffer::getMemBufferCopy(text), SMLoc());
    mlir::OwningOpRef<mlir::ModuleOp> module = parseProgram(sources, *context);
    std::string bytes;
    raw_string_ostream stream(bytes);
    if (module && succeeded(mlir::writeBytecodeToFile(*module, stream)))
      seeds.push_back(std::move(bytes));
    if (module)
      addFunctions(*module, seeds);
  }
}

std::vector<std::string> readSeeds(StringRef folder) {
  std::vector<std::string> seeds;
  for (const std::string &path : listProgramFiles(folder.str()))
    addSeeds(path, seeds);
  return seeds;
}

/// Reproducers go to the folder of mutants too.
Ending runTool(const MutantPlan &plan, Tools &tools, Command words) {
  words.insert(words.begin(), plan.tool);
  return runInChild(plan.seconds, [&] {
    setenv("TMPDIR", plan.keep.c_str(), /*overwrite=*/1);
    return tools.run(words);
  });
}

/// How reading a program alone ends, and at which of its lines the last error
/// was seen; 0 without one.
struct ReaderEnd {
  int status = 0;
  unsigned line = 0;

  bool isCrash() const { return !WIFEXITED(status) || WEXITSTATUS(status) > 1; }
};

/// By ag, which has its dialect, or by upstream alone, which then verifies it.
enum class Reader { Ours, Upstream };

std::unique_ptr<mlir::MLIRContext> makeReader(Reader reader) {
  if (reader == Reader::Ours)
    return makeContext(mlir::MLIRContext::Threading::DISABLED);
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  auto context = std::make_unique<mlir::MLIRContext>(
      registry, mlir::MLIRContext::Threading::DISABLED);
  context->allowUnregisteredDialects();
  return context;
}

ReaderEnd readAlone(const MutantPlan &plan, StringRef program, Reader reader) {
  void *shared = mmap(nullptr, sizeof(unsigned), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto *line = static_cast<unsigned *>(shared);
  ReaderEnd end;
  pid_t child = fork();
  if (child == 0) {
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    alarm(plan.seconds);
    auto context = makeReader(reader);
    mlir::ScopedDiagnosticHandler handler(
        context.get(), [&](mlir::Diagnostic &diagnostic) {
          if (auto place = dyn_cast<mlir::FileLineColLoc>(
                  mlir::LocationAttr(diagnostic.getLocation())))
            *line = place.getLine();
          return success();
        });
    mlir::ParserConfig config(context.get(),
                              /*verifyAfterParse=*/reader == Reader::Upstream);
    bool isRead(mlir::parseSourceString<mlir::ModuleOp>(program, config));
    _exit(isRead ? 0 : 1);
  }
  waitpid(child, &end.status, 0);
  end.line = *line;
  munmap(shared, sizeof(unsigned));
  return end;
}

/// Whether nothing of ag is at work where the program crashes. Of bytecode that
/// is so where upstream's reader crashes or refuses it: what that wrote where
/// it should not may end a process later, or never. Of text it is where reading
/// crashes behind an error in a line without an op or a type of ag's, or where
/// upstream's reader and verifiers crash that know nothing of ag.
bool breaksReader(const MutantPlan &plan, StringRef program) {
  ReaderEnd end = readAlone(plan, program, Reader::Ours);
  if (mlir::isBytecode(MemoryBufferRef(program, "")))
    return end.status != 0;
  SmallVector<StringRef> lines;
  program.split(lines, '\n');
  if (end.isCrash() && end.line > 0 && end.line <= lines.size() &&
      !lines[end.line - 1].contains("ag."))
    return true;
  return readAlone(plan, program, Reader::Upstream).isCrash();
}

/// Whether a compiled program was stopped that the interpreter sees no end of
/// either: no tool can end then.
bool isEndless(const MutantPlan &plan, Tools &tools, Command words,
               const Ending &ending) {
  auto place = llvm::find(words, "--on=cpu");
  if (!WIFSIGNALED(ending.status) || place == words.end())
    return false;
  *place = "--max-steps=100000";
  llvm::erase(words, "--opt=0");
  Ending interpreted = runTool(plan, tools, words);
  return StringRef(interpreted.err).contains("after the limit of");
}

/// How a mutant ended; one that should not end so stays in plan.keep, beside
/// what the tool said.
std::string runMutant(const MutantPlan &plan, Tools &tools, Mutator &mutator,
                      uint64_t number) {
  std::string stem = plan.keep + "/" + plan.tool + "-" + std::to_string(number);
  std::string path = stem + ".mlir";
  std::string program = mutator.make(number);
  if (Error error = writeFile(path, program))
    return toString(std::move(error));
  auto commands = commandsOf(plan.tool);
  Command words = commands[number % commands.size()];
  if (plan.tool == "ag-run")
    words.emplace_back("--dim=*=3");
  words.push_back(path);
  Ending ending = runTool(plan, tools, words);
  if (ending.toolStatus()) {
    sys::fs::remove(path);
    return ending.describe();
  }
  if (Error error = writeFile(stem + ".log", ending.err))
    return toString(std::move(error));
  std::string end = breaksReader(plan, program) ? upstreamCrash.str()
                    : isEndless(plan, tools, words, ending) ? endless.str()
                                                            : ending.describe();
  errs() << end << ": " << plan.tool << " " << join(words, " ") << "\n";
  return end;
}

bool isRight(StringRef end) {
  return end == "exit 0" || end == "exit 1" || end == "exit 2" ||
         end == upstreamCrash || end == endless;
}

int runAll(const MutantPlan &plan) {
  std::vector<std::string> seeds = readSeeds(plan.folder);
  if (seeds.empty()) {
    errs() << "error: there is no .mlir file in " << plan.folder << "\n";
    return 2;
  }
  if (std::error_code code = sys::fs::create_directories(plan.keep)) {
    errs() << "error: " << plan.keep << ": " << code.message() << "\n";
    return 2;
  }
  Mutator mutator(seeds);
  Tools tools;
  std::map<std::string, uint64_t> ends;
  for (uint64_t number = plan.first; number < plan.first + plan.count; ++number)
    ++ends[runMutant(plan, tools, mutator, number)];
  bool areRight = true;
  for (const auto &[end, count] : ends) {
    outs() << end << ": " << count << "\n";
    areRight &= isRight(end);
  }
  return areRight ? 0 : 1;
}

/// The options are gone before a child reads a tool's.
MutantPlan readMutantPlan(int argc, char **argv) {
  MutantPlan plan;
  cl::opt<std::string> tool("tool", cl::Required,
                            cl::desc("ag-opt, ag-compile or ag-run"));
  cl::opt<std::string> folder(cl::Positional, cl::Required,
                              cl::desc("<folder of programs>"));
  cl::opt<std::string> keep("keep", cl::init("."),
                            cl::desc("Where mutants go"));
  cl::opt<uint64_t> first("first", cl::init(1), cl::desc("Number to begin at"));
  cl::opt<uint64_t> count("count", cl::init(500), cl::desc("How many"));
  cl::ParseCommandLineOptions(argc, argv);
  plan.tool = tool;
  plan.folder = folder;
  plan.keep = keep;
  plan.first = first;
  plan.count = count;
  for (cl::Option *option : std::initializer_list<cl::Option *>{
           &tool, &folder, &keep, &first, &count})
    option->removeArgument();
  return plan;
}
} // namespace
} // namespace ag

int main(int argc, char **argv) {
  return ag::runAll(ag::readMutantPlan(argc, argv));
}
