//===- Options.cpp - THE table of options ---------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Options.h"
#include "ag/Pipeline/Phases.h"
#include "ag/Support/Notation/Dims.h"
#include "ag/Support/Notation/GradSpec.h"
#include "ag/Support/Sharding/ShardSpec.h"
#include "ag/Support/Signature/ArtefactSignature.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"

using llvm::createStringError;
using llvm::Error;
using llvm::StringLiteral;
using llvm::StringRef;
using llvm::Twine;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

Error readText(StringRef text, std::string &value) {
  value = text.str();
  return Error::success();
}

Error addText(StringRef text, std::vector<std::string> &values) {
  values.push_back(text.str());
  return Error::success();
}

/// Stores the text as it is.
template <auto Field>
Error readRequest(StringRef text, CompileOptions &options) {
  return readText(text, options.request.*Field);
}
template <auto Field>
Error addRequest(StringRef text, CompileOptions &options) {
  return addText(text, options.request.*Field);
}

/// Reads "true", "false" or no value, which means true.
Error readFlag(StringRef text, bool &value) {
  value = text.empty() || text == "true";
  if (value || text == "false")
    return Error::success();
  return createStringError("expected true or false, or no value");
}

template <auto Field> Error readWatch(StringRef text, CompileOptions &options) {
  return readFlag(text, options.watch.*Field);
}

/// The only value is "address", which setOption() checks.
Error readSanitizer(StringRef, CompileOptions &options) {
  options.watch.sanitizer = Sanitizer::Address;
  return Error::success();
}

constexpr StringLiteral levels = "expected 0, 1, 2 or 3";

Error readLevel(StringRef text, CompileOptions &options) {
  if (text.getAsInteger(10, options.request.opt))
    return createStringError(levels);
  return Error::success();
}

Error readKind(StringRef text, CompileOptions &options) {
  return readText(text, options.target.kind);
}

Error readMarch(StringRef text, CompileOptions &options) {
  return readText(text, options.target.march);
}

Error readThreads(StringRef text, CompileOptions &options) {
  if (text.getAsInteger(10, options.target.threads.emplace()))
    return createStringError("expected a number");
  return Error::success();
}

Error readGrad(StringRef text, CompileOptions &options) {
  options.request.grad = text.str();
  return Error::success();
}

Error readShard(StringRef text, CompileOptions &options) {
  options.request.shard = text.str();
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Spelling
//===----------------------------------------------------------------------===//

template <auto Field> std::string spellRequest(const CompileOptions &options) {
  return options.request.*Field;
}

std::string spellFlag(bool value) { return value ? "true" : ""; }

/// Returns "=" and a hash of the file's contents, or "@" and its path if it
/// cannot be read.
std::string spellFile(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  return file ? "=" + std::to_string(llvm::xxh3_64bits((*file)->getBuffer()))
              : "@" + path.str();
}

std::string spellWeights(const CompileOptions &options) {
  const std::string &path = options.request.weights;
  return path.empty() ? "" : spellFile(path);
}

std::string spellTarget(const CompileOptions &options) {
  return options.target.kind;
}

/// The march "native" is spelled as the name, features and caches of this
/// machine.
std::string spellMarch(const CompileOptions &options) {
  return ag::spellMarch(options.target);
}

std::string spellThreads(const CompileOptions &options) {
  return options.target.threads ? std::to_string(*options.target.threads) : "";
}

std::string spellLevel(const CompileOptions &options) {
  return std::to_string(options.request.opt);
}

std::string spellName(const CompileOptions &options) {
  return mangle(options.request.name);
}

/// Joins texts whose order and repetitions have no meaning.
std::string joinSorted(std::vector<std::string> texts) {
  llvm::sort(texts);
  texts.erase(llvm::unique(texts), texts.end());
  return llvm::join(texts, ",");
}

std::string spellEntries(const CompileOptions &options) {
  return joinSorted(options.request.entries);
}

std::string spellDims(const CompileOptions &options) {
  std::vector<std::string> texts;
  for (const DimSize &dim : llvm::cantFail(parseDimSizes(options.request.dims)))
    texts.push_back((dim.name + "=" + Twine(dim.size)).str());
  return joinSorted(std::move(texts));
}

std::string spellGrad(const CompileOptions &options) {
  if (!options.request.grad)
    return "";
  // The "." distinguishes a request without specs from no request.
  std::string text = ".";
  for (const GradSpec &spec :
       llvm::cantFail(parseGradSpecs(*options.request.grad)))
    text += spell(spec) + ";";
  return text;
}

std::string spellShard(const CompileOptions &options) {
  if (!options.request.shard)
    return "";
  ShardSpec spec = llvm::cantFail(parseShardSpec(*options.request.shard));
  std::string file = spec.file ? spellFile(*spec.file) : "";
  spec.file.reset();
  return spell(spec) + file;
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

std::vector<Option::Choice> listLastPhases() {
  std::vector<Option::Choice> choices;
  for (const Phase &phase : getPhases())
    choices.push_back({phase.name, phase.promise});
  return choices;
}

std::vector<Option::Choice> listSanitizers() {
  return {{"address",
           "AddressSanitizer, with separate memory for each temporary; link "
           "with -fsanitize=address, or have its runtime in LD_PRELOAD"}};
}

std::vector<Option::Choice> listRematerializations() {
  return {{"auto", "values that take less time to recompute than to save"},
          {"keep", "values that take no time to recompute, such as views"},
          {"recompute", "as many values as needed to save the fewest bytes"}};
}

/// Returns an error that lists the choices if `text` is not one of them.
Error checkChoice(llvm::ArrayRef<Option::Choice> choices, StringRef text) {
  auto names = llvm::map_to_vector(
      choices, [](const Option::Choice &choice) { return choice.value; });
  if (llvm::is_contained(names, text))
    return Error::success();
  return createStringError("expected " +
                           Twine(names.size() > 1 ? "one of " : "") +
                           llvm::join(names, ", "));
}

//===----------------------------------------------------------------------===//
// Checks of single values
//===----------------------------------------------------------------------===//

/// Checks all fields of the target, because the valid values of --march depend
/// on --target.
Error checkTarget(const CompileOptions &options) {
  if (Error error = checkRequest(options.target))
    return createStringError("--" + llvm::toString(std::move(error)));
  return Error::success();
}

Error checkLevel(const CompileOptions &options) {
  if (options.request.opt > 3)
    return createStringError("--opt=" + Twine(options.request.opt) + ": " +
                             levels);
  return Error::success();
}

Error checkDims(const CompileOptions &options) {
  if (auto dims = parseDimSizes(options.request.dims); !dims)
    return createStringError("--dim " + llvm::toString(dims.takeError()));
  return Error::success();
}

Error checkGrad(const CompileOptions &options) {
  if (!options.request.grad)
    return Error::success();
  if (auto specs = parseGradSpecs(*options.request.grad); !specs)
    return createStringError("--grad " + llvm::toString(specs.takeError()));
  return Error::success();
}

Error checkShard(const CompileOptions &options) {
  if (!options.request.shard)
    return Error::success();
  if (auto spec = parseShardSpec(*options.request.shard); !spec)
    return createStringError("--shard " + llvm::toString(spec.takeError()));
  return Error::success();
}

Error checkRematerialization(const CompileOptions &options) {
  const std::string &how = options.request.remat;
  if (Error error = checkChoice(listRematerializations(), how))
    return createStringError("--remat=" + how + ": " +
                             llvm::toString(std::move(error)));
  return Error::success();
}

Error checkLastPhase(const CompileOptions &options) {
  StringRef to = options.request.to;
  if (!to.empty() && !findPhase(to))
    return createStringError("--to=" + to + ": expected one of " +
                             listPhases());
  return Error::success();
}
} // namespace

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

static constexpr Option options[] = {
    {"target",
     "kind",
     "The kind of target: cpu, or cuda for a GPU of NVIDIA; --march selects "
     "the processor",
     "the program's ag.target, else cpu",
     AGCompile | AGRun | AGOpt,
     {"target", CType::Text, 10},
     "target",
     readKind,
     spellTarget,
     checkTarget},
    {"march",
     "machine",
     "The processor: native, that is this machine's; x86-64-v3, ... for cpu; "
     "the least compute capability for cuda, sm_80, sm_90, ...",
     "the program's ag.target, else x86-64-v3, or native for ag-run, and "
     "sm_80 for cuda",
     AGCompile | AGRun | AGOpt,
     {"march", CType::Text, 2},
     "march",
     readMarch,
     spellMarch},
    {"threads",
     "n",
     "The most threads that a run uses; with 1, no threading is emitted",
     "the program's ag.target, else 1",
     AGCompile | AGRun | AGOpt,
     {"threads", CType::Number, 7, "0"},
     "threads",
     readThreads,
     spellThreads},
    {"opt",
     "0..3",
     "The optimisation level",
     "3",
     AGCompile | AGRun,
     {"opt", CType::Number, 3, "3"},
     "opt",
     readLevel,
     spellLevel,
     checkLevel},
    {"entry",
     "f,g",
     "The public functions to keep",
     "all public ones",
     AGCompile,
     {"entries", CType::List, 4, "NULL", "entryCount"},
     "",
     addRequest<&ProgramRequest::entries>,
     spellEntries,
     /*check=*/nullptr,
     /*isList=*/true},
    {"dim",
     "name=size",
     "Fix a dimension that ag.dims names; the artefact takes no other size",
     "",
     AGCompile,
     {"dims", CType::List, 8, "NULL", "dimCount"},
     "dims",
     addRequest<&ProgramRequest::dims>,
     spellDims,
     checkDims,
     /*isList=*/true},
    {"grad",
     "spec",
     "Add functions that compute derivatives: [f][:wrt=0,name][:of=0][:value]"
     "[:mode=vjp|jvp], several separated by ;",
     "",
     AGCompile | AGRun,
     {"grad", CType::Text, 11},
     "",
     readGrad,
     spellGrad,
     checkGrad,
     /*isList=*/false,
     /*choices=*/nullptr,
     /*isValueOptional=*/true},
    {"remat",
     "how",
     "The values that derivatives recompute instead of saving them:",
     "auto",
     AGCompile | AGRun,
     {"remat", CType::Text, 9},
     "remat",
     readRequest<&ProgramRequest::remat>,
     spellRequest<&ProgramRequest::remat>,
     checkRematerialization,
     /*isList=*/false,
     listRematerializations},
    {"shard",
     "spec",
     "Turn the program into that of one rank of a mesh: dpN, tpN, epN, "
     "fsdpN, NAME=N, zero1 to zero3, sp and @FILE.json, with commas",
     "",
     AGCompile | AGRun,
     {"shard", CType::Text, 12},
     "",
     readShard,
     spellShard,
     checkShard},
    {"name",
     "name",
     "The prefix of all symbols",
     "the output's stem",
     AGCompile,
     {"name", CType::Text, 1, "\"module\""},
     "",
     readRequest<&ProgramRequest::name>,
     spellName},
    {"to",
     "phase",
     "Print the program as it is after a phase:",
     "",
     AGCompile,
     {},
     "",
     readRequest<&ProgramRequest::to>,
     /*spell=*/nullptr,
     checkLastPhase,
     /*isList=*/false,
     listLastPhases},
    {"weights",
     "file.safetensors",
     "Prepare these weights, for load to map: f.weights beside the artefact",
     "",
     AGCompile,
     {"weights", CType::Text, 5},
     "weights",
     readRequest<&ProgramRequest::weights>,
     spellWeights},
    {"embed-weights",
     "",
     "Put the weights into the artefact instead",
     "",
     AGCompile,
     {"embedWeights", CType::Flag, 6, "0"},
     "embed_weights",
     [](StringRef text, CompileOptions &options) {
       return readFlag(text, options.request.embedWeights);
     },
     [](const CompileOptions &options) {
       return spellFlag(options.request.embedWeights);
     }},
    {"verify-grad",
     "",
     "Check derivatives, on random inputs if none are given: interpreted "
     "tangents against differences, @f_grad and @f_jvp (added if the program "
     "has none) against these tangents, and compiled code against interpreted",
     "",
     AGCompile | AGRun,
     {},
     "",
     readWatch<&Watch::verifyGrad>,
     /*spell=*/nullptr},
    {"poison-memory",
     "",
     "Fill memory that no op should read with NaNs, to find faults of the "
     "compiler",
     "",
     AGCompile | AGRun,
     {},
     "",
     readWatch<&Watch::poisonMemory>,
     [](const CompileOptions &options) {
       return spellFlag(options.watch.poisonMemory);
     }},
    {"sanitize",
     "what",
     "The tool that checks memory accesses of the emitted code:",
     "",
     AGCompile | AGRun,
     {},
     "",
     readSanitizer,
     [](const CompileOptions &options) {
       return spellFlag(options.watch.sanitizesAddress());
     },
     /*check=*/nullptr,
     /*isList=*/false,
     listSanitizers},
};

llvm::ArrayRef<Option> getOptions() { return options; }

Error setOption(const Option &option, StringRef text, CompileOptions &options) {
  auto expect = [&](Error error) {
    if (!error)
      return error;
    return createStringError("--" + option.name + "=" + text + ": " +
                             llvm::toString(std::move(error)));
  };
  if (text.empty() && !option.value.empty() && !option.isValueOptional)
    return expect(createStringError("expected --" + option.name + "=<" +
                                    option.value + ">"));
  if (option.choices)
    if (Error error = checkChoice(option.choices(), text))
      return expect(std::move(error));
  return expect(option.read(text, options));
}

//===----------------------------------------------------------------------===//
// Checks of several options
//===----------------------------------------------------------------------===//

Error checkValues(const CompileOptions &options) {
  for (const Option &option : getOptions())
    if (option.check)
      if (Error error = option.check(options))
        return error;
  return Error::success();
}

Error checkOptions(const CompileOptions &options, Emission emission) {
  if (Error error = checkValues(options))
    return error;
  const ProgramRequest &request = options.request;
  const EmissionKind &kind = getKind(emission);
  if (!request.to.empty() && !kind.has(IsModule))
    return createStringError("--to=" + request.to +
                             " prints the program as --emit=mlir does: leave "
                             "out the other --emit");
  if (request.embedWeights && request.weights.empty())
    return createStringError("--embed-weights: there is no --weights to embed");
  if (!request.weights.empty() && !kind.has(IsNative))
    return createStringError("--weights are prepared by running code: expected "
                             "--emit=" +
                             listEmissions(IsNative));
  auto watchers = getMemoryWatchers(options.watch);
  StringRef last = getLastPhase(options, emission);
  if (!watchers.empty() && findPhase(last) < findPhase(watchedPhase))
    return createStringError(watchers.front() + " is for the phase " +
                             watchedPhase + ", and " + last +
                             " is the last one asked for");
  return Error::success();
}

uint64_t hashOf(const CompileOptions &options) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (const Option &option : getOptions())
    if (option.spell) {
      std::string value = option.spell(options);
      stream << option.name << ":" << value.size() << ":" << value << "\n";
    }
  stream << options.request.libraryName << "\n";
  return llvm::xxh3_64bits(text);
}

StringRef getLastPhase(const CompileOptions &options, Emission emission) {
  StringRef to = options.request.to;
  if (!to.empty())
    return to;
  StringRef last = getKind(emission).lastPhase;
  bool isEarly = options.request.shard && findPhase(last) < findPhase("shard");
  return isEarly ? "shard" : last;
}

llvm::SmallVector<StringRef> getMemoryWatchers(const Watch &watch) {
  llvm::SmallVector<StringRef> watchers;
  if (watch.poisonMemory)
    watchers.push_back("--poison-memory");
  if (watch.sanitizesAddress())
    watchers.push_back("--sanitize=address");
  return watchers;
}

} // namespace ag
