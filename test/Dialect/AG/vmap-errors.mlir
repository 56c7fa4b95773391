// RUN: ag-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'ag.vmap' [function] there is no function @g with a body}}
  %0 = ag.vmap @g in [0] out [0] (%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----
func.func private @g(%x: f32) -> f32 { return %x : f32 }
func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'ag.vmap' [axes] there are 2 axes for 1 operands}}
  %0 = ag.vmap @g in [0, 0] out [0] (%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----
func.func private @g(%x: f32) -> f32 { return %x : f32 }
func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'ag.vmap' [axis] there is no dimension 1 of result 0, a 'tensor<3xf32>'}}
  %0 = ag.vmap @g in [0] out [1] (%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----
func.func private @g(%x: f32) -> f32 { return %x : f32 }
func.func @f(%x: tensor<3x4xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'ag.vmap' [types] argument 0 is a 'tensor<3x4xf32>', the function's a 'f32', which has no dimension 0 of the batch}}
  %0 = ag.vmap @g in [0] out [0] (%x) : (tensor<3x4xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----
func.func private @g(%x: f32) -> f32 { return %x : f32 }
func.func @f(%x: f32) -> f32 {
  // expected-error @+1 {{'ag.vmap' [batch] no operand has an axis, and there is no size}}
  %0 = ag.vmap @g in [none] out [none] (%x) : (f32) -> f32
  return %0 : f32
}

// -----
func.func private @g(%x: f32, %y: f32) -> f32 { return %x : f32 }
func.func @f(%x: tensor<3xf32>, %y: tensor<4xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'ag.vmap' [sizes] operand 1 has 4 elements, operand 0 has 3}}
  %0 = ag.vmap @g in [0, 0] out [0] (%x, %y) : (tensor<3xf32>, tensor<4xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
