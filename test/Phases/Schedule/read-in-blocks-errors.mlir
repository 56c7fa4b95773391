// RUN: ag-opt %s --target=cuda --to=schedule --split-input-file --verify-diagnostics

// A prefix sum has a result for each step.
func.func @sums(%x: tensor<4xf32>, %y: tensor<4xf32>, %s: tensor<f32>) -> (tensor<4xf32>, tensor<f32>) {
  // expected-error@+1 {{this op of linalg is not compiled for target=cuda yet: 'linalg.generic'}}
  %0:2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]} ins(%x : tensor<4xf32>) outs(%y, %s : tensor<4xf32>, tensor<f32>) {
  ^bb0(%in: f32, %out: f32, %sum: f32):
    %1 = arith.addf %in, %sum : f32
    linalg.yield %1, %1 : f32, f32
  } -> (tensor<4xf32>, tensor<f32>)
  return %0#0, %0#1 : tensor<4xf32>, tensor<f32>
}

// -----

// A branch demands that its indices are in bounds before it reads.
func.func @demands(%x: tensor<4xf32>, %i: tensor<3xi32>) -> tensor<3xf32> {
  %e = tensor.empty() : tensor<3xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%i : tensor<3xi32>) outs(%e : tensor<3xf32>) {
  ^bb0(%in: i32, %out: f32):
    %c0 = arith.constant 0 : i32
    %zero = arith.constant 0.0 : f32
    %isRead = arith.cmpi ne, %in, %c0 : i32
    %1 = scf.if %isRead -> f32 {
      %2 = arith.index_cast %in : i32 to index
      // expected-error@+1 {{a demand on each element is not compiled for target=cuda yet: 'ag.require'}}
      %3 = tensor.extract %x[%2] : tensor<4xf32>
      scf.yield %3 : f32
    } else {
      scf.yield %zero : f32
    }
    linalg.yield %1 : f32
  } -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// No block can check the positions.
func.func @slice_of_slice(%x: tensor<9xf32>, %e: tensor<i64>) -> tensor<f32> {
  %0 = tensor.extract %e[] : tensor<i64>
  %i = arith.index_cast %0 : i64 to index
  %1 = tensor.extract_slice %x[0] [%i] [1] : tensor<9xf32> to tensor<?xf32>
  // expected-error@+1 {{'tensor.extract_slice' op at a place that an element gives, of a tensor whose size elements give, is not compiled for target=cuda yet}}
  %2 = tensor.extract_slice %1[%i] [2] [1] : tensor<?xf32> to tensor<2xf32>
  %3 = ag.reduce sum %2 [0] : tensor<2xf32> -> tensor<f32>
  return %3 : tensor<f32>
}
