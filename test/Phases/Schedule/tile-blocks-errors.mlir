// RUN: ag-opt %s --target=cuda --to=schedule --split-input-file --verify-diagnostics

func.func @loop(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  // expected-error@+1 {{control flow is not compiled for target=cuda yet: 'scf.for'}}
  %0 = scf.for %i = %c0 to %c3 step %c1 iter_args(%a = %x) -> tensor<4xf32> {
    %1 = ag.exp %a : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @element(%x: tensor<4xf32>, %v: tensor<f32>) -> tensor<5xf32> {
  // expected-error@+1 {{an element that decides what is run is not compiled for target=cuda yet: 'tensor.extract'}}
  %0 = ag.pad %x low [0] high [1] with %v : tensor<4xf32>, tensor<f32> -> tensor<5xf32>
  return %0 : tensor<5xf32>
}

// -----

func.func @constant(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+1 {{a constant whose elements differ is not compiled for target=cuda yet: 'arith.constant'}}
  %c = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = ag.add %x, %c : tensor<2xf32>
  return %0 : tensor<2xf32>
}
