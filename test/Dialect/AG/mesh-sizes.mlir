// Names of dimensions are whole sizes: two blocks of one name are equal only if they have the same number of ranks.
// RUN: ag-opt %s --ag-insert-checks | FileCheck %s
module attributes {ag.mesh = #ag.mesh<a = 2, b = 3>} {
  // CHECK-LABEL: func.func @equal
  // CHECK-NOT: ag.require
  // CHECK: return
  func.func @equal(%x: tensor<?xf32> {ag.dims = ["n"], ag.sharding = #ag.sharding<[["a"]], [?]>},
                   %y: tensor<?xf32> {ag.dims = ["n"]},
                   %z: tensor<?xf32> {ag.dims = ["n"], ag.sharding = #ag.sharding<[["a"]], [?]>})
      -> (tensor<?xf32>, tensor<?xf32>) {
    %0 = ag.all_gather ["a"] %x [0] : tensor<?xf32> -> tensor<?xf32>
    %1 = ag.add %0, %y : tensor<?xf32>
    %2 = ag.add %x, %z : tensor<?xf32>
    return %1, %2 : tensor<?xf32>, tensor<?xf32>
  }
  // CHECK-LABEL: func.func @other
  // CHECK: ag.require
  // CHECK: return
  func.func @other(%x: tensor<?xf32> {ag.dims = ["n"], ag.sharding = #ag.sharding<[["a"]], [?]>},
                   %y: tensor<?xf32> {ag.dims = ["n"], ag.sharding = #ag.sharding<[["b"]], [?]>}) -> tensor<?xf32> {
    %0 = ag.add %x, %y : tensor<?xf32>
    return %0 : tensor<?xf32>
  }
}
