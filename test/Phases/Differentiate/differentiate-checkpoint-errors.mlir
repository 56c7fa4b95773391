// RUN: ag-opt %s --ag-differentiate=grad=f -split-input-file -verify-diagnostics

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  // expected-error@+1 {{ag.checkpoint is 0 : i64, expected a positive number of iterations}}
  %y = scf.for %i = %c0 to %c9 step %c1 iter_args(%s = %x) -> tensor<4xf32> {
    %1 = ag.mul %s, %s : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  } {ag.checkpoint = 0 : i64}
  return %y : tensor<4xf32>
}

// -----

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  // expected-error@+1 {{ag.checkpoint is -3 : i64, expected a positive number of iterations}}
  %y = scf.for %i = %c0 to %c9 step %c1 iter_args(%s = %x) -> tensor<4xf32> {
    %1 = ag.mul %s, %s : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  } {ag.checkpoint = -3 : i64}
  return %y : tensor<4xf32>
}

// -----

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  // expected-error@+1 {{ag.checkpoint is "all", expected a positive number of iterations}}
  %y = scf.for %i = %c0 to %c9 step %c1 iter_args(%s = %x) -> tensor<4xf32> {
    %1 = ag.mul %s, %s : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  } {ag.checkpoint = "all"}
  return %y : tensor<4xf32>
}

// -----

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  // expected-error@+1 {{ag.checkpoint is 9223372036854775808 : i128, expected}}
  %y = scf.for %i = %c0 to %c9 step %c1 iter_args(%s = %x) -> tensor<4xf32> {
    %1 = ag.mul %s, %s : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  } {ag.checkpoint = 9223372036854775808 : i128}
  return %y : tensor<4xf32>
}

// -----

func.func @f(%x: tensor<f32>) -> tensor<f32> {
  // expected-error@+1 {{ag.checkpoint is on an scf.while, expected an scf.for}}
  %r = scf.while (%t = %x) : (tensor<f32>) -> tensor<f32> {
    %1 = tensor.extract %t[] : tensor<f32>
    %c = arith.constant 1.0 : f32
    %2 = arith.cmpf olt, %1, %c : f32
    scf.condition(%2) %t : tensor<f32>
  } do {
  ^bb0(%t: tensor<f32>):
    %0 = ag.add %t, %t : tensor<f32>
    scf.yield %0 : tensor<f32>
  } attributes {ag.checkpoint = 3 : i64}
  return %r : tensor<f32>
}

// -----

// With the largest allowed value, the whole loop is one segment.

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %y = scf.for %i = %c0 to %c9 step %c1 iter_args(%s = %x) -> tensor<4xf32> {
    %1 = ag.mul %s, %s : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  } {ag.checkpoint = 9223372036854775807 : i64}
  return %y : tensor<4xf32>
}
