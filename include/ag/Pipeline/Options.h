//===- Options.h - how a program is compiled --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can a compilation be asked for, and in which words? One struct holds it,
// and is passed whole, from a tool's command line to the phases. One table, in
// Options.cpp, says how each option is spelled, what holds without it, who
// offers it, and whether it changes code: the tools make their flags of it, and
// the struct of the C API is generated from it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_OPTIONS_H
#define AG_PIPELINE_OPTIONS_H

#include "ag/Emit/Emission.h"
#include "ag/Machine/Common/TargetRequest.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace ag {

/// What of a program is compiled, and to what.
struct ProgramRequest {
  /// The artefact's name; mangled to a C identifier.
  std::string name = "module";
  /// The public functions to keep; all, if empty.
  std::vector<std::string> entries;
  /// Dimensions that `ag.dims` names and that are fixed, each as "batch=4".
  std::vector<std::string> dims;
  /// Which derivatives to add, as ag/Support/Notation/GradSpec.h reads it, if
  /// any.
  std::optional<std::string> grad;
  /// What these compute again rather than keep: auto, keep or recompute.
  std::string remat = "auto";
  /// Among which ranks it is shared, as ag/Support/Sharding/ShardSpec.h reads
  /// it, if among any.
  std::optional<std::string> shard;
  /// The safetensors file to prepare; none, if empty.
  std::string weights;
  /// Whether the artefact holds them, instead of a file beside it.
  bool embedWeights = false;
  /// The phase after which an emission that is a module stops
  /// (ag/Pipeline/Phases.h); the emission's own, if empty.
  std::string to;
  /// 0 to 3.
  unsigned opt = 3;
};

/// What finds accesses to memory that they should not make, when a program
/// runs.
enum class Sanitizer : uint8_t { None, Address };

/// What checks the compilation, and the code that it emits.
struct Watch {
  /// Whether memory is filled that nothing should read (ag-poison-memory).
  bool poisonMemory = false;
  Sanitizer sanitizer = Sanitizer::None;
  /// Whether derivatives are proved before anything is compiled or run.
  bool verifyGrad = false;

  bool sanitizesAddress() const { return sanitizer == Sanitizer::Address; }
};

struct CompileOptions {
  /// What it is compiled for, as far as the module need not say.
  TargetRequest target;
  ProgramRequest request;
  Watch watch;
  /// Bits of CollectedPart (ag/Support/Report/Collector.h): what is written
  /// down on the way.
  unsigned collect = 0;
};

/// Tools that offer options, one bit each.
enum OfferedBy : uint8_t { AGCompile = 1, AGRun = 2, AGOpt = 4 };

/// How AgCompileOptions holds an option.
enum class CType : uint8_t { Text, Number, Flag, List };

/// A field of AgCompileOptions.
struct CField {
  /// Empty if there is none.
  llvm::StringLiteral name = "";
  CType type = CType::Text;
  /// The field's place in the struct, from 1, in the order in which versions
  /// added fields.
  unsigned since = 0;
  /// The value that AG_COMPILE_OPTIONS_INIT gives it, with which the option
  /// counts as not given.
  llvm::StringLiteral initial = "NULL";
  /// The field that holds the length of a list.
  llvm::StringLiteral count = "";
};

/// The columns.
struct Option {
  struct Choice {
    llvm::StringRef value, help;
  };

  /// As the tools spell it, behind --.
  llvm::StringLiteral name;
  /// What it takes, for --help; empty of one that takes nothing.
  llvm::StringLiteral value;
  llvm::StringLiteral help;
  /// What holds without it, in words; empty if nothing does.
  llvm::StringLiteral fallback;
  unsigned tools;
  CField field;
  /// The argument in Python; empty if there is none.
  llvm::StringLiteral argument;
  /// Reads a value, of which some may be given where `isList`; the error says
  /// what is expected.
  llvm::Error (*read)(llvm::StringRef text, CompileOptions &options);
  /// Writes the value in a form that is the same for all spellings of it; null
  /// of an option that changes no code.
  std::string (*spell)(const CompileOptions &options);
  /// An error if the value makes no sense, which callers of the library may
  /// have set without a text; null if every value does.
  llvm::Error (*check)(const CompileOptions &options) = nullptr;
  bool isList = false;
  /// Of which values it takes one, where that is listed.
  std::vector<Choice> (*choices)() = nullptr;
  /// Whether it may stand without its value.
  bool isValueOptional = false;
};

/// The table.
llvm::ArrayRef<Option> getOptions();

/// Sets `option` to what `text` says. An error if that is not one of its
/// values, whatever the other options are.
llvm::Error setOption(const Option &option, llvm::StringRef text,
                      CompileOptions &options);

/// Returns an error if a value of `options` makes no sense.
llvm::Error checkValues(const CompileOptions &options);

/// Returns an error if a value of `options` makes no sense, or some do not go
/// together, or not with what is to be emitted.
llvm::Error checkOptions(const CompileOptions &options, Emission emission);

/// Returns a hash that is equal for options that make the same code of each
/// program, however they are spelled, and differs, but for chance, where they
/// may not. Files that options name count by what they hold. It needs options
/// that were checked.
uint64_t hashOf(const CompileOptions &options);

/// The last phase that runs, as `options` that were checked and the emission
/// say.
llvm::StringRef getLastPhase(const CompileOptions &options, Emission emission);

/// The options that ask for what watches memory, as they are given on a command
/// line, and the phase that they are for.
llvm::SmallVector<llvm::StringRef> getMemoryWatchers(const Watch &watch);
constexpr llvm::StringLiteral watchedPhase = "allocate";

} // namespace ag

#endif // AG_PIPELINE_OPTIONS_H
