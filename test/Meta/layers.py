# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The layers of the source, and the facts that only one file may know.

Does every file depend only on what its folder allows?

 - A folder of lib/ includes only folders before it. A phase includes no other
   phase but Phases/Common, and files for one target none of another.
 - Only lib/Machine reads a processor's name and numbers the levels of its memory.
   Only EntryABI spells the names of functions beside an entry. Only Sizes assumes
   a value for a size that is unknown.
 - lib/Support uses no IR, and the runtime nothing of MLIR.
 - Only lib/Dialect/AG distinguishes ag ops. Other code uses interfaces, and
   RegionFlow for the flow of values, except for rewrites of control flow.
 - Only files that list all ops include all families of ops.
 - The emulator includes nothing else, and its folders have an order, too.
"""
import re

from cxx import blank, functions
from repository import CXX

LAYERS = [
    "Support",
    "Interfaces",
    "Dialect",
    "Reference",
    "Machine",
    "Analysis",
    "Phases",
    "Emit",
    "Pipeline",
    "Driver",
    "CAPI",
]
EMULATOR_LAYERS = ["PTX", "Memory", "Machine", "Forms", "Load", "Driver"]
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.M)
PLACE = re.compile(r"(?:lib|include/ag)/(\w+)/")
LISTED = re.compile(r"in which data flows: (.*?)\.\n", re.S)
PHASE = re.compile(r"(?:lib|include/ag)/Phases/(\w+)/")
TARGETS = {"CPU", "CUDA"}
TARGETED = re.compile(r"(?:lib|include/ag)/(?:Phases|Machine)/")
#: The folder whose files may include those of all targets.
MAKES_MACHINES = "lib/Machine/Common/"
ENTRY_ABI = re.compile(r'"(?:(?:ag)?\.(?:shapes|workspace|demands)|ag\.(?:load|parameter|prepared\.|workspace_bytes))"')
FLOW = ("lib/Interfaces/", "include/ag/Interfaces/", "lib/Analysis/", "include/ag/Analysis/")
COMPARES_WITHOUT_SIGN = "lib/Interfaces/Flow/LoopIndex.cpp"
REBUILDS_CHOICES = "lib/Phases/Trace/SizesOnly.cpp"
CAST = r"(?:isa|cast|dyn_cast\w*|getDefiningOp|getParentOfType)"
CHOICE = re.compile(CAST + r"<[^<>]*\bscf::(If|IndexSwitch|ExecuteRegion|Yield)Op\b")
ALL_OPS = "ag/Dialect/AG/IR/Core/AGOps.h"
LISTS_OPS = "ag/Dialect/AG/IR/Core/AGOps.cpp.inc"
# An assumed size: a number, or a constant of the file, in place of an empty optional or a dynamic size.
SIZES = re.compile(r"(?:lib|include/ag)/(?:Support/Sizes/|Analysis/Sizes/Sizes\.)")
ASSUMED = r"(?:int64_t\()?(\w+)(?!\w*[.(:])"
ASSUMES = [
    re.compile(r"\bvalue_or\(\s*" + ASSUMED),
    re.compile(r"(?:\bisDynamic(?:Dim)?\([^;?]*\)|== (?:mlir::)?(?:ShapedType::)?kDynamic)\s*\?\s*" + ASSUMED),
    re.compile(r"(?:\bisStatic\([^;?]*\)|!= (?:mlir::)?(?:ShapedType::)?kDynamic)\s*\?(?:[^;:]|::)*:\s*" + ASSUMED),
]
CONSTANTS = re.compile(r"\bconstexpr\s+(?:static\s+)?\w+\s+(\w+\s*=[^;]*);")
GUESSES = re.compile(r"\b(?:typical|guess(?:ed)?)(?:[A-Z]\w*)?\b(?=\s*=)")
MACHINE = ("lib/Machine/", "include/ag/Machine/")
SPEED = re.compile(r"\b[Ss]peed\b")
LEVELS = re.compile(r"(?:\.|->)levels\b|\blevels(?:\[|\.(?:front|back)\()")
PROCESSORS = {"llvm/TargetParser/X86TargetParser.h", "llvm/TargetParser/Host.h"}


def check_folder(path, text):
    """Returns complaints about the includes of a file of lib/ or include/ag."""
    place = PLACE.match(path)
    if not place:
        return []
    layer = place.group(1)
    if layer not in LAYERS:
        return [f"{path}: lib/ has no folder {layer}"]
    complaints = []
    for included in INCLUDE.findall(text):
        other = re.match(r"ag/(\w+)/", included)
        if other and other.group(1) not in LAYERS[: LAYERS.index(layer) + 1]:
            complaints.append(f"{path}: {layer} does not stand below {included}")
        if layer == "Support" and included.startswith("mlir/"):
            complaints.append(f"{path}: Support knows no IR, so no {included}")
    return complaints


def check_emulator(path, text):
    """Returns complaints about the includes of a file of emulator/, and about other files that include it."""
    layer = re.match(r"emulator/(\w+)/", path)
    if layer and layer.group(1) not in EMULATOR_LAYERS:
        return [f"{path}: emulator/ has no folder {layer.group(1)}"]
    allowed = EMULATOR_LAYERS[: EMULATOR_LAYERS.index(layer.group(1)) + 1] if layer else []
    complaints = []
    for included in INCLUDE.findall(text):
        if layer and included.startswith(("mlir", "llvm", "ag/", "ag-")):
            complaints.append(f"{path}: the emulator stands alone, no {included}")
        folder = included.split("/")[0]
        if layer and "/" in included and folder in EMULATOR_LAYERS and folder not in allowed:
            complaints.append(f"{path}: {layer.group(1)} does not stand below {included}")
    return complaints


def check_phase(path, text):
    """Returns complaints about a phase's includes of other phases."""
    place = PHASE.match(path)
    if not place:
        return []
    complaints = []
    for included in INCLUDE.findall(text):
        other = re.match(r"ag/Phases/(\w+)/", included)
        if other and other.group(1) not in {place.group(1), "Common"}:
            complaints.append(f"{path}: {place.group(1)} includes nothing of another phase, no {included}")
    return complaints


def check_target(path, text):
    """Returns complaints about a file of a phase or of Machine that includes files of another target."""
    if not TARGETED.match(path) or path.startswith(MAKES_MACHINES):
        return []
    complaints = []
    for included in INCLUDE.findall(text):
        foreign = TARGETS & set(included.split("/")[:-1]) - set(path.split("/"))
        if foreign:
            complaints.append(f"{path}: is not for {foreign.pop()} alone, so no {included}")
    return complaints


def check_machine(path, text):
    """Returns complaints about files that read processors' names, or query this machine, outside of Machine."""
    if path.startswith(("lib/Machine/", "test/", "runtime/")):
        return []
    return [
        f"{path}: {included} is lib/Machine's alone; ask a Machine"
        for included in INCLUDE.findall(text)
        if included in PROCESSORS
    ]


def check_levels(path, text):
    """Returns complaints about files that number levels of memory; a number is another level on each kind of target."""
    if path.startswith((*MACHINE, "test/")) or not SPEED.search(text):
        return []
    code = blank(text)
    return [
        f"{path}:{code.count(chr(10), 0, match.start()) + 1}: {match.group()} numbers levels of memory; ask BlockMemory by use"
        for match in LEVELS.finditer(code)
    ]


def check_entry_abi(path, text):
    """Returns complaints about files that spell names of functions beside an entry, or of attributes of its arguments."""
    if re.match(r"(lib|include/ag)/Analysis/Entry/EntryABI\.|test/", path):
        return []
    return [f"{path}: {name} is EntryABI's alone; ask it" for name in ENTRY_ABI.findall(text)]


def check_sizes(path, text):
    """Returns complaints about files that assume a value for an unknown size or trip count."""
    if not path.startswith(("lib/", "include/ag/")) or SIZES.match(path):
        return []
    code = blank(text)
    statements = CONSTANTS.findall(code)
    constants = {name for statement in statements for name in re.findall(r"(\w+)\s*=(?!\s*(?:-\d+|[01])\s*(?:,|$))", statement)}
    found = [match for pattern in ASSUMES for match in pattern.finditer(code)]
    assumed = [(match.start(), match[1]) for match in found if match[1] in constants or re.fullmatch(r"[1-9]\d+|[2-9]", match[1])]
    assumed += [(match.start(), match.group()) for match in GUESSES.finditer(code)]
    return [
        f"{path}:{code.count(chr(10), 0, start) + 1}: assumes {name} of what is not known; ask a SizeEvaluator, or AssumedSizes.h"
        for start, name in assumed
    ]


def check_flow(path, text):
    """Returns complaints about files that follow values through scf ops by the ops' names."""
    complaints = []
    if path.startswith(FLOW) and path != COMPARES_WITHOUT_SIGN:
        complaints += [f"{path}: names scf::{name}; ask RegionFlow" for name in re.findall(r"\bscf::(\w+Op)\b", text)]
    if path.startswith("lib/Phases/") and path != REBUILDS_CHOICES:
        complaints += [f"{path}: asks for scf::{name}Op; RegionFlow knows choices" for name in CHOICE.findall(text)]
    return complaints


def check_families(path, text):
    """Returns complaints about a file that includes all families of ops without listing all ops."""
    included = INCLUDE.findall(text)
    if ALL_OPS not in included or LISTS_OPS in included:
        return []
    return [f"{path}: lists no ops, so no {ALL_OPS}; include the families of those that it names"]


def check_includes(repo):
    complaints = []
    for path, text in repo.select(CXX):
        complaints += check_folder(path, text) + check_phase(path, text) + check_target(path, text)
        complaints += check_machine(path, text) + check_levels(path, text)
        complaints += check_emulator(path, text) + check_entry_abi(path, text) + check_flow(path, text) + check_families(path, text)
        complaints += check_sizes(path, text)
        is_runtime = path.startswith(("runtime/", "include/ag-runtime/"))
        for included in INCLUDE.findall(text):
            if ".." in included and not path.startswith("test/"):
                complaints.append(f"{path}: {included} leaves the folder")
            if is_runtime and included.startswith(("mlir", "llvm", "ag/")):
                complaints.append(f"{path}: the runtime stands alone, no {included}")
    return complaints


def ag_ops(repo):
    """Returns the C++ classes of the dialect's ops."""
    return {
        name
        for _, text in repo.select((".td",), "include/ag/Dialect/AG/")
        for name in re.findall(r"^def AG_(\w+Op)\b", text, re.M)
    }


def ops_told_apart(text, ops):
    """Returns the ag ops that casts in `text` name."""
    asked = set()
    for arguments in re.findall(r"\b(?:isa|cast|dyn_cast\w*)<([^<>]+)>", text):
        names = re.findall(r"(?:\bag::|(?<!:))\b(\w+Op)\b", arguments)
        asked |= {name for name in names if name in ops}
    return asked


def check_op_kinds(repo):
    complaints, ops = [], ag_ops(repo)
    for path, text in repo.select(CXX):
        if path.startswith(("lib/Dialect/AG/", "include/ag/Dialect/AG/", "test/")):
            continue
        if re.search(r"TypeSwitch<(::)?(mlir::)?Operation\b", text):
            complaints.append(f"{path}: TypeSwitch over ops; ask an interface")
        for function in functions(text):
            asked = ops_told_apart(function.text, ops)
            if len(asked) > 1:
                complaints.append(
                    f"{path}:{function.line}: {function.name} tells apart "
                    f"{', '.join(sorted(asked))}; ask an interface"
                )
    return complaints


def check_readme(repo):
    """Returns a complaint if README lists the folders in another order."""
    lists = LISTED.findall(repo.files.get("README.md", ""))
    listed = [re.findall(r"\w+", re.sub(r"\(.*?\)", "", text)) for text in lists]
    return [f"README.md: lib/ is {', '.join(LAYERS)}" for names in listed if names != LAYERS]


def check(repo):
    return check_includes(repo) + check_op_kinds(repo) + check_readme(repo)
