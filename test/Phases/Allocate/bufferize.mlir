// RUN: ag-opt --ag-bufferize %s | FileCheck %s

#map = affine_map<(i) -> (i)>

// The computation writes into the result's buffer; nothing is allocated.
// CHECK-LABEL: func @in_place(%arg0: memref<4xf32>, %arg1: memref<4xf32>)
// CHECK-NOT: memref.alloc
// CHECK: linalg.generic {{.*}} ins(%arg0 : memref<4xf32>) outs(%arg1 : memref<4xf32>)
func.func @in_place(%x: tensor<4xf32> {bufferization.writable = false}, %r: memref<4xf32>) {
  %e = tensor.empty() : tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  } -> tensor<4xf32>
  bufferization.materialize_in_destination %y in restrict writable %r : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// A strided copy becomes a loop; a contiguous one does not.
// CHECK-LABEL: func @copies
// CHECK: linalg.copy
// CHECK: memref.copy
func.func @copies(%x: tensor<4x8xf32> {bufferization.writable = false}, %r: memref<4x4xf32>, %q: memref<4x8xf32>) {
  %s = tensor.extract_slice %x[0, 0] [4, 4] [1, 1] : tensor<4x8xf32> to tensor<4x4xf32>
  bufferization.materialize_in_destination %s in restrict writable %r : (tensor<4x4xf32>, memref<4x4xf32>) -> ()
  bufferization.materialize_in_destination %x in restrict writable %q : (tensor<4x8xf32>, memref<4x8xf32>) -> ()
  return
}

// Each branch computes in the destination, not only the first one found.
// CHECK-LABEL: func @either
// CHECK-NOT: memref.alloc
// CHECK: linalg.fill {{.*}} outs(%arg2 : memref<?xf32>)
// CHECK: linalg.fill {{.*}} outs(%arg2 : memref<?xf32>)
// CHECK: return
func.func @either(%x: tensor<?xf32>, %k: i1, %out: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %to = bufferization.to_tensor %out restrict writable : memref<?xf32> to tensor<?xf32>
  %e = tensor.empty(%n) : tensor<?xf32>
  %r = scf.if %k -> tensor<?xf32> {
    %a = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %a : tensor<?xf32>
  } else {
    %a = linalg.fill ins(%one : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    scf.yield %a : tensor<?xf32>
  }
  %put = bufferization.materialize_in_destination %r in %to : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  bufferization.materialize_in_destination %put in restrict writable %out : (tensor<?xf32>, memref<?xf32>) -> ()
  return
}
