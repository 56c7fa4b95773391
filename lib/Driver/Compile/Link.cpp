//===- Link.cpp - linking objects -----------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/Link.h"
#include "ag/Support/Report/WriteFile.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace ag {
namespace {
/// A file that is removed at the end of its scope.
class TemporaryFile {
public:
  explicit TemporaryFile(StringRef suffix) {
    if (auto error = sys::fs::createTemporaryFile("ag", suffix, name))
      failure = error;
    else
      remover.setFile(name);
  }
  Error check() const {
    return failure ? createStringError(failure, "cannot make a temporary file")
                   : Error::success();
  }
  StringRef path() const { return name; }

private:
  SmallString<64> name;
  FileRemover remover;
  std::error_code failure;
};
} // namespace

/// Returns the libraries that linking the program needs, for an error message.
static std::string explainNeeds(const ArtefactSignature &artefact) {
  std::string needs;
  if (artefact.threads > 1)
    needs += " with libomp, which Debian's libomp-22-dev has";
  if (artefact.sanitizesAddress)
    needs += " with AddressSanitizer, of which gcc and Debian's "
             "libclang-rt-22-dev bring a runtime";
  return needs;
}

Expected<std::string> link(std::string object, Emission emission,
                           const ArtefactSignature &artefact,
                           StringRef libraryName) {
  ErrorOr<std::string> compiler = sys::findProgramByName("cc");
  if (!compiler)
    return createStringError("linking needs a C compiler, but there is no cc "
                             "on PATH");
  TemporaryFile input("o"), output("linked");
  for (const TemporaryFile *file : {&input, &output})
    if (Error error = file->check())
      return std::move(error);
  if (Error error = writeFile(input.path(), object))
    return std::move(error);
  // Frees the object, which may contain weights, as the linked file has a copy.
  object.clear();
  object.shrink_to_fit();
  SmallVector<StringRef> command = {*compiler, "-o", output.path(),
                                    input.path()};
  if (artefact.sanitizesAddress)
    command.push_back("-fsanitize=address");
  if (artefact.threads > 1)
    command.push_back("-lomp");
  command.push_back("-lm");
  bool isLibrary = !getKind(emission).has(HasMain);
  if (isLibrary)
    command.push_back("-shared");
  // Programs are to look for the library by its name, and not by the path at
  // which it was when they were linked. -Wl, would split a name with a comma.
  if (isLibrary && !libraryName.empty())
    command.append({"-Xlinker", "-soname", "-Xlinker", libraryName});
  std::string message;
  int status =
      sys::ExecuteAndWait(*compiler, command, std::nullopt, {}, 0, 0, &message);
  if (status != 0)
    return createStringError("cc could not link the program" +
                             explainNeeds(artefact) +
                             (message.empty() ? "" : ": " + message));
  auto linked = MemoryBuffer::getFile(output.path());
  if (!linked)
    return createStringError(linked.getError(), "cannot read what cc linked");
  return (*linked)->getBuffer().str();
}

} // namespace ag
