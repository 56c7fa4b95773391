// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @nest(%x: tensor<4xf32>, %n: index) {
  // expected-error@+1 {{'ag.fused' [nest] a loop iterates over operand 0 dim 1, but the group has no such dimension}}
  ag.fused (%a = %x : tensor<4xf32>) attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel operand 0 dim 1 by [4]>]>} {
  }
  return
}

// -----

func.func @nest_value(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.fused' [nest] a loop iterates over operand 1 dim 0, but the group has no such dimension}}
  ag.fused (%a = %x : tensor<4xf32>) attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel operand 1 dim 0 by [4]>]>} {
  }
  return
}

// -----

func.func @nest_number(%n: index) {
  // expected-error@+1 {{'ag.fused' [nest] a loop iterates over operand 0 dim 0, but the group has no such dimension}}
  ag.fused (%a = %n : index) attributes {nest = #ag.nest<"x86-64-v3" loops [<parallel operand 0 dim 0 by [4]>]>} {
  }
  return
}

// -----

// expected-error@+1 {{a tile of 0, expected at least 1}}
func.func private @tile() attributes {a = #ag.nest<"x86-64-v3" loops [<parallel operand 0 dim 0 by [0]>]>}

// -----

// expected-error@+1 {{a tile of -4, expected at least 1}}
func.func private @negative() attributes {a = #ag.nest<"x86-64-v3" loops [<parallel operand 0 dim 0 by [-4]>]>}

// -----

// expected-error@+1 {{5 tile sizes of a loop, expected 1 to 4}}
func.func private @levels() attributes {a = #ag.nest<"x86-64-v3" loops [<parallel operand 0 dim 0 by [64, 32, 16, 8, 4]>]>}

// -----

// expected-error@+1 {{operand 0 dim 0 has two loops, expected one}}
func.func private @twice() attributes {a = #ag.nest<"x86-64-v3" loops [<parallel operand 0 dim 0 by [4]>, <sum operand 0 dim 0 by [4]>]>}

// -----

// expected-error@+1 {{the stream along operand 0 dim 0 has loops in it, expected it to be the innermost}}
func.func private @stream() attributes {a = #ag.nest<"x86-64-v3" loops [<stream operand 0 dim 0 by [4]>, <parallel operand 0 dim 1 by [4]>]>}
