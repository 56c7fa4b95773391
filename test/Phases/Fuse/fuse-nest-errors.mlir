// Loops that the ops of a group do not share, or that are of another kind.
// RUN: ag-opt --ag-fuse %s --split-input-file --verify-diagnostics=only-expected -o %t.mlir

func.func @reduced(%x: tensor<2000x3000xf32>) -> tensor<2000x3000xf32> {
  // expected-error@+1 {{'ag.fused' op its loop along operand 0 dim 1 is none that its ops share}}
  %r = ag.fused (%a = %x : tensor<2000x3000xf32>) -> tensor<2000x3000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel operand 0 dim 1 by [4]>]>} {
    %m = ag.reduce max %a [1] : tensor<2000x3000xf32> -> tensor<2000xf32>
    %b = ag.broadcast %m [0] : tensor<2000xf32> -> tensor<2000x3000xf32>
    %s = ag.sub %a, %b : tensor<2000x3000xf32>
    ag.yield %s : tensor<2000x3000xf32>
  }
  return %r : tensor<2000x3000xf32>
}

// -----

func.func @stream(%x: tensor<2000x3000xf32>) -> tensor<2000x3000xf32> {
  // expected-error@+1 {{is no stream, because no op reduces that dimension, or the results need more than one pass over it}}
  %r = ag.fused (%a = %x : tensor<2000x3000xf32>) -> tensor<2000x3000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<stream operand 0 dim 1 by [4]>]>} {
    %m = ag.exp %a : tensor<2000x3000xf32>
    %s = ag.sub %a, %m : tensor<2000x3000xf32>
    ag.yield %s : tensor<2000x3000xf32>
  }
  return %r : tensor<2000x3000xf32>
}

// -----

func.func @sum(%x: tensor<2000x3000xf32>) -> tensor<2000x3000xf32> {
  // expected-error@+1 {{its loop along result 0 dim 0 adds nothing, expected it parallel}}
  %r = ag.fused (%a = %x : tensor<2000x3000xf32>) -> tensor<2000x3000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<sum result 0 dim 0 by [4]>]>} {
    %m = ag.exp %a : tensor<2000x3000xf32>
    %s = ag.sub %a, %m : tensor<2000x3000xf32>
    ag.yield %s : tensor<2000x3000xf32>
  }
  return %r : tensor<2000x3000xf32>
}

// -----

func.func @levels(%x: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{its loop along result 0 dim 0 has 2 tile sizes, expected one}}
  %r = ag.fused (%a = %x : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [64, 4]>]>} {
    %m = ag.exp %a : tensor<2000xf32>
    %s = ag.sub %a, %m : tensor<2000xf32>
    ag.yield %s : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}

// -----

func.func @march(%x: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{its nest is for "x86-65", which is no processor}}
  %r = ag.fused (%a = %x : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-65" loops [<parallel result 0 dim 0 by [64]>]>} {
    %m = ag.exp %a : tensor<2000xf32>
    %s = ag.sub %a, %m : tensor<2000xf32>
    ag.yield %s : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}

// -----

func.func @target(%x: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{no machine reads the `target` of a nest}}
  %r = ag.fused (%a = %x : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [64]>] target {stages = 2 : i64}>} {
    %m = ag.exp %a : tensor<2000xf32>
    %s = ag.sub %a, %m : tensor<2000xf32>
    ag.yield %s : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}
