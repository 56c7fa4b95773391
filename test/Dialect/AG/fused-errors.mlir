// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @arguments(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.fused' [arguments] the body takes ('tensor<8xf32>'), the operands are ('tensor<4xf32>')}}
  "ag.fused"(%x) ({
  ^bb0(%a: tensor<8xf32>):
    ag.yield
  }) : (tensor<4xf32>) -> ()
  return
}

// -----

func.func @results(%x: tensor<4xf32>) {
  %0 = ag.fused (%a = %x : tensor<4xf32>) -> tensor<8xf32> {
    // expected-error@+1 {{'ag.fused' [results] the body yields ('tensor<4xf32>'), the results are ('tensor<8xf32>')}}
    ag.yield %a : tensor<4xf32>
  }
  return
}

// -----

func.func @nested(%x: tensor<4xf32>) {
  %0 = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    // expected-error@+1 {{'ag.fused' [nested] this group stands in another; expected them side by side, or one}}
    %1 = ag.fused (%b = %a : tensor<4xf32>) -> tensor<4xf32> {
      ag.yield %b : tensor<4xf32>
    }
    ag.yield %1 : tensor<4xf32>
  }
  return
}

// -----

func.func @nested_in_region(%x: tensor<4xf32>) {
  %0 = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    %1 = ag.region "part" (%b = %a : tensor<4xf32>) -> tensor<4xf32> {
      // expected-error@+1 {{'ag.fused' [nested] this group stands in another}}
      %2 = ag.fused (%c = %b : tensor<4xf32>) -> tensor<4xf32> {
        ag.yield %c : tensor<4xf32>
      }
      ag.yield %2 : tensor<4xf32>
    }
    ag.yield %1 : tensor<4xf32>
  }
  return
}

// -----

func.func @demand(%c: i1) {
  ag.fused (%d = %c : i1) {
    scf.if %d {
      // expected-error@+1 {{'ag.fused' [effects] 'ag.require' has effects, or may have some; expected it outside of the group}}
      ag.require %d, "never"
    }
  }
  return
}

// -----

func.func @assert(%c: i1) {
  ag.fused (%d = %c : i1) {
    // expected-error@+1 {{'ag.fused' [effects] 'cf.assert' has effects}}
    cf.assert %d, "never"
  }
  return
}

// -----

func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32>
func.func @call(%x: tensor<4xf32>) {
  %0 = ag.fused (%a = %x : tensor<4xf32>) -> tensor<4xf32> {
    // expected-error@+1 {{'ag.fused' [effects] 'func.call' has effects, or may have some}}
    %1 = func.call @f(%a) : (tensor<4xf32>) -> tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  return
}

// -----

func.func @passes() {
  // expected-error@+1 {{'ag.fused' [passes] a group of 0 passes, expected at least 1}}
  ag.fused () attributes {passes = 0 : i64} {
  }
  return
}

// -----

func.func @form() {
  // expected-error@+1 {{'ag.fused' [form] "0123456789ABCDEF" is no hash, expected 16 digits of 0-9 and a-f}}
  ag.fused () attributes {form = "0123456789ABCDEF"} {
  }
  return
}

// -----

func.func @bytes() {
  // expected-error@+1 {{'ag.fused' [bytes] [8, 4, 2], expected two numbers, none negative: op by op, as a group}}
  ag.fused () attributes {bytes = array<i64: 8, 4, 2>} {
  }
  return
}

// -----

func.func @flops() {
  // expected-error@+1 {{'ag.fused' [flops] [8, -1], expected two numbers, none negative: op by op, as a group}}
  ag.fused () attributes {flops = array<i64: 8, -1>} {
  }
  return
}

// -----

func.func @mark() {
  // expected-error@+1 {{'ag.fused' op attribute 'passes' failed to satisfy constraint: 64-bit signless integer attribute}}
  ag.fused () attributes {passes = "two"} {
  }
  return
}

// -----

func.func @isolated(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-note@+1 {{required by region isolation constraints}}
  %0 = ag.fused () -> tensor<4xf32> {
    // expected-error@+1 {{using value defined outside the region}}
    %1 = ag.exp %x : tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
