// A reduction of a fused constant reads only a tensor that fixes its trip
// count. That tensor is neither computed nor written.
// RUN: ag-opt %s --to=schedule | FileCheck %s
// RUN: ag-run %s --entry=columns --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=rows --on=cpu --input=randn:1 --dim n=5 --same-as=%s
// RUN: ag-run %s --entry=rows --on=cpu --input=randn:1 --dim n=0 --same-as=%s
// RUN: ag-run %s --entry=every --on=cpu --input=iota --same-as=%s

// CHECK-LABEL: func.func @columns(
// CHECK-NOT: tensor.empty() : tensor<4x33xi32>
// CHECK: vector.transfer_write %{{.*}} : vector<8xi32>, tensor<33xi32>
// CHECK-NOT: tensor.empty() : tensor<4x33xi32>
// CHECK: return
func.func @columns(%x: tensor<4x33xi32>) -> tensor<33xi32> {
  %z = ag.sub %x, %x : tensor<4x33xi32>
  %m = ag.reduce max %z [0] : tensor<4x33xi32> -> tensor<33xi32>
  %b = ag.broadcast %m [1] : tensor<33xi32> -> tensor<4x33xi32>
  %d = ag.sub %z, %b : tensor<4x33xi32>
  %s = ag.reduce sum %d [0] : tensor<4x33xi32> -> tensor<33xi32>
  return %s : tensor<33xi32>
}

func.func @rows(%x: tensor<?x33xi8> {ag.dims = ["n", 33]}) -> tensor<33xi8> {
  %n = ag.neg %x : tensor<?x33xi8>
  %z = ag.add %x, %n : tensor<?x33xi8>
  %m = ag.reduce min %z [0] : tensor<?x33xi8> -> tensor<33xi8>
  return %m : tensor<33xi8>
}

// A result has an element for each iteration of the reduction.
// CHECK-LABEL: func.func @every(
// CHECK: linalg.generic
func.func @every(%x: tensor<4x33xi32>) -> (tensor<4x33xi32>, tensor<33xi32>) {
  %c0 = arith.constant 0 : i32
  %e = tensor.empty() : tensor<4x33xi32>
  %a = tensor.empty() : tensor<33xi32>
  %i = linalg.fill ins(%c0 : i32) outs(%a : tensor<33xi32>) -> tensor<33xi32>
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x33xi32>) outs(%e, %i : tensor<4x33xi32>, tensor<33xi32>) {
  ^bb0(%in: i32, %old: i32, %sum: i32):
    %1 = arith.addi %sum, %in : i32
    linalg.yield %1, %1 : i32, i32
  } -> (tensor<4x33xi32>, tensor<33xi32>)
  return %r#0, %r#1 : tensor<4x33xi32>, tensor<33xi32>
}
