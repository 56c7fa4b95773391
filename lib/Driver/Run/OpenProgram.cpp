//===- OpenProgram.cpp - compiled programs from shared libraries ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What is the name of the program in a shared library? The file may have been
// renamed, so the symbol table decides: it is the only NAME for which
// NAME_info, NAME_load and NAME_unload exist.
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/OpenProgram.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <dlfcn.h>

using namespace llvm;

namespace ag {

/// Returns the names of all dynamic function symbols of a shared library.
static Expected<llvm::StringSet<>> readFunctionNames(StringRef path) {
  auto file = object::ObjectFile::createObjectFile(path);
  if (!file)
    return file.takeError();
  auto *elf = dyn_cast<object::ELFObjectFileBase>(file->getBinary());
  if (!elf)
    return createStringError("it is no ELF file");
  llvm::StringSet<> names;
  for (const object::ELFSymbolRef symbol : elf->getDynamicSymbolIterators()) {
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    if (symbol.getELFType() == ELF::STT_FUNC)
      names.insert(*name);
  }
  return names;
}

static Expected<std::string> findModuleName(StringRef path) {
  Expected<llvm::StringSet<>> names = readFunctionNames(path);
  if (!names)
    return names.takeError();
  std::vector<std::string> modules;
  for (StringRef module : names->keys())
    if (module.consume_back("_info") &&
        names->contains((module + "_load").str()) &&
        names->contains((module + "_unload").str()))
      modules.push_back(module.str());
  if (modules.size() == 1)
    return modules.front();
  return createStringError("it holds " + Twine(modules.size()) +
                           " programs; expected one, as ag-compile --emit=so "
                           "makes it");
}

/// Returns a spelling of the path that is unique to the file. dlopen identifies
/// an open library by its path, even if another file has replaced it. The
/// device and inode numbers differ as long as the library is open. Their bits
/// are encoded as "/" and "/.": file 6 at d/f.so is d//././f.so.
static Expected<std::string> spellForFile(StringRef path) {
  // A path without a slash would be searched for.
  SmallString<128> absolute = path;
  sys::fs::UniqueID file;
  std::error_code error = sys::fs::make_absolute(absolute);
  if (!error)
    error = sys::fs::getUniqueID(absolute, file);
  if (error)
    return errorCodeToError(error);
  std::string spelled = sys::path::parent_path(absolute).str();
  for (uint64_t number : {file.getDevice(), file.getFile()})
    for (unsigned bit = 0; bit < 64; ++bit)
      spelled += number >> bit & 1 ? "/." : "/";
  return spelled + "/" + sys::path::filename(absolute).str();
}

/// Opens the library. The result owns its functions.
static Expected<std::shared_ptr<void>> openLibrary(StringRef path) {
  Expected<std::string> spelled = spellForFile(path);
  if (!spelled)
    return spelled.takeError();
  void *library = dlopen(spelled->c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    StringRef message = dlerror();
    message.consume_front(*spelled + ": ");
    return createStringError(message);
  }
  return std::shared_ptr<void>(library, dlclose);
}

static Expected<LoadedProgram> open(StringRef path) {
  Expected<std::string> name = findModuleName(path);
  if (!name)
    return name.takeError();
  Expected<std::shared_ptr<void>> library = openLibrary(path);
  if (!library)
    return library.takeError();
  return LoadedProgram::create(
      *name, [library = *library](const std::string &function) {
        return dlsym(library.get(), function.c_str());
      });
}

Expected<LoadedProgram> openProgram(StringRef path) {
  Expected<LoadedProgram> program = open(path);
  if (!program)
    return createStringError(path + ": " + toString(program.takeError()));
  return program;
}

} // namespace ag
