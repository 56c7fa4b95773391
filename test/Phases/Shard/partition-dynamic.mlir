// A dynamic size that is split is known to be a multiple of the number of
// ranks. A rank has the size of its block; the whole size is a multiple of it.

// RUN: ag-opt --ag-partition %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=mlp --input=randn:1 --weights=randn:2 --dim=batch=6 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=mlp --input=randn:1 --weights=randn:2 --dim=batch=0 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=mean --input=randn:1 --dim=batch=4 --dim=len=3 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=rows --input=randn:1 --dim=batch=6 --dim=len=3 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=nested --input=randn:1 --dim=batch=8 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=appended --input=randn:1 --dim=batch=4 --dim=past=5 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=grown --input=randn:1 --dim=batch=4 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=halves --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: not ag-run %t.mlir --entry=mlp --input=randn:1 --weights=randn:2 --dim=batch=3 2>&1 | FileCheck %s --check-prefix=UNEVEN
// RUN: not ag-run %t.mlir --entry=nested --input=randn:1 --dim=batch=6 2>&1 | FileCheck %s --check-prefix=NESTED

// SAME: same
// UNEVEN: error: argument 0: batch is 3, no multiple of 2 (dp){{$}}
// NESTED: error: argument 0: batch is 6, no multiple of 4 (dp, tp){{$}}

module attributes {ag.planned_mesh = #ag.mesh<dp = 2, tp = 2>} {
  // CHECK-LABEL: @mlp(%arg0: tensor<?x8xf32> {ag.dims = ["batch", 8], ag.sharding = #ag.sharding<{{\[\[}}"dp"], []], [?, 8]>})
  // CHECK-NOT: tensor.dim
  // CHECK: ag.contract {{.*}} : tensor<?x8xf32>, tensor<8x3xf32> -> tensor<?x3xf32>
  // CHECK: ag.all_reduce sum ["tp"] {{.*}} : tensor<?x8xf32>
  // CHECK-NEXT: return
  func.func @mlp(%x: tensor<?x8xf32> {ag.dims = ["batch", 8], ag.planned = #ag.sharding<[["dp"], []], [?, 8]>})
      -> (tensor<?x8xf32> {ag.planned = #ag.sharding<[["dp"], []], [?, 8]>}) {
    %up = ag.parameter "up" {ag.planned = #ag.sharding<[[], ["tp"]], [8, 6]>} : tensor<8x6xf32>
    %down = ag.parameter "down" {ag.planned = #ag.sharding<[["tp"], []], [6, 8]>} : tensor<6x8xf32>
    %h = ag.contract "bi,io->bo" %x, %up {ag.strategy = #ag.strategy<[["dp"], ["tp"], []], []>}
      : tensor<?x8xf32>, tensor<8x6xf32> -> tensor<?x6xf32>
    %y = ag.contract "bi,io->bo" %h, %down {ag.strategy = #ag.strategy<[["dp"], [], ["tp"]], []>}
      : tensor<?x6xf32>, tensor<6x8xf32> -> tensor<?x8xf32>
    return %y : tensor<?x8xf32>
  }

  // The mean divides by the whole size.
  // CHECK-LABEL: @mean
  // CHECK: %[[OWN:.*]] = tensor.dim %arg0, %{{.*}} : tensor<?x?xf32>
  // CHECK: affine.apply #[[DOUBLE:.*]]()[%[[OWN]]]
  // CHECK: ag.reduce sum %arg0 [0] : tensor<?x?xf32> -> tensor<?xf32>
  // CHECK: ag.all_reduce sum ["dp"]
  func.func @mean(%x: tensor<?x?xf32> {ag.dims = ["batch", "len"], ag.planned = #ag.sharding<[["dp"], []], [?, ?]>}) -> tensor<?xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %b = tensor.dim %x, %c0 : tensor<?x?xf32>
    %l = tensor.dim %x, %c1 : tensor<?x?xf32>
    %s = ag.reduce sum %x [0] {ag.strategy = #ag.strategy<[[], ["dp"]], []>} : tensor<?x?xf32> -> tensor<?xf32>
    %i = arith.index_cast %b : index to i32
    %f = arith.sitofp %i : i32 to f32
    %n = tensor.from_elements %f : tensor<f32>
    %all = ag.broadcast %n [] (%l) : tensor<f32> -> tensor<?xf32>
    %y = ag.div %s, %all : tensor<?xf32>
    return %y : tensor<?xf32>
  }

  // The reshaped rows are split as the batch is, and numbered as in the whole.
  // CHECK-LABEL: @rows
  // CHECK: %[[COUNT:.*]] = arith.muli %{{.*}}, %{{.*}} : index
  // CHECK: %[[PART:.*]] = affine.apply #{{.*}}()[%[[COUNT]]]
  // CHECK: ag.iota 0 (%[[PART]]) : tensor<?x4xi64>
  // CHECK: ag.all_gather ["dp"] {{.*}} : tensor<?x?x4xf32> -> tensor<?x?x4xf32>
  func.func @rows(%x: tensor<?x?x4xf32> {ag.dims = ["batch", "len", 4], ag.planned = #ag.sharding<[["dp"], [], []], [?, ?, 4]>})
      -> tensor<?x?x4xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %b = tensor.dim %x, %c0 : tensor<?x?x4xf32>
    %l = tensor.dim %x, %c1 : tensor<?x?x4xf32>
    %n = arith.muli %b, %l : index
    %f = ag.reshape %x (%n) {ag.strategy = #ag.strategy<[["dp"], [], []], []>} : tensor<?x?x4xf32> -> tensor<?x4xf32>
    %i = ag.iota 0 (%n) {ag.strategy = #ag.strategy<[["dp"], []], []>} : tensor<?x4xf32>
    %e = ag.add %f, %i {ag.strategy = #ag.strategy<[["dp"], []], []>} : tensor<?x4xf32>
    %y = ag.reshape %e (%b, %l) {ag.strategy = #ag.strategy<[["dp"], [], []], []>} : tensor<?x4xf32> -> tensor<?x?x4xf32>
    return %y : tensor<?x?x4xf32>
  }

  // Arguments with one name have one size, a multiple of all their rank counts.
  // CHECK-LABEL: @nested
  // CHECK: ag.all_gather ["tp"] %arg0 [0]
  // CHECK: tensor.extract_slice %arg2
  func.func @nested(%x: tensor<?xf32> {ag.dims = ["batch"], ag.planned = #ag.sharding<[["dp", "tp"]], [?]>},
                    %y: tensor<?xf32> {ag.dims = ["batch"], ag.planned = #ag.sharding<[["dp"]], [?]>},
                    %z: tensor<?xf32> {ag.dims = ["batch"]})
      -> (tensor<?xf32>, tensor<?xf32> {ag.planned = #ag.sharding<[["dp", "tp"]], [?]>}) {
    %a = ag.add %x, %y {ag.strategy = #ag.strategy<[["dp"]], []>} : tensor<?xf32>
    %b = ag.mul %a, %z {ag.strategy = #ag.strategy<[["dp", "tp"]], []>} : tensor<?xf32>
    return %a, %b : tensor<?xf32>, tensor<?xf32>
  }

  // Each rank appends to its block of the cache.
  // CHECK-LABEL: @appended
  // CHECK: ag.concat 1 %arg0, %arg1 : tensor<?x?x4xf32>, tensor<?x1x4xf32> -> tensor<?x?x4xf32>
  func.func @appended(%past: tensor<?x?x4xf32> {ag.dims = ["batch", "past", 4], ag.planned = #ag.sharding<[["dp"], [], []], [?, ?, 4]>},
                      %new: tensor<?x1x4xf32> {ag.dims = ["batch", 1, 4], ag.planned = #ag.sharding<[["dp"], [], []], [?, 1, 4]>})
      -> (tensor<?x?x4xf32> {ag.planned = #ag.sharding<[["dp"], [], []], [?, ?, 4]>}) {
    %y = ag.concat 1 %past, %new {ag.strategy = #ag.strategy<[["dp"], [], [], [], []], []>}
      : tensor<?x?x4xf32>, tensor<?x1x4xf32> -> tensor<?x?x4xf32>
    return %y : tensor<?x?x4xf32>
  }

  // The iter_arg grows by a multiple of the number of ranks.
  // CHECK-LABEL: @grown
  // CHECK: scf.for
  // CHECK: ag.concat 0
  // CHECK: scf.yield
  // CHECK: ag.exp {{.*}} : tensor<?xf32>
  func.func @grown(%x: tensor<?xf32> {ag.dims = ["batch"], ag.planned = #ag.sharding<[["tp"]], [?]>}) -> tensor<?xf32> {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%c = %x) -> (tensor<?xf32>) {
      %d = ag.concat 0 %c, %x : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
      scf.yield %d : tensor<?xf32>
    } {ag.planned = [unit, #ag.sharding<[["tp"]], [?]>, #ag.sharding<[["tp"]], [?]>]}
    %y = ag.exp %r {ag.strategy = #ag.strategy<[["tp"]], []>} : tensor<?xf32>
    return %y : tensor<?xf32>
  }

  // The reshape splits rows in two halves, whatever their number.
  // CHECK-LABEL: @halves
  // CHECK: ag.reshape {{.*}} : tensor<2x4xf32> -> tensor<4x2xf32>
  func.func @halves(%x: tensor<4x4xf32>) -> tensor<?x2xf32> {
    %c8 = arith.constant 8 : index
    %y = ag.reshape %x (%c8) {ag.strategy = #ag.strategy<[["dp"], [], []], []>} : tensor<4x4xf32> -> tensor<?x2xf32>
    return %y : tensor<?x2xf32>
  }
}
