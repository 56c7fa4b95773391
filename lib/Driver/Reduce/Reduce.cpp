//===- Reduce.cpp - the smallest interesting program ----------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each edit (Edits.h) tries all of its changes at once, then each half of them,
// and so on down to single ones. Changes that leave the program interesting
// stay:
//
//   8 ops, the sixth is at fault:
//   [0 8) no   [0 4) yes, 4 are left   [0 4) no   [0 2) no   [2 4) yes ...
//
// The number of tests is about that of changes, and small if little of the
// program matters. An edit may enable another, so that all are repeated until
// none succeeds.
//
// Edits run in a child of this process. They may trigger the very fault of a
// pass, a folder or a verifier that the program is reduced for.
//
//===----------------------------------------------------------------------===//
#include "Reduce/Reduce.h"
#include "Reduce/Edits.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Child.h"
#include "ag/Support/Report/WriteFile.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;

namespace ag {
namespace {
/// Erases ops whose results no op reads, from the last to the first.
void eraseDeadOps(Operation *op) {
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Operation &inner :
           llvm::make_early_inc_range(llvm::reverse(block))) {
        if (isOpTriviallyDead(&inner))
          inner.erase();
        else
          eraseDeadOps(&inner);
      }
}

OwningOpRef<ModuleOp> parse(StringRef text, MLIRContext &context) {
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text),
                             SMLoc());
  return parseProgram(sources, context);
}

class Reducer {
public:
  Reducer(ModuleOp module, const Question &question, StringRef path,
          unsigned seconds)
      : current(module.clone()), text(printProgram(module)), question(question),
        path(path), seconds(seconds) {}

  llvm::Expected<Answer> ask(StringRef program) {
    if (llvm::Error error = writeFile(path, program))
      return std::move(error);
    ++tests;
    return question(path);
  }

  llvm::Expected<ReducedProgram> run() {
    auto answer = ask(text);
    if (!answer)
      return answer.takeError();
    if (!answer->isInteresting)
      return llvm::createStringError("the program is not interesting: " +
                                     answer->reason);
    for (bool isSmaller = true; isSmaller;) {
      auto found = sweep();
      if (!found)
        return found.takeError();
      isSmaller = *found;
    }
    return ReducedProgram{std::move(current), tests};
  }

private:
  /// Returns the program after the changes [begin, end) of an edit; empty if it
  /// is the same or not valid, or if the child fails.
  std::string makeSmaller(Edit edit, size_t begin, size_t end) {
    SharedFile smaller;
    runInChild(seconds, [&] {
      llvm::sys::unregisterHandlers();
      Changes changes = edit(*current);
      bool isChanged = false;
      for (size_t index = end; index-- > begin;)
        isChanged |= changes[index]();
      if (!isChanged)
        return 1;
      eraseDeadOps(*current);
      if (failed(verify(*current)))
        return 1;
      smaller.write(printProgram(*current));
      return 0;
    });
    std::string made = smaller.read();
    return made == text ? "" : made;
  }

  /// Keeps these changes and returns true if the resulting program is new and
  /// interesting.
  llvm::Expected<bool> attempt(Edit edit, size_t begin, size_t end) {
    std::string smaller = makeSmaller(edit, begin, end);
    if (smaller.empty() || !tried.insert(llvm::xxh3_64bits(smaller)).second)
      return false;
    auto answer = ask(smaller);
    if (!answer)
      return answer.takeError();
    if (!answer->isInteresting)
      return false;
    auto module = parse(smaller, *current->getContext());
    if (!module)
      return false;
    current = std::move(module);
    text = std::move(smaller);
    return true;
  }

  /// Attempts each range of `step` changes. Returns true if one was kept.
  llvm::Expected<bool> reduceBy(Edit edit, size_t step) {
    bool isSmaller = false;
    size_t count = edit(*current).size();
    for (size_t begin = 0; begin < count;) {
      auto isKept = attempt(edit, begin, std::min(begin + step, count));
      if (!isKept)
        return isKept.takeError();
      isSmaller |= *isKept;
      if (*isKept)
        count = edit(*current).size();
      else
        begin += step;
    }
    return isSmaller;
  }

  /// Attempts all changes of each edit, then halves of them, and so on. Returns
  /// true if any were kept.
  llvm::Expected<bool> sweep() {
    bool isSmaller = false;
    size_t greatest = 1;
    for (unsigned level = 0; greatest >> level > 0; ++level)
      for (Edit edit : getEdits()) {
        size_t count = edit(*current).size();
        greatest = std::max(greatest, count);
        if (count >> level == 0)
          continue;
        auto found = reduceBy(edit, count >> level);
        if (!found)
          return found.takeError();
        isSmaller |= *found;
      }
    return isSmaller;
  }

  OwningOpRef<ModuleOp> current;
  std::string text;
  const Question &question;
  StringRef path;
  unsigned seconds;
  unsigned tests = 0;
  /// Hashes of the programs tried. Different changes may lead to the same one.
  llvm::DenseSet<uint64_t> tried;
};
} // namespace

llvm::Expected<ReducedProgram>
reduceProgram(ModuleOp module, const Question &question, unsigned seconds) {
  llvm::SmallString<128> path;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("ag-reduce", "mlir", path))
    return llvm::createFileError(path, code);
  llvm::FileRemover remover(path);
  llvm::sys::RemoveFileOnSignal(path);
  ScopedDiagnosticHandler silence(module.getContext(),
                                  [](Diagnostic &) { return success(); });
  return Reducer(module, question, path, seconds).run();
}

} // namespace ag
