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
  let summary = "Add an argument for the buffer of each result";
  let description = [{
    Each result of an entry becomes a memref argument, after the other
    arguments. The result is materialized in it, first as a tensor, so that
    bufferization knows which buffer it is in. Tensor arguments are marked as
    not writable.

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

// ag-plan-workspace emits the remarks on copies, after redundant copies have
// been folded.
def BufferizePass : RestatingPass<"ag-bufferize", "::mlir::ModuleOp"> {
  let summary = "Turn tensors into buffers, in place wherever that is valid";
  let description = [{
    Runs upstream's elimination of empty tensors and its one-shot module
    bufferization, with compact layouts at the boundaries of functions. Before
    that, it moves the insertion of a concatenation's operands and of padded
    tensors to right after their definition, so that these can be computed in
    place. A copy between buffers becomes a linalg.copy if one of the buffers is
    strided, so that it becomes a loop, else a memref.copy, which becomes a
    memcpy. A tensor of which only slices have been inserted is copied slice by
    slice.
  }];
  let dependentDialects = [
    "::mlir::bufferization::BufferizationDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::memref::MemRefDialect", "::mlir::tensor::TensorDialect"
  ];
}

def SplitLoopsPass : Pass<"ag-split-loops", "::mlir::ModuleOp"> {
  let summary = "Distribute parallel loops over threads";
  let description = [{
    Splits the outermost loops marked as `ag.parallel` into chunks for threads,
    if they do enough work. Each chunk has an equal share of the iterations of a
    nest, and there is at most one chunk for each of the target's threads.
    Expects buffers as bufferization leaves them, still as iter_args of the
    loops. A loop that writes to memory which its iterations share, as
    ag.require does, is not split.

    ```mlir
    scf.for %i = %c0 to %n step %c8 { ... } {ag.parallel}
    ```
    becomes
    ```mlir
    scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) {
      scf.for %i = %first to %end step %c8 { ... } {ag.parallel}
    } {ag.on_threads}
    ```
    Each chunk runs complete iterations, and no two chunks write the same
    element.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"
  ];
}

def ComputeInPlacePass : Pass<"ag-compute-in-place", "::mlir::func::FuncOp"> {
  let summary = "Compute results in the buffers of operands after their last use";
  let description = [{
    Merges two buffers of the same size if a loop nest, or another op, is the
    last to use one and the first to use the other. The nest must not write an
    element before its last read of that element. Shapes may differ. If the
    second buffer is the memory of a result, the first one is then computed
    there.

    ```mlir
    scf.for %i = %c0 to %n step %c1 {
      %v = memref.load %a[%i] : memref<?xf32>
      %w = math.exp %v : f32
      memref.store %w, %b[%i] : memref<?xf32>
    }
    ```
    becomes the same with %a for %b, if %a has no later use.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

def RotateBuffersPass : Pass<"ag-rotate-buffers", "::mlir::func::FuncOp"> {
  let summary = "Let loops rotate their buffers instead of copying them";
  let description = [{
    Rotates the buffers of a loop whose iterations end with copies of the new
    values into the buffers of the old ones:

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
    and a copy of the original loop for an odd iteration at the end.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect"
  ];
}

def OrderForMemoryPass : Pass<"ag-order-for-memory", "::mlir::func::FuncOp"> {
  let summary = "Order the ops of an entry to lower the peak of live bytes";
  let description = [{
    Chooses an order, among those that dependences allow, with a small peak of
    live temporaries at the sizes for which the workspace is planned. Treats
    each block separately, from the bodies of loops and branches outwards. Keeps
    the program's order if the other one gains nothing, or has a higher peak at
    other sizes.

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
    Two ops keep their order if one writes what the other one reads or writes.
    An ag.require stays before all ops that follow it, and after ops that write
    to memory of the caller.
  }];
}

def PlanBlocksPass : Pass<"ag-plan-blocks", "::mlir::func::FuncOp"> {
  let summary = "Place the buffers of each GPU block in shared memory";
  let description = [{
    In a loop over blocks, each memref.alloc becomes a view of shared memory.
    Its size there is a constant upper bound, and the buffers are packed as
    those of the workspace are. Buffers that do not fit are left to
    ag-plan-workspace, which makes a copy for each block. The loop then has at
    most 1,024 blocks, each of which computes several tiles.

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
  let summary = "Place all temporaries of an entry in one workspace";
  let description = [{
    Each memref.alloc of an entry becomes a view of the workspace, which is
    passed as the last argument. Buffers that are live at the same time do not
    overlap. The pass fixes the order in which they are stacked; their offsets
    are computed on entry from the actual sizes. The attribute `ag.workspace`
    names a private function that computes the workspace's bytes from the
    dynamic sizes of the arguments.

    In a loop that threads or blocks share, a buffer has a copy for each
    iteration.

    A buffer whose size cannot be computed on entry is an error.
  }];
  let options = [
    Option<"redZone", "red-zone", "int64_t", /*default=*/"0",
           "If not 0, buffers share no memory, and that many bytes, a "
           "multiple of 64, are left free after each">
  ];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect"
  ];
}

def VerifyWorkspacePass : Pass<"ag-verify-workspace", "::mlir::ModuleOp"> {
  let summary = "Prove that buffers in use at the same time do not overlap";
  let description = [{
    Recomputes from the ops alone when each view of an entry's workspace is in
    use. Proves for all sizes that no two views overlap while both are in use.
    Each view must also be within the bytes that `ag.workspace` computes, and
    begin at a multiple of 64. Proves the same of the memory that each GPU block
    has for itself. A claim that cannot be proved is an error. So are elements
    whose bytes LLVM may count otherwise, such as those of i4 or i48. The pass
    shares no code with ag-plan-workspace and ag-plan-blocks. It runs right after
    them, because CSE may merge two equal views, and then it is not known that
    the second buffer was empty at first.

    ```mlir
    %a = memref.view %workspace[%c0][] : memref<?xi8> to memref<32xf32>
    %b = memref.view %workspace[%c64][] : memref<?xi8> to memref<32xf32>
    linalg.copy ins(%a : memref<32xf32>) outs(%b : memref<32xf32>)
    ```
    is an error: %a ends at byte 128, which is after the beginning of %b, and
    both are in use.
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect"];
}

def PoisonMemoryPass : Pass<"ag-poison-memory", "::mlir::ModuleOp"> {
  let summary = "Poison memory so that invalid reads show";
  let description = [{
    Fills buffers of the workspace and of GPU blocks where their lives begin and
    end. Fills the memory of results on entry, unless a result takes over an
    argument's memory. Floats become signalling NaNs, and each byte of an
    integer becomes 0xA5. A correct program computes the same as before. Runs
    after ag-plan-workspace.

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

// The pass changes nothing, and reports errors.
def VerifyCopiesPass : RestatingPass<"ag-verify-copies", "::mlir::ModuleOp"> {
  let summary = "Refuse loops that copy more than they use";
  let description = [{
    A loop must not copy a complete buffer in each iteration if the rest of the
    iteration uses at most slices of the source and of the target. The loop
    would then take time in proportion to the buffer's size. Tests run the pass
    after the phase `allocate`. No pipeline runs it, because some programs have
    to copy, which the remark `copy` of ag-plan-workspace reports.

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
  let summary = "Report to AddressSanitizer when buffers are in use";
  let description = [{
    Calls of the sanitizer's runtime make a buffer of the workspace accessible
    where its life begins, and inaccessible where it ends. The complete
    workspace is inaccessible when an entry is called. Runs after
    ag-plan-workspace, which leaves red zones between buffers (--red-zone).

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
  let summary = "Compute the offset of a buffer once, before loops";
  let description = [{
    A memref.view of the workspace is hoisted out of loops that it does not
    depend on, together with the ops that compute its offset. This must not
    happen earlier, because the position of a view determines for
    ag-verify-workspace since when its buffer is empty.

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
  let summary = "Write large results past the caches";
  let description = [{
    Uses nontemporal stores, which do not read a line before they write it. They
    are used for results of at least half the last-level cache that the entry
    does not read again. Applies to loops that write consecutive vectors, in
    rows that are a multiple of 64 bytes. Whether memory begins at a line is
    checked at run time, and so are dynamic sizes.

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
  let summary = "Outline loop nests on buffers, equal ones to one function";
  let description = [{
    Runs after buffers have been placed. A nest that each layer of a model has
    is then compiled once, and no function is so large that LLVM's slower passes
    suffer. A nest that can fail, or that has results, is not outlined, but the
    nests inside of it are. The function of a nest from an ag.region has its
    name: `@f.attention.nest`.

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
  let summary = "Outline loops over GPU blocks, equal ones to one kernel";
  let description = [{
    Runs after buffers have been placed. Copies and fills become loops over
    blocks first. Kernels are in one gpu.module, and are named after the
    function and the ag.region that they come from: `@f$attention$block`. Their
    first argument is the number of the launch's first block.

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
