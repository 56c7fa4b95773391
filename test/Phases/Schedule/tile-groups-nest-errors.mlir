// These nests have loops that the ops do not have, or of another kind. No phase has created the groups.
// RUN: ag-opt %s --ag-tile-groups -split-input-file -verify-diagnostics

func.func @stream(%x: tensor<2000x3000xf32>, %o: tensor<2000x3000xf32>) -> tensor<2000x3000xf32> {
  // expected-error@+1 {{'ag.fused' op its loop along operand 0 dim 1 is no stream, because no op reduces that dimension, or the results need more than one pass over it}}
  %r = ag.fused (%a = %x : tensor<2000x3000xf32>, %b = %o : tensor<2000x3000xf32>) -> tensor<2000x3000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<stream operand 0 dim 1 by [4]>]>} {
    %e = linalg.exp ins(%a : tensor<2000x3000xf32>) outs(%b : tensor<2000x3000xf32>) -> tensor<2000x3000xf32>
    ag.yield %e : tensor<2000x3000xf32>
  }
  return %r : tensor<2000x3000xf32>
}

// -----

func.func @reduced(%x: tensor<2000x3000xf32>, %o: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{'ag.fused' op its loop along operand 0 dim 1 is none that its ops share}}
  %r = ag.fused (%a = %x : tensor<2000x3000xf32>, %b = %o : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel operand 0 dim 1 by [4]>]>} {
    %e = linalg.reduce { arith.maximumf } ins(%a : tensor<2000x3000xf32>) outs(%b : tensor<2000xf32>) dimensions = [1]
    %f = linalg.exp ins(%e : tensor<2000xf32>) outs(%b : tensor<2000xf32>) -> tensor<2000xf32>
    ag.yield %f : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}

// -----

func.func @sum(%x: tensor<2000xf32>, %o: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{'ag.fused' op its loop along result 0 dim 0 adds nothing, expected it parallel}}
  %r = ag.fused (%a = %x : tensor<2000xf32>, %b = %o : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<sum result 0 dim 0 by [4]>]>} {
    %e = linalg.exp ins(%a : tensor<2000xf32>) outs(%b : tensor<2000xf32>) -> tensor<2000xf32>
    ag.yield %e : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}

// -----

func.func @levels(%x: tensor<2000xf32>, %o: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{'ag.fused' op its loop along result 0 dim 0 has 2 tile sizes, expected one}}
  %r = ag.fused (%a = %x : tensor<2000xf32>, %b = %o : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [64, 4]>]>} {
    %e = linalg.exp ins(%a : tensor<2000xf32>) outs(%b : tensor<2000xf32>) -> tensor<2000xf32>
    ag.yield %e : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}

// -----

func.func @march(%x: tensor<2000xf32>, %o: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{'ag.fused' op its nest is for "x86-65", which is no processor}}
  %r = ag.fused (%a = %x : tensor<2000xf32>, %b = %o : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-65">} {
    %e = linalg.exp ins(%a : tensor<2000xf32>) outs(%b : tensor<2000xf32>) -> tensor<2000xf32>
    ag.yield %e : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}

// -----

func.func @target(%x: tensor<2000xf32>, %o: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{'ag.fused' op no machine reads the `target` of a nest}}
  %r = ag.fused (%a = %x : tensor<2000xf32>, %b = %o : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" target {stages = 2 : i64}>} {
    %e = linalg.exp ins(%a : tensor<2000xf32>) outs(%b : tensor<2000xf32>) -> tensor<2000xf32>
    ag.yield %e : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}

// -----

func.func @no_stated_loop(%x: tensor<2000xf32>, %n: tensor<7x9xf32>, %o: tensor<2000xf32>) -> tensor<2000xf32> {
  // expected-error@+1 {{'ag.fused' op its loop along operand 1 dim 1 is a loop of no op}}
  %r = ag.fused (%a = %x : tensor<2000xf32>, %c = %n : tensor<7x9xf32>, %b = %o : tensor<2000xf32>) -> tensor<2000xf32>
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel operand 1 dim 1 by [1]>]>} {
    %e = linalg.exp ins(%a : tensor<2000xf32>) outs(%b : tensor<2000xf32>) -> tensor<2000xf32>
    ag.yield %e : tensor<2000xf32>
  }
  return %r : tensor<2000xf32>
}
