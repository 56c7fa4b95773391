// Reductions along a dimension that is not contiguous mean the same, if no
// other loop suits vectors or if unit dimensions follow. A remainder fills no
// vector.
// RUN: ag-run %s --entry=across --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=columns --on=cpu --input=randn:1 --input=randn:2 --input=randn:3 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=inner --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim n=37 --atol=1e-4 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim n=0 --same-as=%s
// RUN: ag-run %s --entry=onto --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-opt %s --to=schedule | FileCheck %s

// CHECK-LABEL: func.func @across(
// CHECK: vector.from_elements
// CHECK: vector.insert_strided_slice
func.func @across(%x: tensor<37x37xf32>, %y: tensor<37x37xf32>) -> tensor<f32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> ()>], iterator_types = ["reduction", "reduction"]}
      ins(%x, %y : tensor<37x37xf32>, tensor<37x37xf32>) outs(%least : tensor<f32>) {
  ^bb0(%a: f32, %b: f32, %old: f32):
    %1 = arith.mulf %a, %b : f32
    %2 = arith.maximumf %old, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @columns(
// CHECK-NOT: vector.from_elements
// CHECK: vector.transfer_read {{.*}} : tensor<37xf32>, vector<32xf32>
// CHECK-LABEL: func.func @inner(
func.func @columns(%x: tensor<37x1xf32>, %y: tensor<37x1xbf16>, %z: tensor<3x1x1xf64>) -> (tensor<1xf32>, tensor<1xbf16>, tensor<f64>) {
  %0 = ag.reduce sum %x [0] : tensor<37x1xf32> -> tensor<1xf32>
  %1 = ag.reduce max %y [0] : tensor<37x1xbf16> -> tensor<1xbf16>
  %2 = ag.reduce prod %z [0, 1, 2] : tensor<3x1x1xf64> -> tensor<f64>
  return %0, %1, %2 : tensor<1xf32>, tensor<1xbf16>, tensor<f64>
}

func.func @inner(%x: tensor<7x75x1xi8>) -> (tensor<7x1xi8>, tensor<1xi8>) {
  %0 = ag.reduce min %x [1] : tensor<7x75x1xi8> -> tensor<7x1xi8>
  %1 = ag.reduce sum %x [0, 1] : tensor<7x75x1xi8> -> tensor<1xi8>
  return %0, %1 : tensor<7x1xi8>, tensor<1xi8>
}

func.func @dynamic(%x: tensor<?x1xf32> {ag.dims = ["n", 1]}) -> tensor<1xf32> {
  %0 = ag.reduce sum %x [0] : tensor<?x1xf32> -> tensor<1xf32>
  return %0 : tensor<1xf32>
}

// An op that reads the initial value of its result is separate.
func.func @onto(%x: tensor<3x3xf32>, %y: tensor<3x3xf32>) -> tensor<3xf32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x3xf32>) outs(%y : tensor<3x3xf32>) {
  ^bb0(%a: f32, %old: f32):
    %1 = arith.addf %old, %a : f32
    linalg.yield %1 : f32
  } -> tensor<3x3xf32>
  %2 = ag.reduce max %0 [0] : tensor<3x3xf32> -> tensor<3xf32>
  return %2 : tensor<3xf32>
}
