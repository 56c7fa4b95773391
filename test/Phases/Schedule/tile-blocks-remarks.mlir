// A remark for each op says what the threads of a block do.
// RUN: ag-compile %s --target=cuda -o %t.o --remarks=ag-tile-blocks 2>&1 | FileCheck %s --implicit-check-not=remark:

// CHECK-DAG: :[[#@LINE+2]]:8: remark: [ag-tile-blocks] passed blocks: is computed by blocks of 256 threads, each of at most 1024 elements
func.func @long(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = ag.exp %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-DAG: :[[#@LINE+2]]:8: remark: [ag-tile-blocks] passed blocks: is computed by blocks of 256 threads, each of at most 12 elements
func.func @short(%x: tensor<3x4xf32>) -> tensor<3x4xf32> {
  %0 = ag.exp %x : tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// CHECK-DAG: :[[#@LINE+2]]:8: remark: [ag-tile-blocks] passed blocks: is reduced by blocks of 256 threads, each of at most 8 results: a warp of 32 threads for each
func.func @rows(%x: tensor<?x500xf32>) -> tensor<?xf32> {
  %0 = ag.reduce sum %x [1] : tensor<?x500xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-DAG: :[[#@LINE+2]]:8: remark: [ag-tile-blocks] passed blocks: is reduced by blocks of 256 threads, each of at most 256 results: a thread for each
func.func @columns(%x: tensor<500x?xf32>) -> tensor<?xf32> {
  %0 = ag.reduce sum %x [0] : tensor<500x?xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-DAG: :[[#@LINE+2]]:8: remark: [ag-tile-blocks] passed blocks: is reduced by blocks of 256 threads, each of 1 result: all threads share it
func.func @all(%x: tensor<500xf32>) -> tensor<f32> {
  %0 = ag.reduce sum %x [0] : tensor<500xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-DAG: :[[#@LINE+2]]:8: remark: [ag-tile-blocks] passed blocks: is reduced by blocks of 256 threads, each of 1 result: a warp of 32 threads for it
func.func @few(%x: tensor<7x500xf32>) -> tensor<7xf32> {
  %0 = ag.reduce sum %x [1] : tensor<7x500xf32> -> tensor<7xf32>
  return %0 : tensor<7xf32>
}

// CHECK-DAG: :[[#@LINE+2]]:8: remark: [ag-tile-blocks] passed blocks: is reduced by blocks of 256 threads, each of at most 4096 results: a part of their tile for each thread, of operands in shared memory
func.func @product(%x: tensor<?x500xf32>, %y: tensor<500x70xf32>) -> tensor<?x70xf32> {
  %0 = ag.contract "ij,jk->ik" %x, %y : tensor<?x500xf32>, tensor<500x70xf32> -> tensor<?x70xf32>
  return %0 : tensor<?x70xf32>
}
