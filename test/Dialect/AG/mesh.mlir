// RUN: ag-opt %s | ag-opt | FileCheck %s
// RUN: ag-opt %s -mlir-print-op-generic | ag-opt | FileCheck %s
// RUN: ag-opt %s --cse --resolve-ranked-shaped-type-result-dims --canonicalize | FileCheck %s --check-prefix=SAME

// CHECK: module attributes {ag.mesh = #ag.mesh<dp = 2, "t p" = 4>}
module attributes {ag.mesh = #ag.mesh<dp = 2, "t p" = 4>} {
  // CHECK: func.func @blocks(%{{.*}}: tensor<4x4xf32> {ag.sharding = #ag.sharding<{{\[\[}}"dp"], ["t p"]], [8, 15]>}, %{{.*}}: tensor<?xf32>)
  // CHECK-SAME: -> (tensor<?xf32> {ag.sharding = #ag.sharding<{{\[\[}}"dp", "t p"]], [?]>})
  func.func @blocks(%x: tensor<4x4xf32> {ag.sharding = #ag.sharding<[["dp"], ["t p"]], [8, 15]>}, %n: tensor<?xf32>) -> (tensor<?xf32> {ag.sharding = #ag.sharding<[["dp", "t p"]], [?]>}) {
    return %n : tensor<?xf32>
  }

  // CHECK: ag.parameter "w" {ag.sharding = #ag.sharding<{{\[\[}}], ["dp"]], [4, 16]>} : tensor<4x8xf32>
  func.func @parameter() -> tensor<4x8xf32> {
    %w = ag.parameter "w" {ag.sharding = #ag.sharding<[[], ["dp"]], [4, 16]>} : tensor<4x8xf32>
    return %w : tensor<4x8xf32>
  }

  // CHECK-LABEL: func.func @collectives
  // CHECK: ag.all_reduce max ["dp", "t p"] %{{.*}} : tensor<4x8xf32>
  // CHECK: ag.all_reduce sum ["dp"] %{{.*}}, %{{.*}} : tensor<4x8xf32>, tensor<?xf32>
  // CHECK: ag.all_gather ["t p"] %{{.*}}, %{{.*}} [1, 0] : tensor<4x8xf32>, tensor<?xf32> -> tensor<4x32xf32>, tensor<?xf32>
  // CHECK: ag.reduce_scatter prod ["dp"] %{{.*}} [0] : tensor<4x8xf32> -> tensor<2x8xf32>
  // CHECK: ag.all_to_all ["t p"] %{{.*}} [0] to [1] : tensor<4x8xf32> -> tensor<16x2xf32>
  // CHECK: ag.collective_permute ["dp"] %{{.*}} from [1, 0] : tensor<4x8xf32>
  // CHECK: ag.to_partial min ["dp"] %{{.*}} : tensor<4x8xf32>
  // CHECK: ag.mesh_index ["dp", "t p"] : index
  func.func @collectives(%x: tensor<4x8xf32>, %n: tensor<?xf32>) -> index {
    %0 = ag.all_reduce max ["dp", "t p"] %x : tensor<4x8xf32>
    %1:2 = ag.all_reduce sum ["dp"] %x, %n : tensor<4x8xf32>, tensor<?xf32>
    %2:2 = ag.all_gather ["t p"] %x, %n [1, 0] : tensor<4x8xf32>, tensor<?xf32> -> tensor<4x32xf32>, tensor<?xf32>
    %3 = ag.reduce_scatter prod ["dp"] %x [0] : tensor<4x8xf32> -> tensor<2x8xf32>
    %4 = ag.all_to_all ["t p"] %x [0] to [1] : tensor<4x8xf32> -> tensor<16x2xf32>
    %5 = ag.collective_permute ["dp"] %x from [1, 0] : tensor<4x8xf32>
    %6 = ag.to_partial min ["dp"] %x : tensor<4x8xf32>
    %7 = ag.mesh_index ["dp", "t p"] : index
    return %7 : index
  }

  // Equal collectives are merged; a size is known without the op.
  // SAME-LABEL: func.func @sizes
  // SAME-COUNT-1: ag.all_reduce
  // SAME-NOT: ag.all_reduce
  // SAME-NOT: ag.all_gather
  // SAME: return
  func.func @sizes(%n: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, index) {
    %c0 = arith.constant 0 : index
    %0 = ag.all_reduce sum ["dp"] %n : tensor<?xf32>
    %1 = ag.all_reduce sum ["dp"] %n : tensor<?xf32>
    %2 = ag.all_gather ["dp"] %n [0] : tensor<?xf32> -> tensor<?xf32>
    %d = tensor.dim %2, %c0 : tensor<?xf32>
    return %0, %1, %d : tensor<?xf32>, tensor<?xf32>, index
  }
}
