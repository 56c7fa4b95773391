// A planned program becomes the program of one rank. All ranks together compute
// the same as the whole program.

// RUN: ag-opt --ag-partition %s -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: ag-run %t.mlir --entry=mlp --input=randn:1 --weights=randn:2 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=padded --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=residual --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=rounded --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=masked --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME
// RUN: ag-run %t.mlir --entry=loop --input=randn:1 --same-as=%s | FileCheck %s --check-prefix=SAME

// SAME: same

// CHECK: module attributes {ag.mesh = #ag.mesh<dp = 2, tp = 2>}
module attributes {ag.planned_mesh = #ag.mesh<dp = 2, tp = 2>} {
  // One product has split columns, the other split rows: one sum is exchanged.
  // CHECK-LABEL: @mlp(%arg0: tensor<2x8xf32> {ag.sharding = #ag.sharding<{{\[\[}}"dp"], []], [4, 8]>})
  // CHECK: ag.parameter "up" {ag.sharding = #ag.sharding<{{\[\[}}], ["tp"]], [8, 6]>} : tensor<8x3xf32>
  // CHECK: ag.parameter "down" {ag.sharding = #ag.sharding<{{\[\[}}"tp"], []], [6, 8]>} : tensor<3x8xf32>
  // CHECK: ag.contract "bi,io->bo" %arg0, {{.*}} : tensor<2x8xf32>, tensor<8x3xf32> -> tensor<2x3xf32>
  // CHECK: ag.tanh {{.*}} : tensor<2x3xf32>
  // CHECK: %[[PART:.*]] = ag.contract "bi,io->bo" {{.*}} : tensor<2x3xf32>, tensor<3x8xf32> -> tensor<2x8xf32>
  // CHECK: ag.all_reduce sum ["tp"] %[[PART]] : tensor<2x8xf32>
  // CHECK-NOT: ag.all
  // CHECK: return
  func.func @mlp(%x: tensor<4x8xf32> {ag.planned = #ag.sharding<[["dp"], []], [4, 8]>})
      -> (tensor<4x8xf32> {ag.planned = #ag.sharding<[["dp"], []], [4, 8]>}) {
    %up = ag.parameter "up" {ag.planned = #ag.sharding<[[], ["tp"]], [8, 6]>} : tensor<8x6xf32>
    %down = ag.parameter "down" {ag.planned = #ag.sharding<[["tp"], []], [6, 8]>} : tensor<6x8xf32>
    %h = ag.contract "bi,io->bo" %x, %up {ag.strategy = #ag.strategy<[["dp"], ["tp"], []], []>}
      : tensor<4x8xf32>, tensor<8x6xf32> -> tensor<4x6xf32>
    %a = ag.tanh %h {ag.strategy = #ag.strategy<[["dp"], ["tp"]], []>} : tensor<4x6xf32>
    %y = ag.contract "bi,io->bo" %a, %down {ag.strategy = #ag.strategy<[["dp"], [], ["tp"]], []>}
      : tensor<4x6xf32>, tensor<6x8xf32> -> tensor<4x8xf32>
    return %y : tensor<4x8xf32>
  }

  // 5 rows in 4 blocks of 2: the rows beyond the 5 are not reduced.
  // CHECK-LABEL: @padded(%arg0: tensor<2x3xf32>
  // CHECK: %[[REST:.*]] = arith.subi %c5{{.*}}
  // CHECK: %[[OWN:.*]] = tensor.extract_slice {{.*}} : tensor<2x3xf32> to tensor<?x3xf32>
  // CHECK: ag.reduce max %[[OWN]] [0]
  // CHECK: ag.all_reduce max ["dp", "tp"]
  func.func @padded(%x: tensor<5x3xf32> {ag.planned = #ag.sharding<[["dp", "tp"], []], [5, 3]>}) -> tensor<3xf32> {
    %e = ag.exp %x {ag.strategy = #ag.strategy<[["dp", "tp"], []], []>} : tensor<5x3xf32>
    %y = ag.reduce max %e [0] {ag.strategy = #ag.strategy<[[], ["dp", "tp"]], []>} : tensor<5x3xf32> -> tensor<3xf32>
    return %y : tensor<3xf32>
  }

  // A partial sum passes through an addition; one rank adds the other operand.
  // CHECK-LABEL: @residual
  // CHECK: %[[SUM:.*]] = ag.reduce sum
  // CHECK: %[[REST:.*]] = ag.to_partial sum ["tp"] %arg1
  // CHECK: %[[ADD:.*]] = ag.add %[[SUM]], %[[REST]]
  // CHECK: ag.all_reduce sum ["tp"] %[[ADD]]
  func.func @residual(%x: tensor<6x3xf32>, %r: tensor<3xf32>) -> tensor<3xf32> {
    %s = ag.reduce sum %x [0] {ag.strategy = #ag.strategy<[[], ["tp"]], []>} : tensor<6x3xf32> -> tensor<3xf32>
    %y = ag.add %s, %r {ag.strategy = #ag.strategy<[[]], [["tp"]]>} : tensor<3xf32>
    return %y : tensor<3xf32>
  }

  // Partial sums of bf16 are f32, and rounded once.
  // CHECK-LABEL: @rounded
  // CHECK: %[[WIDE:.*]] = ag.cast {{.*}} : tensor<3x4xbf16> -> tensor<3x4xf32>
  // CHECK: %[[PART:.*]] = ag.reduce sum %[[WIDE]] [0] : tensor<3x4xf32> -> tensor<4xf32>
  // CHECK: %[[ALL:.*]] = ag.all_reduce sum ["dp"] %[[PART]] : tensor<4xf32>
  // CHECK: ag.cast %[[ALL]] : tensor<4xf32> -> tensor<4xbf16>
  func.func @rounded(%x: tensor<6x4xbf16>) -> tensor<4xbf16> {
    %s = ag.reduce sum %x [0] {ag.strategy = #ag.strategy<[[], ["dp"]], []>} : tensor<6x4xbf16> -> tensor<4xbf16>
    return %s : tensor<4xbf16>
  }

  // A block of a causal mask has the offset of its rank.
  // CHECK-LABEL: @masked
  // CHECK: %[[RANK:.*]] = ag.mesh_index ["dp", "tp"]
  // CHECK: %[[FIRST:.*]] = arith.muli %[[RANK]], %c2
  // CHECK: ag.iota 0 : tensor<2x6xi64>
  // CHECK: arith.index_cast %[[FIRST]]
  func.func @masked(%x: tensor<6x6xf32>) -> tensor<6x6xf32> {
    %i = ag.iota 0 {ag.strategy = #ag.strategy<[["dp", "tp"], []], []>} : tensor<6x6xi32>
    %j = ag.iota 1 {ag.strategy = #ag.strategy<[["dp", "tp"], []], []>} : tensor<6x6xi32>
    %m = ag.compare le %j, %i {ag.strategy = #ag.strategy<[["dp", "tp"], []], []>} : tensor<6x6xi32>, tensor<6x6xi32> -> tensor<6x6xi1>
    %n = ag.neg %x {ag.strategy = #ag.strategy<[["dp", "tp"], []], []>} : tensor<6x6xf32>
    %y = ag.select %m, %x, %n {ag.strategy = #ag.strategy<[["dp", "tp"], []], []>} : tensor<6x6xi1>, tensor<6x6xf32>, tensor<6x6xf32> -> tensor<6x6xf32>
    return %y : tensor<6x6xf32>
  }

  // An iter_arg has one sharding.
  // CHECK-LABEL: @loop
  // CHECK: scf.for {{.*}} iter_args({{.*}}) -> (tensor<2x3xf32>)
  // CHECK: ag.tanh {{.*}} : tensor<2x3xf32>
  // CHECK: ag.all_gather ["tp"]
  func.func @loop(%x: tensor<4x3xf32>) -> tensor<4x3xf32> {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %three = arith.constant 3 : index
    %r = scf.for %i = %zero to %three step %one iter_args(%c = %x) -> (tensor<4x3xf32>) {
      %t = ag.tanh %c {ag.strategy = #ag.strategy<[["tp"], []], []>} : tensor<4x3xf32>
      scf.yield %t : tensor<4x3xf32>
    } {ag.planned = [unit, #ag.sharding<[["tp"], []], [4, 3]>, #ag.sharding<[["tp"], []], [4, 3]>]}
    return %r : tensor<4x3xf32>
  }
}
