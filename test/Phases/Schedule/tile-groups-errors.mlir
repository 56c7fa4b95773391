// RUN: ag-opt %s --ag-tile-groups -split-input-file -verify-diagnostics

// Two sums have no loop in common.
func.func @apart(%x: tensor<8xf32>, %y: tensor<5xf32>, %r: tensor<f32>, %s: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %0:2 = ag.fused (%a = %x : tensor<8xf32>, %b = %y : tensor<5xf32>, %c = %r : tensor<f32>, %d = %s : tensor<f32>) -> (tensor<f32>, tensor<f32>) {
    %1 = linalg.reduce ins(%a : tensor<8xf32>) outs(%c : tensor<f32>) dimensions = [0]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    // expected-error@+1 {{'linalg.reduce' op is in a group, but it has no loop in common with the others; expected it outside}}
    %2 = linalg.reduce ins(%b : tensor<5xf32>) outs(%d : tensor<f32>) dimensions = [0]
        (%in: f32, %out: f32) {
      %t = arith.addf %in, %out : f32
      linalg.yield %t : f32
    }
    ag.yield %1, %2 : tensor<f32>, tensor<f32>
  }
  return %0#0, %0#1 : tensor<f32>, tensor<f32>
}

// -----

func.func @effect(%x: tensor<4xf32>, %go: i1) -> tensor<4xf32> {
  %0 = ag.fused (%a = %x : tensor<4xf32>, %b = %go : i1) -> tensor<4xf32> {
    // expected-error@+1 {{'ag.fused' [effects] 'ag.require' has effects, or may have some; expected it outside of the group}}
    ag.require %b, "go"
    ag.yield %a : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @nested(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    // expected-error@+1 {{'ag.fused' [nested] this group stands in another; expected them side by side, or one}}
    %1 = ag.fused (%b = %a : tensor<4xf32>) -> tensor<4xf32> {
      ag.yield %b : tensor<4xf32>
    }
    ag.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

// The attributes of a group are checked if no phase has created it.
func.func @passes(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.fused' op [passes] says 2, but its ops are 1; leave it out, or write that}}
  %0 = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {passes = 2 : i64} {
    %e = tensor.empty() : tensor<4xf32>
    %1 = linalg.exp ins(%a : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @form(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.fused' op [form] says "0123456789abcdef", but its ops are "}}
  %0 = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {form = "0123456789abcdef"} {
    %e = tensor.empty() : tensor<4xf32>
    %1 = linalg.exp ins(%a : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

// Two matrices are written once each, and have no loop in common.
func.func @turned(%x: tensor<8x9xf32>, %y: tensor<9x8xf32>) -> (tensor<8x9xf32>, tensor<9x8xf32>) {
  %0:2 = ag.fused (%a = %x : tensor<8x9xf32>, %b = %y : tensor<9x8xf32>) -> (tensor<8x9xf32>, tensor<9x8xf32>) {
    %e = tensor.empty() : tensor<8x9xf32>
    %f = tensor.empty() : tensor<9x8xf32>
    %1 = linalg.exp ins(%a : tensor<8x9xf32>) outs(%e : tensor<8x9xf32>) -> tensor<8x9xf32>
    // expected-error@+1 {{'linalg.tanh' op is in a group, but it has no loop in common with the others; expected it outside}}
    %2 = linalg.tanh ins(%b : tensor<9x8xf32>) outs(%f : tensor<9x8xf32>) -> tensor<9x8xf32>
    ag.yield %1, %2 : tensor<8x9xf32>, tensor<9x8xf32>
  }
  return %0#0, %0#1 : tensor<8x9xf32>, tensor<9x8xf32>
}

// -----

func.func @halves(%x: tensor<8x9xf32>, %y: tensor<9x8xf32>) -> (tensor<8xf32>, tensor<9x8xf32>) {
  %0:2 = ag.fused (%a = %x : tensor<8x9xf32>, %b = %y : tensor<9x8xf32>) -> (tensor<8xf32>, tensor<9x8xf32>) {
    %1 = ag.reduce sum %a [1] : tensor<8x9xf32> -> tensor<8xf32>
    // expected-error@+1 {{'ag.tanh' op is in a group, but it has no loop in common with the others; expected it outside}}
    %2 = ag.tanh %b : tensor<9x8xf32>
    ag.yield %1, %2 : tensor<8xf32>, tensor<9x8xf32>
  }
  return %0#0, %0#1 : tensor<8xf32>, tensor<9x8xf32>
}
