// Programs that would hang, or give wrong results silently, on real ranks are an error at the op.
// RUN: not ag-run %s --entry=skips --input=ones 2>&1 | FileCheck %s --check-prefix=SKIPS
// RUN: not ag-run %s --entry=branch --input=ones 2>&1 | FileCheck %s --check-prefix=BRANCH
// RUN: not ag-run %s --entry=trips --input=ones 2>&1 | FileCheck %s --check-prefix=TRIPS
// RUN: not ag-run %s --entry=copies --input=ones 2>&1 | FileCheck %s --check-prefix=COPIES
// RUN: not ag-run %s --entry=index 2>&1 | FileCheck %s --check-prefix=INDEX
// RUN: not ag-run %s --entry=not_whole --input=ones 2>&1 | FileCheck %s --check-prefix=WHOLE
// RUN: not ag-run %s --entry=fails --input=ones 2>&1 | FileCheck %s --check-prefix=FAILS
// RUN: not ag-run %s --entry=sizes --dim=n=3 --input=ones 2>&1 | FileCheck %s --check-prefix=SIZES
// RUN: not ag-run %s --entry=blocks 2>&1 | FileCheck %s --check-prefix=BLOCKS
// RUN: ag-run %s --entry=padding --input=ones --print | FileCheck %s --check-prefix=PADDING
// RUN: not ag-run %s --entry=fails --input=ones --on=cpu 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not ag-opt %s --to=structure 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not ag-compile %s -o %t.o 2>&1 | FileCheck %s --check-prefix=CPU
// RUN: not ag-opt %s --grad=copies 2>&1 | FileCheck %s --check-prefix=GRAD
// RUN: not ag-run %s --grad=copies --input=ones 2>&1 | FileCheck %s --check-prefix=GRAD
// RUN: not ag-run %s --verify-grad --entry=copies 2>&1 | FileCheck %s --check-prefix=VERIFY
// RUN: sed 's/a = 2, b = 2/a = 2, b = 200/' %s > %t.many.mlir
// RUN: not ag-run %t.many.mlir --entry=trips --input=ones 2>&1 | FileCheck %s --check-prefix=MANY

// CPU: error: the program is that of one rank of #ag.mesh<a = 2, b = 2>, which is not for the phase trace; ask for that before it is sharded, or run it by ag-run, which interprets all ranks
// GRAD: error: the program is that of one rank of #ag.mesh<a = 2, b = 2>
// VERIFY: error: the program is that of one rank; verify derivatives before it is sharded
// MANY: error: is for 400 ranks; the interpreter runs at most 256
module attributes {ag.mesh = #ag.mesh<a = 2, b = 2>} {
  // Rank 1 does not execute the all_reduce.
  // SKIPS: :[[@LINE+8]]:10: error: {{.*}}ranks part here: rank 0 comes to region 0 of 'scf.if', {{.*}}, rank 1 to region 1 of 'scf.if'
  func.func @skips(%x: tensor<4xf32>) -> tensor<4xf32> {
    %i = ag.mesh_index ["b"] : index
    %c0 = arith.constant 0 : index
    %first = arith.cmpi eq, %i, %c0 : index
    // No rank waits for ever.
    // The error is at the branch, not at the collective.
    //
    %0 = scf.if %first -> tensor<4xf32> {
      %1 = ag.all_reduce sum ["b"] %x : tensor<4xf32>
      scf.yield %1 : tensor<4xf32>
    } else {
      scf.yield %x : tensor<4xf32>
    }
    return %0 : tensor<4xf32>
  }
  // BRANCH: error: {{.*}}ranks part here: rank 0 comes to 'ag.all_reduce', {{.*}}, rank 2 to region 0 of 'scf.if'
  func.func @branch(%x: tensor<4xf32>) -> tensor<4xf32> {
    %i = ag.mesh_index ["a"] : index
    %c1 = arith.constant 1 : index
    %last = arith.cmpi eq, %i, %c1 : index
    scf.if %last {
      %1 = ag.exp %x : tensor<4xf32>
    }
    %0 = ag.all_reduce sum ["b"] %x : tensor<4xf32>
    return %0 : tensor<4xf32>
  }
  // TRIPS: error: {{.*}}ranks part here: rank 0 comes to the end, rank 1 to region 0 of 'scf.for'
  func.func @trips(%x: tensor<4xf32>) -> tensor<4xf32> {
    %i = ag.mesh_index ["a", "b"] : index
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %0 = scf.for %k = %c0 to %i step %c1 iter_args(%y = %x) -> tensor<4xf32> {
      %1 = ag.exp %y : tensor<4xf32>
      scf.yield %1 : tensor<4xf32>
    }
    return %0 : tensor<4xf32>
  }
  // COPIES: :[[@LINE+1]]:3: error: result 0: ranks 0 and 2 should have the same, and have not
  func.func @copies(%x: tensor<2xf32> {ag.sharding = #ag.sharding<[["a"]], [4]>}) -> (tensor<2xf32> {ag.sharding = #ag.sharding<[["b"]], [4]>}) {
    %i = ag.mesh_index ["a"] : index
    %k = arith.index_cast %i : index to i32
    %f = arith.sitofp %k : i32 to f32
    %0 = tensor.splat %f : tensor<2xf32>
    %1 = ag.add %0, %x : tensor<2xf32>
    return %1 : tensor<2xf32>
  }
  // INDEX: error: result 0: ranks 0 and 1 should have the same, and have not
  func.func @index() -> index {
    %i = ag.mesh_index ["b"] : index
    return %i : index
  }
  // WHOLE: error: 'ag.to_partial' ranks have other values, but what becomes partial is the same on each (rank 0)
  func.func @not_whole(%x: tensor<2xf32> {ag.sharding = #ag.sharding<[["a"]], [4]>}) -> tensor<2xf32> {
    %i = ag.mesh_index ["a"] : index
    %k = arith.index_cast %i : index to i32
    %f = arith.sitofp %k : i32 to f32
    %0 = tensor.splat %f : tensor<2xf32>
    %1 = ag.to_partial sum ["a"] %0 : tensor<2xf32>
    return %1 : tensor<2xf32>
  }
  // One rank fails, and the others no longer wait for it.
  // FAILS: error: 'ag.require' 1 is not 0 (rank 1)
  func.func @fails(%x: tensor<4xf32>) -> tensor<4xf32> {
    %i = ag.mesh_index ["a", "b"] : index
    %c0 = arith.constant 0 : index
    %0 = ag.all_reduce sum ["b"] %x : tensor<4xf32>
    %first = arith.cmpi eq, %i, %c0 : index
    ag.require %first, "{0} is not 0" (%i)
    %1 = ag.all_reduce sum ["a"] %0 : tensor<4xf32>
    return %1 : tensor<4xf32>
  }
  // SIZES: error: 'ag.reduce_scatter' [blocks] dimension 0 is 3, no multiple of the 2 ranks (rank 0)
  func.func @sizes(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32> {ag.sharding = #ag.sharding<[["a"]], [?]>}) {
    %0 = ag.reduce_scatter sum ["a"] %x [0] : tensor<?xf32> -> tensor<?xf32>
    return %0 : tensor<?xf32>
  }
  // BLOCKS: error: result 0: ranks 0 and 2 should have blocks of one size, and have a f32[1] and a f32[2]
  func.func @blocks() -> (tensor<?xf32> {ag.sharding = #ag.sharding<[["a"]], [?]>}) {
    %i = ag.mesh_index ["a"] : index
    %c1 = arith.constant 1 : index
    %n = arith.addi %i, %c1 : index
    %0 = ag.iota 0 (%n) : tensor<?xf32>
    return %0 : tensor<?xf32>
  }
  // The padding of the last block is summed by mistake.
  // PADDING: nan
  func.func @padding(%x: tensor<3xf32> {ag.sharding = #ag.sharding<[["a"]], [5]>}) -> tensor<f32> {
    %0 = ag.reduce sum %x [0] : tensor<3xf32> -> tensor<f32>
    %1 = ag.all_reduce sum ["a"] %0 : tensor<f32>
    return %1 : tensor<f32>
  }
}
