//===- Options.h - how a program is compiled --------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can a caller request of a compilation, and how are these options
// spelled? One struct holds all options and is passed as a unit from a tool's
// command line to the phases. One table, in Options.cpp, has the spelling of
// each option, its default, the tools that offer it, and whether it changes
// code. The tools create their flags from the table, and the struct of the C
// API is generated from it.
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

/// The program to compile, and the transformations to apply to it
struct ProgramRequest {
  /// The artefact's name. It is mangled to a C identifier.
  std::string name = "module";
  /// The SONAME of a shared library; none if empty
  std::string libraryName;
  /// The public functions to keep; all of them if the list is empty
  std::vector<std::string> entries;
  /// Dimensions named by `ag.dims` to make static, each as "batch=4"
  std::vector<std::string> dims;
  /// The derivatives to add, in the notation of ag/Support/Notation/GradSpec.h;
  /// nullopt adds none
  std::optional<std::string> grad;
  /// Values that derivatives recompute instead of saving them: auto, keep or
  /// recompute
  std::string remat = "auto";
  /// The mesh to shard the program over, in the notation of
  /// ag/Support/Sharding/ShardSpec.h; nullopt does not shard
  std::optional<std::string> shard;
  /// Path of the safetensors file to prepare; none if empty
  std::string weights;
  /// Whether the artefact contains the weights, instead of a file beside it
  bool embedWeights = false;
  /// The last phase (ag/Pipeline/Phases.h) of an emission that is a module; the
  /// emission's own last phase if empty
  std::string to;
  /// The optimisation level, 0 to 3
  unsigned opt = 3;
};

/// The tool that finds invalid memory accesses when the program runs
enum class Sanitizer : uint8_t { None, Address };

/// Checks of the compilation and of the emitted code
struct Watch {
  /// Whether memory that no op should read is filled with NaNs
  /// (ag-poison-memory)
  bool poisonMemory = false;
  Sanitizer sanitizer = Sanitizer::None;
  /// Whether derivatives are verified before the program is compiled or run
  bool verifyGrad = false;

  bool sanitizesAddress() const { return sanitizer == Sanitizer::Address; }
};

struct CompileOptions {
  /// The requested target; fields that are not set are taken from the module
  TargetRequest target;
  ProgramRequest request;
  Watch watch;
  /// Bits of CollectedPart (ag/Support/Report/Collector.h): the parts of the
  /// report to collect
  unsigned collect = 0;
};

/// Tools that offer options, one bit each.
enum OfferedBy : uint8_t { AGCompile = 1, AGRun = 2, AGOpt = 4 };

/// The C type of an option in AgCompileOptions
enum class CType : uint8_t { Text, Number, Flag, List };

/// A field of AgCompileOptions.
struct CField {
  /// The field's name; empty if the option has no field
  llvm::StringLiteral name = "";
  CType type = CType::Text;
  /// The field's position in the struct, from 1. Later versions append fields.
  unsigned since = 0;
  /// The field's value in AG_COMPILE_OPTIONS_INIT, which means that the option
  /// is not given
  llvm::StringLiteral initial = "NULL";
  /// The name of the field that holds the length of a list; empty for other
  /// types
  llvm::StringLiteral count = "";
};

/// A row of the table of options
struct Option {
  struct Choice {
    llvm::StringRef value, help;
  };

  /// The option's name on command lines, without the "--"
  llvm::StringLiteral name;
  /// A placeholder for the value in --help; empty if the option takes no value
  llvm::StringLiteral value;
  llvm::StringLiteral help;
  /// A description of the default; empty if there is none
  llvm::StringLiteral fallback;
  unsigned tools;
  CField field;
  /// The keyword argument in Python; empty if there is none
  llvm::StringLiteral argument;
  /// Reads one value. If `isList`, it is called for each value. The error says
  /// what was expected.
  llvm::Error (*read)(llvm::StringRef text, CompileOptions &options);
  /// Returns a canonical form of the value, equal for all spellings of it. Null
  /// if the option does not change code.
  std::string (*spell)(const CompileOptions &options);
  /// Returns an error if the value is invalid. Callers of the library may have
  /// set it without read(). Null if each value is valid.
  llvm::Error (*check)(const CompileOptions &options) = nullptr;
  bool isList = false;
  /// Returns the allowed values. Null if they are not enumerable.
  std::vector<Choice> (*choices)() = nullptr;
  /// Whether the option may be given without a value
  bool isValueOptional = false;
};

/// Returns the table.
llvm::ArrayRef<Option> getOptions();

/// Sets `option` to the value that `text` spells. Returns an error if it is not
/// a value of this option, regardless of the other options.
llvm::Error setOption(const Option &option, llvm::StringRef text,
                      CompileOptions &options);

/// Returns an error if the value of an option is invalid.
llvm::Error checkValues(const CompileOptions &options);

/// Returns an error if a value is invalid, if two options contradict each
/// other, or if an option does not apply to the emission.
llvm::Error checkOptions(const CompileOptions &options, Emission emission);

/// Returns a hash of the options that change code. Options that are spelled
/// differently and mean the same have the same hash, and files count by their
/// contents. Expects options that passed checkOptions().
uint64_t hashOf(const CompileOptions &options);

/// Returns the last phase that runs for the emission. Expects options that
/// passed checkOptions().
llvm::StringRef getLastPhase(const CompileOptions &options, Emission emission);

/// Returns the options of `watch` that check memory accesses, as spelled on a
/// command line. They take effect in the phase `watchedPhase`.
llvm::SmallVector<llvm::StringRef> getMemoryWatchers(const Watch &watch);
constexpr llvm::StringLiteral watchedPhase = "allocate";

} // namespace ag

#endif // AG_PIPELINE_OPTIONS_H
