//===- Passes.td - from tensors to planned memory ----------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_ALLOCATE_PASSES_TD
#define AG_PHASES_ALLOCATE_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

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

// The copies that it makes are told by ag-plan-workspace, when those that fold
// are gone.
def BufferizePass : RestatingPass<"ag-bufferize", "::mlir::ModuleOp"> {
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
    of a whole nest. The target says how many that are at most. Expects
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
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"
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

def PlanBlocksPass : Pass<"ag-plan-blocks", "::mlir::func::FuncOp"> {
  let summary = "Put the buffers of each block of a GPU into shared memory";
  let description = [{
    In a loop over blocks, each memref.alloc becomes a view of memory that the threads
    of a block share: as large as bounds by numbers say that it is at most, and packed
    as those of the workspace are. What does not fit there is left to
    ag-plan-workspace, which has a copy for each block: at most 1,024 blocks then take
    tiles in turn.

    ```mlir
    scf.forall (%b) in (%n) {
      %a = memref.alloc(%k) : memref<?xf32>       // %k is at most 8
    ```
    becomes
    ```mlir
    scf.forall (%b) in (%n) {
      %0 = memref.alloca() : memref<64xi8, #gpu.address_space<workgroup>>
      %1 = memref.memory_space_cast %0 : memref<64xi8, ...> to memref<64xi8>
      %a = memref.view %1[%c0][%k] : memref<64xi8> to memref<?xf32>
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect"
  ];
}

def PlanWorkspacePass : Pass<"ag-plan-workspace", "::mlir::ModuleOp"> {
  let summary = "Put all temporaries of an entry into one workspace";
  let description = [{
    Each memref.alloc of an entry becomes a view into one workspace, a last
    argument. Buffers that live at the same time do not overlap; the order in
    which they are stacked is fixed here, and their offsets are computed on entry
    from the actual sizes. A private function from the dynamic sizes of the
    arguments to the workspace's bytes is named by the attribute `ag.workspace`.

    In a loop that threads or blocks share, a buffer has a copy for each iteration.

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
    at a multiple of 64. It proves the same of the memory that each block of a GPU
    has for itself. What can't be proved is an error. It shares nothing with
    ag-plan-workspace and ag-plan-blocks, and runs right behind it: once CSE has made one of two equal
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
    Fills buffers of the workspace, and of a GPU's blocks, where their lives begin and where they end, and
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

// It changes nothing, and what it finds is an error.
def VerifyCopiesPass : RestatingPass<"ag-verify-copies", "::mlir::ModuleOp"> {
  let summary = "Refuse loops that copy more than they use";
  let description = [{
    A copy of all of a buffer in each iteration of a loop is an error, if the
    iteration otherwise uses of that, and of what it is copied to, parts or
    nothing: the loop would take as long as the buffer is large. Tests run it
    behind the phase `allocate`; no pipeline does, as some programs have to copy,
    which the remark `copy` of ag-plan-workspace says.

    ```mlir
    scf.for %i = %c0 to %n step %c1 {
      memref.copy %a, %b : memref<1000xf32> to memref<1000xf32>
      %x = memref.load %b[%i] : memref<1000xf32>
      memref.store %x, %a[%i] : memref<1000xf32>
    }
    ```
  }];
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

def HoistViewsPass : RestatingPass<"ag-hoist-views", "::mlir::func::FuncOp"> {
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

def WritePastCachesPass : Pass<"ag-write-past-caches", "::mlir::ModuleOp"> {
  let summary = "Write results past the caches that could not keep them";
  let description = [{
    A result of half of the last cache or more, which nothing in the entry reads
    again, is written by stores that don't read its lines first: by those
    loops that write one vector behind the other, in rows that are whole lines of
    64 bytes. Whether memory begins with a line is asked at run time, and so are
    dynamic sizes.

    ```mlir
    scf.for %j = %c0 to %n step %c16 {
      vector.transfer_write %v, %r[%i, %j] : vector<16xf32>, memref<4096x4096xf32>
    }
    ```
    becomes
    ```mlir
    scf.for %j = %c0 to %n step %c16 {
      scf.if %past {
        vector.store %v, %r[%i, %j] {alignment = 64, nontemporal = true} : ...
      } else {
        vector.transfer_write %v, %r[%i, %j] : ...
      }
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def OutlineKernelsPass : Pass<"ag-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "Make each loop nest on buffers a function, equal ones the same";
  let description = [{
    Runs once buffers are placed. What a model does in each of its layers is then
    compiled once, and no function is so large that LLVM's slower passes suffer.
    A nest that can fail, or that has results, stays; those inside of it don't.
    One that comes from an ag.region is called after that: `@f.attention.nest`.

    ```mlir
    scf.for %i = %c0 to %n step %c1 { ... on %x and %y }
    scf.for %i = %c0 to %n step %c1 { ... the same on %y and %z }
    ```
    becomes
    ```mlir
    func.call @f.nest(%n, %x, %y)
    func.call @f.nest(%n, %y, %z)
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def OutlineBlocksPass : Pass<"ag-outline-blocks", "::mlir::ModuleOp"> {
  let summary = "Make each loop over the blocks of a GPU a kernel, equal ones the same";
  let description = [{
    Runs once buffers are placed. Copies, and what fills memory, become loops over
    blocks first. Kernels are in one gpu.module, and are called after the function
    and the ag.region that they come from: `@f$attention$block`. Their first argument
    is the number of the launch's first block.

    ```mlir
    scf.forall (%b) in (%n) { ... on %x and %y } {mapping = [#gpu.block<x>]}
    ```
    becomes
    ```mlir
    gpu.module @kernels {
      gpu.func @f$block(%first: index, %x: memref<?xf32>, %y: memref<?xf32>) kernel { ... }
    }
    gpu.launch_func @kernels::@f$block blocks in (%n, %c1, %c1)
        threads in (%c256, %c1, %c1) args(%c0, %x, %y)
    ```
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::gpu::GPUDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"
  ];
}

#endif // AG_PHASES_ALLOCATE_PASSES_TD
