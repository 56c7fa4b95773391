// Other ops read these casts, too, so that they stay, and need the row's sum in front of them.
// RUN: ag-opt %s --ag-tile-groups -split-input-file -verify-diagnostics

func.func @summed(%q: tensor<70x8xbf16>, %k: tensor<45x8xbf16>, %v: tensor<45x8xbf16>) -> (tensor<70x8xbf16>, tensor<70xf32>) {
  // expected-error@+1 {{'ag.fused' op its loop along operand 1 dim 0 is no stream, because no op reduces that dimension, or the results need more than one pass over it}}
  %r:2 = ag.fused (%a = %q : tensor<70x8xbf16>, %b = %k : tensor<45x8xbf16>, %c = %v : tensor<45x8xbf16>) -> (tensor<70x8xbf16>, tensor<70xf32>)
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [32]>, <stream operand 1 dim 0 by [16]>]>} {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<70x8xbf16>, tensor<45x8xbf16> -> tensor<70x45xbf16>
    %x = ag.cast %s : tensor<70x45xbf16> -> tensor<70x45xf32>
    %m = ag.reduce max %x [1] : tensor<70x45xf32> -> tensor<70xf32>
    %mb = ag.broadcast %m [0] : tensor<70xf32> -> tensor<70x45xf32>
    %d = ag.sub %x, %mb : tensor<70x45xf32>
    %e = ag.exp %d : tensor<70x45xf32>
    %l = ag.reduce sum %e [1] : tensor<70x45xf32> -> tensor<70xf32>
    %lb = ag.broadcast %l [0] : tensor<70xf32> -> tensor<70x45xf32>
    %p = ag.div %e, %lb : tensor<70x45xf32>
    %w = ag.cast %p : tensor<70x45xf32> -> tensor<70x45xbf16>
    %wide = ag.cast %w : tensor<70x45xbf16> -> tensor<70x45xf32>
    %one = ag.reduce sum %wide [1] : tensor<70x45xf32> -> tensor<70xf32>
    %o = ag.contract "ij,jd->id" %w, %c : tensor<70x45xbf16>, tensor<45x8xbf16> -> tensor<70x8xbf16>
    ag.yield %o, %one : tensor<70x8xbf16>, tensor<70xf32>
  }
  return %r#0, %r#1 : tensor<70x8xbf16>, tensor<70xf32>
}

// -----

// A sum reads the weights as they are.
func.func @total(%q: tensor<70x8xbf16>, %k: tensor<45x8xbf16>, %v: tensor<45x8xbf16>) -> (tensor<70x8xbf16>, tensor<70xbf16>) {
  // expected-error@+1 {{'ag.fused' op its loop along operand 1 dim 0 is no stream, because no op reduces that dimension, or the results need more than one pass over it}}
  %r:2 = ag.fused (%a = %q : tensor<70x8xbf16>, %b = %k : tensor<45x8xbf16>, %c = %v : tensor<45x8xbf16>) -> (tensor<70x8xbf16>, tensor<70xbf16>)
      attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel result 0 dim 0 by [32]>, <stream operand 1 dim 0 by [16]>]>} {
    %s = ag.contract "id,jd->ij" %a, %b : tensor<70x8xbf16>, tensor<45x8xbf16> -> tensor<70x45xbf16>
    %x = ag.cast %s : tensor<70x45xbf16> -> tensor<70x45xf32>
    %m = ag.reduce max %x [1] : tensor<70x45xf32> -> tensor<70xf32>
    %mb = ag.broadcast %m [0] : tensor<70xf32> -> tensor<70x45xf32>
    %d = ag.sub %x, %mb : tensor<70x45xf32>
    %e = ag.exp %d : tensor<70x45xf32>
    %l = ag.reduce sum %e [1] : tensor<70x45xf32> -> tensor<70xf32>
    %lb = ag.broadcast %l [0] : tensor<70xf32> -> tensor<70x45xf32>
    %p = ag.div %e, %lb : tensor<70x45xf32>
    %w = ag.cast %p : tensor<70x45xf32> -> tensor<70x45xbf16>
    %top = ag.reduce sum %w [1] : tensor<70x45xbf16> -> tensor<70xbf16>
    %o = ag.contract "ij,jd->id" %w, %c : tensor<70x45xbf16>, tensor<45x8xbf16> -> tensor<70x8xbf16>
    ag.yield %o, %top : tensor<70x8xbf16>, tensor<70xbf16>
  }
  return %r#0, %r#1 : tensor<70x8xbf16>, tensor<70xbf16>
}
