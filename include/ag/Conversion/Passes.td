//===- Passes.td - from one level of the IR to the next ----*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_CONVERSION_PASSES_TD
#define AG_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def AGToLinalgPass : Pass<"ag-to-linalg", "::mlir::ModuleOp"> {
  let summary = "State ag ops in linalg and tensor";
  let description = [{
    Every op with a Spec becomes a linalg.generic (or a view of its operand, where
    it only places elements); the few others have a pattern each. Tensors lose
    their signs, and tensors of i1 become tensors of i8 that hold 0 or 1.

    Expects that what can fail at run time was checked before (ag-insert-checks).
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def ScheduleCPUPass : Pass<"ag-schedule-cpu", "::mlir::func::FuncOp"> {
  let summary = "Make loops over vectors of linalg ops on tensors";
  let description = [{
    Element-wise ops join their users; contractions become register tiles, with
    the element-wise op that uses them; other generics become loops over vectors
    along the loop that is contiguous for most of their operands. The loops carry
    their destinations. What fits none of these stays linalg.

    Floating-point sums are reassociated, and contractions' multiplications and
    additions fused, the same way on each run.
  }];
  let options = [
    Option<"march", "march", "std::string", /*default=*/"\"x86-64-v3\"",
           "The processor: native, an x86-64 level or a name that LLVM knows">
  ];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def LowerVectorsPass : Pass<"ag-lower-vectors", "::mlir::func::FuncOp"> {
  let summary = "Leave of vector ops what converts to LLVM";
  let description = [{
    Transfers on memrefs become loads and stores, masked where they are. Runs
    after bufferization.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"
  ];
}

def ResultsToDestinationsPass : Pass<"ag-results-to-destinations", "::mlir::ModuleOp"> {
  let summary = "Let callers own the buffers of results";
  let description = [{
    Each result of an entry becomes a memref argument, behind the others, that the
    result is materialised in: first as a tensor, so that bufferization knows what
    else lies there. Tensor arguments are marked as not writable.

    ```mlir
    func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
      return %y : tensor<4xf32>
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<4xf32> {bufferization.writable = false}, %r: memref<4xf32>) {
      %d = bufferization.to_tensor %r restrict writable
      %z = bufferization.materialize_in_destination %y in %d
      bufferization.materialize_in_destination %z in restrict writable %r
      return
    ```
  }];
  let dependentDialects = [
    "::mlir::bufferization::BufferizationDialect", "::mlir::memref::MemRefDialect"
  ];
}

def SwitchToIfPass : Pass<"ag-switch-to-if"> {
  let summary = "Choose among several tensors by two at a time";
  let description = [{
    Bufferization knows of scf.if, and not of scf.index_switch, that its results may
    lie in the buffers of what the cases yield.

    ```mlir
    %r = scf.index_switch %i -> tensor<4xf32>
    case 2 { scf.yield %x : tensor<4xf32> }
    default { scf.yield %y : tensor<4xf32> }
    ```
    becomes
    ```mlir
    %0 = arith.cmpi eq, %i, %c2 : index
    %r = scf.if %0 -> tensor<4xf32> {
      scf.yield %x : tensor<4xf32>
    } else {
      scf.yield %y : tensor<4xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"
  ];
}

def YieldInPlacePass : Pass<"ag-yield-in-place"> {
  let summary = "Let loops carry each tensor in one buffer";
  let description = [{
    What a loop yields is materialised in the iteration's argument, as one-shot
    bufferization demands, so that a loop allocates nothing for what it carries.

    ```mlir
    %r = scf.for ... iter_args(%a = %x) -> (tensor<4xf32>) {
      scf.yield %y : tensor<4xf32>
    ```
    becomes
    ```mlir
    %r = scf.for ... iter_args(%a = %x) -> (tensor<4xf32>) {
      %z = bufferization.materialize_in_destination %y in %a
      scf.yield %z : tensor<4xf32>
    ```
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::arith::ArithDialect",
    "::mlir::bufferization::BufferizationDialect", "::mlir::tensor::TensorDialect"
  ];
}

def BufferizePass : Pass<"ag-bufferize", "::mlir::ModuleOp"> {
  let summary = "Turn tensors into buffers, in place wherever that is right";
  let description = [{
    Upstream's elimination of empty tensors and one-shot module bufferization,
    with compact layouts at the boundaries of functions. Before that, the parts of
    a concatenation, and what is padded, are inserted as soon as they are there,
    so that they can be computed in their places. A copy between buffers is a
    linalg.copy where one is strided, so that it becomes a loop, and a memref.copy
    else, which becomes a memcpy.
  }];
  let dependentDialects = [
    "::mlir::bufferization::BufferizationDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::tensor::TensorDialect"
  ];
}

def SplitLoopsPass : Pass<"ag-split-loops", "::mlir::ModuleOp"> {
  let summary = "Give parts of parallel loops to threads";
  let description = [{
    The outermost loops marked as `ag.parallel`, where they do enough, are split
    into as many chunks as there may be threads, of equal parts of the iterations
    of a whole nest. The module's attribute `ag.threads` says how many. Expects
    buffers as bufferization leaves them, still carried by the loops. A loop that
    writes to what its iterations share, and an ag.require does, stays as it is.

    ```mlir
    scf.for %i = %c0 to %n step %c8 { ... } {ag.parallel}
    ```
    becomes
    ```mlir
    scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) {
      scf.for %i = %first to %end step %c8 { ... } {ag.parallel}
    } {ag.on_threads}
    ```
    No place is computed otherwise than before, or by two chunks.
  }];
  let options = [
    Option<"threads", "threads", "int64_t", /*default=*/"1",
           "At most how many threads run a program; with 1 nothing is done">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"
  ];
}

def ParallelToOpenMPPass : Pass<"ag-parallel-to-openmp", "::mlir::ModuleOp"> {
  let summary = "Let OpenMP's threads run the chunks of loops";
  let description = [{
    The body of each scf.parallel marked as `ag.on_threads` becomes a function. An
    omp.parallel calls it: a thread runs the chunk of its number, and those that
    are one team further. Where there is one chunk, or the caller wants no threads,
    it is called without OpenMP.

    ```mlir
    scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) { ... } {ag.on_threads}
    ```
    becomes
    ```mlir
    scf.if %several {
      omp.parallel {
        scf.for %chunk = %thread to %chunks step %team { call @f.chunk(%chunk) }
        omp.terminator
      }
    } else {
      scf.for %chunk = %c0 to %chunks step %c1 { call @f.chunk(%chunk) }
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::omp::OpenMPDialect", "::mlir::scf::SCFDialect"
  ];
}

def ComputeInPlacePass : Pass<"ag-compute-in-place", "::mlir::func::FuncOp"> {
  let summary = "Compute results over operands that are used for the last time";
  let description = [{
    Where a nest of loops, or another op, is the last to use one buffer and the
    first to use another of the same size, and writes no place before it has read
    it for the last time, the two become one, whatever their shapes. A result's
    memory takes in the buffer that it is computed from so.

    ```mlir
    scf.for %i = %c0 to %n step %c1 {
      %v = memref.load %a[%i] : memref<?xf32>
      %w = math.exp %v : f32
      memref.store %w, %b[%i] : memref<?xf32>
    }
    ```
    becomes the same with %a for %b, if nothing uses %a behind it.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

def RotateBuffersPass : Pass<"ag-rotate-buffers", "::mlir::func::FuncOp"> {
  let summary = "Let loops exchange the buffers that they carry";
  let description = [{
    Where all that a loop's turns do in the end is to copy what they computed into
    what the loop carries, the buffers change their parts instead:

    ```mlir
    scf.for %i = %c0 to %n step %c1 {
      %next = memref.alloc() : memref<8xf32>
      "f"(%state, %next)
      memref.copy %next, %state
    }
    ```
    becomes
    ```mlir
    %other = memref.alloc() : memref<8xf32>
    scf.for %i = %c0 to %even step %c1 iter_args(%a = %state, %b = %other) {
      "f"(%a, %b)
      scf.yield %b, %a
    }
    ```
    and the loop as it was for an odd turn that is left.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect"
  ];
}

def OrderForMemoryPass : Pass<"ag-order-for-memory", "::mlir::func::FuncOp"> {
  let summary = "Order the ops of an entry so that fewer bytes live at once";
  let description = [{
    Among the orders that dependences allow, one with a small peak of live
    temporaries, at the sizes for which the workspace is planned, in each block, from
    the bodies of loops and branches outwards. The program's own order stays where
    nothing is gained, and where at other sizes more would live.

    ```mlir
    linalg.exp ins(%x) outs(%big0)
    linalg.tanh ins(%x) outs(%big1)
    linalg.reduce ins(%big0) outs(%small0)
    linalg.reduce ins(%big1) outs(%small1)
    ```
    becomes
    ```mlir
    linalg.exp ins(%x) outs(%big0)
    linalg.reduce ins(%big0) outs(%small0)
    linalg.tanh ins(%x) outs(%big1)
    linalg.reduce ins(%big1) outs(%small1)
    ```
    Two ops keep their order if one writes what the other one reads or writes. An
    ag.require stays in front of all that is behind it, and behind what writes to
    memory of the caller.
  }];
}

def PlanWorkspacePass : Pass<"ag-plan-workspace", "::mlir::ModuleOp"> {
  let summary = "Put all temporaries of an entry into one workspace";
  let description = [{
    Each memref.alloc of an entry becomes a view into one workspace, a last
    argument. Buffers that live at the same time do not overlap; the order in
    which they are stacked is fixed here, and their offsets are computed on entry
    from the actual sizes. A private function from the dynamic sizes of the
    arguments to the workspace's bytes is named by the attribute `ag.workspace`.

    In a loop that threads share, a buffer has a copy for each chunk.

    A buffer whose size can't be computed on entry is refused.
  }];
  let options = [
    Option<"redZone", "red-zone", "int64_t", /*default=*/"0",
           "If not 0, buffers share nothing, and so many bytes, a multiple of 64, lie behind each">
  ];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect"
  ];
}

def VerifyWorkspacePass : Pass<"ag-verify-workspace", "::mlir::ModuleOp"> {
  let summary = "Prove that buffers in use at the same time are apart";
  let description = [{
    Recomputes from the ops alone when each view of an entry's workspace is in use,
    and proves for all sizes that no two overlap that are in use together, that
    each lies inside of the bytes that `ag.workspace` computes, and that it begins
    at a multiple of 64. What can't be proved is an error. It shares nothing with
    ag-plan-workspace, and runs right behind it: once CSE has made one of two equal
    views, it is not known any more that the second one held nothing at first.

    ```mlir
    %a = memref.view %workspace[%c0][] : memref<?xi8> to memref<32xf32>
    %b = memref.view %workspace[%c64][] : memref<?xi8> to memref<32xf32>
    linalg.copy ins(%a : memref<32xf32>) outs(%b : memref<32xf32>)
    ```
    is refused: %a ends at byte 128, where %b has begun, and both are needed.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect"];
}

def PoisonMemoryPass : Pass<"ag-poison-memory", "::mlir::ModuleOp"> {
  let summary = "Let reads of what is not there show";
  let description = [{
    Fills buffers of the workspace where their lives begin and where they end, and
    results' memory on entry, unless a result takes over an argument's: with
    signalling NaNs, and integers of 0xA5 in each byte. A program that is right
    computes what it did before. Runs behind ag-plan-workspace.

    ```mlir
    memref.copy %x, %a : memref<4xf32> to memref<4xf32>
    memref.copy %a, %r : memref<4xf32> to memref<4xf32>
    ```
    becomes
    ```mlir
    linalg.fill ins(%nan : f32) outs(%a : memref<4xf32>)
    memref.copy %x, %a : memref<4xf32> to memref<4xf32>
    memref.copy %a, %r : memref<4xf32> to memref<4xf32>
    linalg.fill ins(%nan : f32) outs(%a : memref<4xf32>)
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect"
  ];
}

def GuardMemoryPass : Pass<"ag-guard-memory", "::mlir::ModuleOp"> {
  let summary = "Tell AddressSanitizer when buffers are in use";
  let description = [{
    Calls of the sanitizer's runtime make a buffer of the workspace accessible where
    its life begins, and inaccessible where it ends. All of the workspace is
    inaccessible when an entry is called. Runs behind ag-plan-workspace, which
    leaves red zones between buffers (--red-zone).

    ```mlir
    memref.copy %x, %a : memref<4xf32> to memref<4xf32>
    ```
    becomes
    ```mlir
    %0 = memref.extract_aligned_pointer_as_index %a : memref<4xf32> -> index
    func.call @__asan_unpoison_memory_region(%0, %c16) : (index, index) -> ()
    memref.copy %x, %a : memref<4xf32> to memref<4xf32>
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::memref::MemRefDialect"
  ];
}

def HoistViewsPass : Pass<"ag-hoist-views", "::mlir::func::FuncOp"> {
  let summary = "Compute where a buffer begins once, and not on each iteration";
  let description = [{
    A memref.view of the workspace leaves the loops that it does not depend on, with
    what computes its offset. It must not before: where a view stands says since
    when its buffer holds nothing, for ag-verify-workspace.

    ```mlir
    scf.for %i = %c0 to %n step %c1 {
      %a = memref.view %workspace[%c64][] : memref<?xi8> to memref<32xf32>
    ```
    becomes
    ```mlir
    %a = memref.view %workspace[%c64][] : memref<?xi8> to memref<32xf32>
    scf.for %i = %c0 to %n step %c1 {
    ```
  }];
}

def ExpandShapesPass : Pass<"ag-expand-shapes"> {
  let summary = "Make views of several dynamic sizes without their types' help";
  let description = [{
    A memref.expand_shape that makes several dynamic sizes of one becomes a
    memref.reinterpret_cast, with steps that are products of the sizes given;
    upstream's expand-strided-metadata takes the others. A copy of one becomes
    loops, as the strides would make it a call of a library.

    ```mlir
    %y = memref.expand_shape %x [[0, 1]] output_shape [%n, %m] : memref<?xf32> into memref<?x?xf32>
    ```
    becomes
    ```mlir
    %y = memref.reinterpret_cast %base to offset: [0], sizes: [%n, %m], strides: [%m, 1]
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"
  ];
}

def WidenSmallFloatsPass : Pass<"ag-widen-small-floats"> {
  let summary = "Compute bf16 and f16 in f32, and round after each op";
  let description = [{
    Casts round once, also those from f64 and from integers that f32 has no room
    for. What LLVM would leave to functions outside of libc and libm becomes
    integer code.

    ```mlir
    %z = arith.addf %x, %y : bf16
    ```
    becomes
    ```mlir
    %0 = arith.extf %x : bf16 to f32
    %1 = arith.extf %y : bf16 to f32
    %2 = arith.addf %0, %1 : f32
    %z = arith.truncf %2 : f32 to bf16
    ```
    of which the casts are shifts, and a sum that rounds.
  }];
  let options = [
    Option<"march", "march", "std::string", /*default=*/"\"x86-64-v3\"",
           "The CPU: native, x86-64-v3, ...; below F16C, f16 takes integer code">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect"
  ];
}

def ApproximateMathPass : Pass<"ag-approximate-math", "::mlir::func::FuncOp"> {
  let summary = "Compute exp, log, tanh, erf and the like of f32 by arithmetic";
  let description = [{
    So that they are computed on vectors, where libm would be called for each lane.
    What it costs in accuracy is in lib/Conversion/ToLLVM/Approximations.cpp.

    ```mlir
    %y = math.exp %x : vector<16xf32>
    ```
    becomes arith ops on `vector<16xf32>` and `vector<16xi32>`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def CallLibmPass : Pass<"ag-call-libm", "::mlir::ModuleOp"> {
  let summary = "Call libm for what upstream would lose the digits of";
  let description = [{
    Upstream lowers `math.expm1` to exp(x) - 1 and `math.log1p` to log(1 + x), which
    are 0 where x is small. Here they become calls, one for each lane of a vector.

    ```mlir
    %y = math.expm1 %x : f64    ->    %y = call @expm1(%x) : (f64) -> f64
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
                           "::mlir::vector::VectorDialect"];
}

def RequireToLLVMPass : Pass<"ag-require-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Let entries return a status, and failed demands end them";
  let description = [{
    Every public function gets the run's context as a last argument, and returns
    an i32: 0, or what the runtime's ag_rt_fail returns where an ag.require does
    not hold. Expects scf to be lowered to cf, and calls to be inlined.

    The names of all functions get the prefix `ag.`, so that none meets one of libc,
    libm or the runtime.

    ```mlir
    ag.require %holds, "index {0} is outside" (%i)
    ```
    becomes
    ```mlir
      cf.cond_br %holds, ^next, ^fail
    ^fail:
      %1 = llvm.call @ag_rt_fail(%context, "index %lld is outside", %i)
      return %1 : i32
    ^next:
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::LLVM::LLVMDialect"
  ];
}

def PlainLocationsPass : Pass<"ag-plain-locations"> {
  let summary = "Leave of each location the line of the source";
  let description = [{
    For line tables, of which each instruction has one line: where an op was
    inlined or fused, the first line of its own. Of a call that came from no line,
    as of a program that was built and not read, LLVM demands line 0.

    ```mlir
    llvm.call @f() : () -> () loc(callsite("a":3:4 at "b":5:6))
    llvm.call @f() : () -> () loc(unknown)
    ```
    becomes
    ```mlir
    llvm.call @f() : () -> () loc("a":3:4)
    llvm.call @f() : () -> () loc("":0:0)
    ```
  }];
}

def SmallFloatsToBitsPass : Pass<"ag-small-floats-to-bits", "::mlir::ModuleOp"> {
  let summary = "Carry bf16 and f16 about as integers";
  let description = [{
    In the LLVM dialect, once nothing computes in these types any more, they become
    i16: what LLVM would do for them needs functions outside of libc and libm. With
    F16C, f16 stays.

    ```mlir
    llvm.store %x, %p : bf16, !llvm.ptr
    ```
    becomes
    ```mlir
    llvm.store %x, %p : i16, !llvm.ptr
    ```
  }];
  let options = [
    Option<"march", "march", "std::string", /*default=*/"\"x86-64-v3\"",
           "The CPU: native, x86-64-v3, ...; below F16C, f16 becomes bits too">
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // AG_CONVERSION_PASSES_TD
