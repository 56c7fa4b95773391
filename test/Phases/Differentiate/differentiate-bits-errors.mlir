// No derivative flows through the bits of a float, which would make a wrong gradient of 0. Both modes refuse them, in bodies,
// in regions, and by way of integers; bits of what is not differentiated by, or does not flow, are no obstacle.
// RUN: ag-opt %s --split-input-file --verify-diagnostics --ag-differentiate=grad=f -o %t
// RUN: ag-opt %s --split-input-file --verify-diagnostics --ag-differentiate=grad=f:mode=jvp -o %t
// RUN: FileCheck %s < %t
// CHECK: @f_

// |x| by a mask of bits, whose slope is not 0.
func.func @f(%x: f32) -> f32 {
  %mask = arith.constant 0x7FFFFFFF : i32
  // expected-error@+2 {{'arith.bitcast' has no derivative: it reads the bits of a float; if none is to flow through it, pass ag.stop_gradient of that}}
  // expected-note@-3 {{it depends on argument 0, by which the function is differentiated}}
  %0 = arith.bitcast %x : f32 to i32
  %1 = arith.andi %0, %mask : i32
  %2 = arith.bitcast %1 : i32 to f32
  return %2 : f32
}

// -----

func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  // expected-note@+1 {{by way of this 'math.sin'}}
  %s = math.sin %x : tensor<4xf32>
  %0 = linalg.map ins(%s : tensor<4xf32>) outs(%e : tensor<4xf32>) (%a: f32, %o: f32) {
    // expected-error@+2 {{'arith.bitcast' has no derivative: it reads the bits of a float}}
    // expected-note@-6 {{it depends on argument 0}}
    %i = arith.bitcast %a : f32 to i32
    %b = arith.bitcast %i : i32 to f32
    linalg.yield %b : f32
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @f(%x: f16) -> bf16 {
  // expected-error@+2 {{'arith.bitcast' has no derivative: it reads the bits of a float}}
  // expected-note@-2 {{it depends on argument 0}}
  %0 = arith.bitcast %x : f16 to bf16
  return %0 : bf16
}

// -----

// Random bits become floats; those of a stopped float are constants.
func.func @f(%x: tensor<4xf32>, %i: tensor<4xi32>) -> tensor<4xf32> {
  %0 = arith.bitcast %i : tensor<4xi32> to tensor<4xf32>
  %1 = ag.stop_gradient %x : tensor<4xf32>
  %2 = arith.bitcast %1 : tensor<4xf32> to tensor<4xi32>
  %3 = arith.bitcast %2 : tensor<4xi32> to tensor<4xf32>
  %4 = arith.mulf %x, %0 : tensor<4xf32>
  %5 = arith.mulf %4, %3 : tensor<4xf32>
  return %5 : tensor<4xf32>
}
