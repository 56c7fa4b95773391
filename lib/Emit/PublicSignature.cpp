//===- PublicSignature.cpp - what callers of an artefact see --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which names do an artefact's entries have for callers, and what does its C
// header declare?
//
//===----------------------------------------------------------------------===//
#include "ag/Emit/PublicSignature.h"
#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Emit/Runtime/RuntimeAssembly.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace mlir;

namespace ag {

/// Reports a function that callers would see under a name of the runtime.
static LogicalResult checkNames(ModuleOp module,
                                const ArtefactSignature &artefact) {
  SmallVector<std::string> names = {artefact.name + "_load"};
  for (const EntrySignature &entry : artefact.entries)
    names.push_back(getCallName(artefact, entry, "run"));
  for (StringRef name : names)
    if (name.starts_with("ag_rt_"))
      return module.emitError()
             << "the artefact would have a function " << name
             << ", and names that begin with ag_rt_ are taken; give it another "
                "name by -o or --name";
  return success();
}

/// Reports that an entry has no helper of this kind with the expected type, as
/// after a pass that renames entries. The helper that checks requirements is
/// optional.
static LogicalResult checkHelper(LLVM::LLVMFuncOp function,
                                 const EntrySignature &entry, EntryHelper kind,
                                 const SymbolTable &functions) {
  EntryABI abi(entry);
  std::string name = getLoweredName(getHelperName(entry.name, kind));
  auto helper = functions.lookup<LLVM::LLVMFuncOp>(name);
  bool fits = helper ? helper.getFunctionType() ==
                           abi.getLoweredType(kind, function.getContext())
                     : kind == EntryHelper::Demands;
  if (fits)
    return success();
  return function.emitError("has no function @")
         << name << " beside it, which gives " << abi.countResults(kind)
         << " sizes for " << entry.symbols.size() << " symbols";
}

/// Reports an entry without a body, with arguments that contradict its
/// signature, or with a user. Only the runtime may call entries.
static LogicalResult checkEntry(LLVM::LLVMFuncOp function,
                                const EntrySignature &entry, bool isForCuda,
                                const SymbolUserMap &users) {
  if (function.isExternal())
    return function.emitError("has an ag.signature, and no body to run");
  if (function.getFunctionType() !=
      EntryABI(entry).getLoweredType(function.getContext(), isForCuda))
    return function.emitError(
        "its arguments are not those that its ag.signature says");
  if (users.useEmpty(function))
    return success();
  return users.getUsers(function).front()->emitError("refers to the entry @")
         << entry.name << ", which only its callers may; expected a private "
         << "function that is inlined";
}

FailureOr<ArtefactSignature> describeArtefact(ModuleOp module, StringRef name) {
  FailureOr<Machine> machine = getMachine(module);
  if (failed(machine))
    return failure();
  ArtefactSignature artefact;
  artefact.name = mangle(name);
  artefact.march = machine->march;
  artefact.threads = machine->threads;
  artefact.isForCuda = machine->isGPU();
  std::map<std::string, TensorSignature> parameters;
  SymbolTableCollection symbols;
  const SymbolTable &functions = symbols.getSymbolTable(module);
  SymbolUserMap users(symbols, module);
  for (auto function : module.getOps<LLVM::LLVMFuncOp>()) {
    auto attr = function->getAttrOfType<DictionaryAttr>(signatureAttrName);
    if (!attr)
      continue;
    auto entry = parseEntrySignature(getEntryName(function), attr);
    if (!entry)
      return function.emitError("its ag.signature is not well-formed");
    for (EntryHelper helper : entryHelpers)
      if (failed(checkHelper(function, *entry, helper, functions)))
        return failure();
    if (failed(checkEntry(function, *entry, artefact.isForCuda, users)))
      return failure();
    for (const TensorSignature &parameter : entry->parameters)
      if (!StringRef(parameter.name).starts_with(preparedPrefix))
        parameters.try_emplace(parameter.name, parameter);
    if (auto hash = function->getAttrOfType<StringAttr>(loadAttrName)) {
      artefact.load = LoadSignature{std::move(*entry), hash.str()};
      continue;
    }
    for (const EntrySignature &other : artefact.entries)
      if (mangle(other.name) == mangle(entry->name))
        return function.emitError()
               << "the entries @" << other.name << " and @" << entry->name
               << " both become " << mangle(entry->name)
               << " in C; rename one of them";
    if (auto bytes =
            function->getAttrOfType<IntegerAttr>(workspaceBytesAttrName))
      entry->workspaceBytes = bytes.getInt();
    entry->kernels = readKernels(function);
    artefact.entries.push_back(std::move(*entry));
  }
  if (artefact.entries.empty())
    return module.emitError("there is no entry: no public function");
  for (auto &[_, parameter] : parameters)
    artefact.parameters.push_back(std::move(parameter));
  if (failed(checkNames(module, artefact)))
    return failure();
  return artefact;
}

bool isUsedByRun(const ArtefactSignature &artefact, StringRef name) {
  return llvm::any_of(artefact.entries, [&](const EntrySignature &entry) {
    return llvm::any_of(entry.parameters,
                        [&](const TensorSignature &parameter) {
                          return parameter.name == name;
                        });
  });
}

void embedParameters(ArtefactSignature &artefact) {
  artefact.embedsParameters = true;
  if (artefact.isForCuda)
    return;
  llvm::erase_if(artefact.parameters, [&](const TensorSignature &parameter) {
    return !isUsedByRun(artefact, parameter.name);
  });
  if (artefact.load)
    llvm::append_range(artefact.parameters, artefact.load->function.results);
  artefact.load.reset();
}

//===----------------------------------------------------------------------===//
// The C header
//===----------------------------------------------------------------------===//

namespace {
/// Returns a name that a user chose with the characters replaced that would
/// begin or end a comment or a line.
std::string inComment(StringRef text) {
  std::string safe;
  for (char c : text) {
    StringRef last = StringRef(safe).take_back();
    bool bounds = (c == '/' && last == "*") || (c == '*' && last == "/");
    safe += bounds || !llvm::isPrint(c) ? '?' : c;
  }
  return safe;
}

/// Returns the type and shape of a tensor: "f32[batch, 384]".
std::string spell(const TensorSignature &tensor, const EntrySignature &entry) {
  std::string text = getSpelling(tensor.type).str() + "[";
  for (auto [index, size] : llvm::enumerate(tensor.dims)) {
    if (index > 0)
      text += ", ";
    if (size.kind == SizeSignature::Number)
      text += std::to_string(size.value);
    else if (size.kind == SizeSignature::Symbol &&
             !entry.symbols[size.value].name.empty())
      text += entry.symbols[size.value].name;
    else
      text += "?";
  }
  return text + "]";
}

/// Returns notes on a tensor: the argument that a result shares memory with,
/// the original name, and the argument or parameter that it is the gradient of.
std::string spellMarks(const TensorSignature &tensor) {
  std::string text;
  if (tensor.alias >= 0)
    text +=
        ", in the memory of arguments[" + std::to_string(tensor.alias) + "]";
  if (!tensor.originalName.empty())
    text += ", " + inComment(tensor.originalName) + " in the imported model";
  if (const auto &of = tensor.gradientOf) {
    const auto *number = std::get_if<int64_t>(&*of);
    text += ", the gradient by " +
            (number ? "arguments[" + std::to_string(*number) + "]"
                    : "parameter " + inComment(std::get<std::string>(*of)));
  }
  return text;
}

void writeTensorList(StringRef what, ArrayRef<TensorSignature> tensors,
                     const EntrySignature &entry, raw_ostream &os) {
  for (auto [number, tensor] : llvm::enumerate(tensors))
    os << " *   " << what << "[" << number << "] "
       << (tensor.name.empty() ? "" : inComment(tensor.name) + ": ")
       << spell(tensor, entry) << spellMarks(tensor) << "\n";
}

/// Returns the name of the parameter that takes a symbol in a query.
std::string symbolParameter(const EntrySignature &entry, size_t index) {
  const std::string &name = entry.symbols[index].name;
  return name.empty() ? "size" + std::to_string(index) : "n_" + name;
}

void writeEntry(const ArtefactSignature &artefact, const EntrySignature &entry,
                raw_ostream &os) {
  os << "\n/* " << inComment(entry.name) << "\n";
  for (const SymbolSignature &symbol : entry.symbols)
    if (!symbol.name.empty())
      os << " *   " << symbol.name << " in " << symbol.least << ".."
         << symbol.greatest << "\n";
  writeTensorList("arguments", entry.arguments, entry, os);
  writeTensorList("results", entry.results, entry, os);
  os << " */\n";
  if (entry.workspaceBytes)
    os << "/* enough at all sizes, for a workspace that is "
       << (artefact.isForCuda ? "allocated once" : "an array") << " */\n"
       << "#define " << getCallName(artefact, entry, "WORKSPACE_BYTES") << " "
       << *entry.workspaceBytes << "\n";
  os << "int32_t " << getCallName(artefact, entry, "query")
     << "(ag_context *context";
  for (size_t index = 0; index < entry.symbols.size(); ++index)
    os << ", int64_t " << symbolParameter(entry, index);
  os << ",\n    int64_t *result_shapes, ag_workspace *need);\n";
  os << "int32_t " << getCallName(artefact, entry, "run") << "(const "
     << artefact.name << "_model *model,\n    const DLTensor *arguments, "
     << "const DLTensor *results,\n    const ag_workspace *workspace, "
     << "ag_context *context);\n";
}

/// Writes the comment on how to use a GPU, and the functions for its memory.
void writeForCuda(const std::string &name, raw_ostream &os) {
  os << R"(
/* The program runs on an NVIDIA GPU. load opens its driver, so that nothing of
 * CUDA is needed to link, nor to start where there is no GPU. (A C library
 * older than glibc 2.34 needs -ldl and -lpthread.) Before any call,
 *     context->device is the number of the GPU, from 0;
 *     context->stream is a stream of it, a CUstream or cudaStream_t; NULL is
 *                     the default stream.
 * All tensors and the workspace are in memory of the GPU that load was called
 * for: their device is {kDLCUDA, number}. run checks its arguments, puts the
 * work on the stream and returns before it is done; what fails in it later is
 * a status of copy. The CUDA context that is current in the thread stays so.
 *
 * For programs that use no CUDA themselves, allocate gives memory of the GPU at
 * a multiple of 256 bytes, and free takes it back. copy copies in any direction
 * between this memory and the host's, after what is on the stream already, and
 * waits for both. They return a status, as load does. */
)" << "int32_t "
     << name << "_allocate(ag_context *context, size_t bytes, void **memory);\n"
     << "int32_t " << name << "_free(ag_context *context, void *memory);\n"
     << "int32_t " << name
     << "_copy(ag_context *context, void *to, const void *from,\n"
     << "    size_t bytes);\n";
}

/// Writes the declaration of MODULE_load_tensors.
void writeLoadTensors(const ArtefactSignature &artefact, raw_ostream &os) {
  const std::string &name = artefact.name;
  os << "/* Does the same with `count` tensors in memory"
     << (artefact.embedsParameters     ? " (0: the program holds them)"
         : artefact.parameters.empty() ? " (0: it has no parameters)"
                                       : "")
     << ". Tensors that are no\n * parameters are ignored. "
     << (artefact.isForCuda
             ? "All are copied to the GPU. */\n"
             : "run reads tensors in place where it can: their\n * memory "
               "must live, and must not change, until unload. */\n")
     << "int32_t " << name
     << "_load_tensors(const ag_named_tensor *tensors, size_t count,\n"
     << "    ag_context *context, " << name << "_model **model);\n";
}

/// Writes the declarations of MODULE_load, MODULE_load_tensors and
/// MODULE_unload.
void writeLoad(const ArtefactSignature &artefact, raw_ostream &os) {
  const std::string &name = artefact.name;
  os << "/* "
     << (artefact.isForCuda
             ? "Brings the program to the GPU, with the safetensors file at\n"
               " * `weights`"
             : "Maps the safetensors file at `weights`")
     << (artefact.embedsParameters     ? " (NULL: the program holds them)"
         : artefact.parameters.empty() ? " (NULL: it has no parameters)"
                                       : "")
     << ". Returns a status, and says\n * in context->message what was wrong. "
     << (artefact.isForCuda ? "unload waits for the GPU. " : "") << "*/\n"
     << "int32_t " << name
     << "_load(const char *weights, ag_context *context,\n"
     << "    " << name << "_model **model);\n";
  writeLoadTensors(artefact, os);
  os << "void " << name << "_unload(" << name << "_model *model);\n";
  if (artefact.isForCuda)
    writeForCuda(name, os);
}
} // namespace

std::string makeHeader(const ArtefactSignature &artefact,
                       StringRef objectName) {
  std::string text;
  llvm::raw_string_ostream os(text);
  const std::string &name = artefact.name;
  os << "/* Link with: " << inComment(objectName)
     << (artefact.sanitizesAddress ? " -fsanitize=address" : "")
     << (artefact.threads > 1 ? " -lomp" : "") << " -lm */\n"
     << "#ifndef AG_MODULE_" << name << "\n#define AG_MODULE_" << name << "\n\n"
     << getABIHeader() << "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
     << "/* A loaded program: immutable, so that threads may share it. */\n"
     << "typedef struct " << name << "_model " << name << "_model;\n\n"
     << "/* What this program is, as JSON. */\n"
     << "const char *" << name << "_info(void);\n\n";
  writeLoad(artefact, os);
  os << "\n/* For each entry, query gives, for sizes, the shapes of all "
        "results one after\n * the other (or pass NULL) and the workspace "
        "that run needs; run computes. */\n";
  for (const EntrySignature &entry : artefact.entries)
    writeEntry(artefact, entry, os);
  os << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* AG_MODULE_" << name
     << " */\n";
  return text;
}

} // namespace ag
