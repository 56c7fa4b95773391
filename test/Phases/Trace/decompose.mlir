// Composite ops are decomposed before the sizes are computed, and interpreted as their decompositions.
// RUN: ag-opt --ag-decompose %s | FileCheck %s
// RUN: ag-opt --ag-decompose %s -o %t
// RUN: ag-run %s --entry=softmax --input=randn:1 --same-as=%t
// RUN: ag-run %s --entry=softmax --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=pack --dim=n=13 --dim=m=6 --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=unpack --dim=n=3 --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=alloc --dim=n=5 --input=randn:1 --on=cpu --same-as=%s
// RUN: ag-run %s --entry=guarded --input=randn:1 --input=iota --on=cpu --same-as=%s

// CHECK-LABEL: func @softmax
// CHECK-NOT: linalg.softmax
// CHECK: math.exp
func.func @softmax(%x: tensor<7x13xf32>) -> tensor<7x13xf32> {
  %e = tensor.empty() : tensor<7x13xf32>
  %0 = linalg.softmax dimension(1) ins(%x : tensor<7x13xf32>) outs(%e : tensor<7x13xf32>) -> tensor<7x13xf32>
  return %0 : tensor<7x13xf32>
}

// CHECK-LABEL: func @pack
// CHECK-NOT: linalg.pack
// CHECK: tensor.pad
// CHECK: tensor.expand_shape
// CHECK: linalg.transpose
func.func @pack(%x: tensor<?x?xf32> {ag.dims = ["n", "m"]}) -> tensor<?x?x8x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0.5 : f32
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?xf32>
  %a = affine.apply affine_map<()[s] -> (s ceildiv 8)>()[%n]
  %b = affine.apply affine_map<()[s] -> (s ceildiv 4)>()[%m]
  %e = tensor.empty(%a, %b) : tensor<?x?x8x4xf32>
  %p = linalg.pack %x padding_value(%z : f32) inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %e : tensor<?x?xf32> -> tensor<?x?x8x4xf32>
  return %p : tensor<?x?x8x4xf32>
}

// CHECK-LABEL: func @unpack
// CHECK-NOT: linalg.unpack
// CHECK: linalg.transpose
// CHECK: tensor.collapse_shape
// CHECK: tensor.extract_slice
func.func @unpack(%p: tensor<?x3x8x4xf32> {ag.dims = ["n", 3, 8, 4]}) -> tensor<?x11xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %p, %c0 : tensor<?x3x8x4xf32>
  %a = affine.apply affine_map<()[s] -> (s * 8 - 3)>()[%n]
  %e = tensor.empty(%a) : tensor<?x11xf32>
  %u = linalg.unpack %p inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %e : tensor<?x3x8x4xf32> -> tensor<?x11xf32>
  return %u : tensor<?x11xf32>
}

// CHECK-LABEL: func @alloc
// CHECK: tensor.empty(%{{.*}}) : tensor<?xf32>
// CHECK-NOT: alloc_tensor
// CHECK: linalg.add ins(%arg0, %arg0
func.func @alloc(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %e = bufferization.alloc_tensor(%n) : tensor<?xf32>
  %c = bufferization.alloc_tensor() copy(%x) : tensor<?xf32>
  %0 = linalg.add ins(%x, %c : tensor<?xf32>, tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: func @guarded
// CHECK: linalg.generic
// CHECK: ag.require %{{.*}}, "index must be smaller than dim size"
func.func @guarded(%x: tensor<4x8xf32>, %i: tensor<4xi64>) -> (tensor<8x4xf32>, tensor<4xi64>) {
  %e0 = tensor.empty() : tensor<8x4xf32>
  %t = linalg.transpose ins(%x : tensor<4x8xf32>) outs(%e0 : tensor<8x4xf32>) permutation = [1, 0]
  %e = tensor.empty() : tensor<4xi64>
  %c8 = arith.constant 8 : i64
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%i : tensor<4xi64>) outs(%e : tensor<4xi64>) {
  ^bb0(%in: i64, %out: i64):
    %ok = arith.cmpi slt, %in, %c8 : i64
    cf.assert %ok, "index must be smaller than dim size"
    linalg.yield %in : i64
  } -> tensor<4xi64>
  return %t, %0 : tensor<8x4xf32>, tensor<4xi64>
}
