// RUN: ag-opt --fuse --split-input-file --verify-diagnostics %s
// RUN: not ag-opt --fuse=fast %s 2>&1 | FileCheck %s --check-prefix=VALUE
// VALUE: --fuse takes no value, got 'fast'

func.func @passes(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.fused' op [passes] says 2, but its ops are 1; leave it out, or write that}}
  %s = ag.fused (%a = %x : tensor<4x8xf32>) -> tensor<4xf32> attributes {passes = 2 : i64} {
    %e = ag.exp %a : tensor<4x8xf32>
    %r = ag.reduce sum %e [1] : tensor<4x8xf32> -> tensor<4xf32>
    ag.yield %r : tensor<4xf32>
  }
  return %s : tensor<4xf32>
}

// -----

func.func @form(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error@+1 {{'ag.fused' op [form] says "0123456789abcdef", but its ops are}}
  %s = ag.fused (%a = %x : tensor<4x8xf32>) -> tensor<4x8xf32> attributes {form = "0123456789abcdef"} {
    %e = ag.exp %a : tensor<4x8xf32>
    ag.yield %e : tensor<4x8xf32>
  }
  return %s : tensor<4x8xf32>
}

// -----

func.func @loop(%x: tensor<4xf32>, %y: tensor<8xf32>) -> (tensor<4xf32>, tensor<8xf32>) {
  %s:2 = ag.fused (%a = %x : tensor<4xf32>, %b = %y : tensor<8xf32>) -> (tensor<4xf32>, tensor<8xf32>) {
    // expected-error@+1 {{'ag.exp' op is in a group, but it has no loop in common with the others; expected it outside}}
    %e = ag.exp %a : tensor<4xf32>
    %f = ag.exp %b : tensor<8xf32>
    ag.yield %e, %f : tensor<4xf32>, tensor<8xf32>
  }
  return %s#0, %s#1 : tensor<4xf32>, tensor<8xf32>
}

// -----

func.func @whole(%x: tensor<4xf32>) -> tensor<8xf32> {
  %s = ag.fused (%a = %x : tensor<4xf32>) -> tensor<8xf32> {
    // expected-error@+1 {{'ag.concat' op is in a group, but it has no loop in common with the others; expected it outside}}
    %e = ag.concat 0 %a, %a : tensor<4xf32>, tensor<4xf32> -> tensor<8xf32>
    ag.yield %e : tensor<8xf32>
  }
  return %s : tensor<8xf32>
}

// -----

func.func @windows(%x: tensor<4xf32>, %k: tensor<3xf32>) -> tensor<6xf32> {
  %s = ag.fused (%a = %x : tensor<4xf32>, %b = %k : tensor<3xf32>) -> tensor<6xf32> {
    // expected-error@+1 {{'ag.contract' op is in a group, but it writes into windows, or leaves elements out; expected it outside}}
    %y = ag.contract "y,u->(y+u)" %a, %b : tensor<4xf32>, tensor<3xf32> -> tensor<6xf32>
    ag.yield %y : tensor<6xf32>
  }
  return %s : tensor<6xf32>
}

// -----

func.func @border(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    // expected-error@+1 {{'ag.region' op is in a group, but groups may not cross it; expected it outside}}
    %r = ag.region "alone" (%b = %a : tensor<4xf32>) -> tensor<4xf32> attributes {fuse = "within"} {
      %e = ag.exp %b : tensor<4xf32>
      ag.yield %e : tensor<4xf32>
    }
    ag.yield %r : tensor<4xf32>
  }
  return %s : tensor<4xf32>
}

// -----

func.func @unstated(%x: tensor<4x3xf32>, %i: tensor<2xi32>, %u: tensor<2x3xf32>) -> tensor<4x3xf32> {
  %s = ag.fused (%a = %x : tensor<4x3xf32>, %k = %i : tensor<2xi32>, %b = %u : tensor<2x3xf32>) -> tensor<4x3xf32> {
    // expected-error@+1 {{'ag.scatter' op is in a group, but it is not stated by loops, so that it can't share those of others; expected it outside}}
    %e = ag.scatter 0 drop %a, %k, %b : tensor<4x3xf32>, tensor<2xi32>, tensor<2x3xf32> -> tensor<4x3xf32>
    ag.yield %e : tensor<4x3xf32>
  }
  return %s : tensor<4x3xf32>
}

// -----

// The ops share no loop: the concat has all rows in its one dimension.
func.func @crossed(%x: tensor<4x8xf32>) -> tensor<8xf32> {
  %s = ag.fused (%a = %x : tensor<4x8xf32>) -> tensor<8xf32> {
    %r = ag.reduce sum %a [1] : tensor<4x8xf32> -> tensor<4xf32>
    // expected-error@+1 {{'ag.concat' op is in a group, but it has no loop in common with the others; expected it outside}}
    %c = ag.concat 0 %r, %r : tensor<4xf32>, tensor<4xf32> -> tensor<8xf32>
    ag.yield %c : tensor<8xf32>
  }
  return %s : tensor<8xf32>
}
