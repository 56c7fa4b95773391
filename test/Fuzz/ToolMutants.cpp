//===- ToolMutants.cpp - tools on programs that are nearly right ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a tool end properly on every program? Each mutant runs in a child forked
// from this process, which has loaded everything already. A mutant is saved if
// its status is not 0, 1 or 2. Upstream/README.md lists crashes that are not
// ag's. A mutant's number makes it again:
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

/// Returns the command lines for mutants, which take them one after the other.
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

/// Adds each public function with its callees as a program of its own, in
/// generic form.
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

/// Adds the programs of a file, which `// -----` separates. Adds valid ones
/// also as bytecode, and function by function.
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

/// Runs a tool in a child. Its reproducers go to the folder of mutants.
Ending runTool(const MutantPlan &plan, Tools &tools, Command words) {
  words.insert(words.begin(), plan.tool);
  return runInChild(plan.seconds, [&] {
    setenv("TMPDIR", plan.keep.c_str(), /*overwrite=*/1);
    return tools.run(words);
  });
}

/// The status of a process that only reads a program, and the line of its last
/// error, or 0 if there is none
struct ReaderEnd {
  int status = 0;
  unsigned line = 0;

  bool isCrash() const { return !WIFEXITED(status) || WEXITSTATUS(status) > 1; }
};

/// ag's reader, or upstream's, which does not know ag's dialect and verifies
/// the program
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

/// Returns true if the crash is upstream's. For bytecode, this is so if the
/// reader crashes or refuses it, because a wild write may end the process later
/// or never. For text, this is so if reading crashes after an error in a line
/// without an op or a type of ag. It is also so if upstream's reader and
/// verifiers crash without ag's dialect.
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

/// Returns true if a compiled program was stopped and the interpreter does not
/// reach its end either.
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

/// Runs a mutant and returns how it ended. If it did not end properly, it stays
/// in plan.keep, together with the tool's output.
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

/// Reads the options into a plan. The options are destroyed before a child
/// reads a tool's options.
MutantPlan readMutantPlan(int argc, char **argv) {
  MutantPlan plan;
  cl::opt<std::string> tool("tool", cl::Required,
                            cl::desc("ag-opt, ag-compile or ag-run"));
  cl::opt<std::string> folder(cl::Positional, cl::Required,
                              cl::desc("<folder of programs>"));
  cl::opt<std::string> keep("keep", cl::init("."),
                            cl::desc("Folder of the mutants"));
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
