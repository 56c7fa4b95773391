// RUN: ag-opt %s -split-input-file -verify-diagnostics=only-expected

func.func @static() {
  // expected-error@+1 {{'ag.parameter' [static] the parameter "w" is a 'tensor<?xf32>', expected a static shape}}
  %0 = ag.parameter "w" : tensor<?xf32>
  return
}

// -----

func.func @arguments(%x: tensor<4xf32>) {
  // expected-error@+1 {{'ag.region' [arguments] the body takes ('tensor<8xf32>'), the operands are ('tensor<4xf32>')}}
  "ag.region"(%x) <{name = "r"}> ({
  ^bb0(%a: tensor<8xf32>):
    ag.yield
  }) : (tensor<4xf32>) -> ()
  return
}

// -----

func.func @results(%x: tensor<4xf32>) {
  %0 = ag.region "r" (%a = %x : tensor<4xf32>) -> tensor<8xf32> {
    // expected-error@+1 {{'ag.region' [results] the body yields ('tensor<4xf32>'), the results are ('tensor<8xf32>')}}
    ag.yield %a : tensor<4xf32>
  }
  return
}

// -----

func.func @nobody(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.region' [rule] there is no function @rule with a body of one block}}
  %0 = ag.region "r" (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {vjp = @rule} {
    ag.yield %a : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

// expected-note@+1 {{it is here}}
func.func private @rule(%x: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32> {
  return %dy : tensor<4xf32>
}
func.func @types(%x: tensor<4xf32>, %n: tensor<2xi32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.region' [rule] @rule is of type '(tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>', expected '(tensor<4xf32>, tensor<2xi32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>': inputs, results and the results' cotangents to the inputs'}}
  %0 = ag.region "r" (%a = %x : tensor<4xf32>, %m = %n : tensor<2xi32>) -> tensor<4xf32> attributes {vjp = @rule} {
    ag.yield %a : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @no_rule(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.region' [surrogate] no rule is there that may differ; expected vjp}}
  %0 = ag.region "r" (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {surrogate} {
    ag.yield %a : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func private @rule(%x: tensor<4xf32>, %y: tensor<4xf32>, %dy: tensor<4xf32>) -> tensor<4xf32> {
  return %dy : tensor<4xf32>
}
func.func @parameter(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.region' [rule] the parameter 'w' stands inside, of which @rule gives no cotangent; expected an input}}
  %0 = ag.region "r" (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {vjp = @rule} {
    // expected-note@+1 {{it is here}}
    %w = ag.parameter "w" : tensor<4xf32>
    %1 = ag.add %a, %w : tensor<4xf32>
    ag.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @mark(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.region' op attribute 'checkpoint' failed to satisfy constraint: unit attribute}}
  %0 = ag.region "r" (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {checkpoint = 3} {
    ag.yield %a : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @fuse(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.region' [fuse] "maybe" is no way to fuse, expected "within", where ops are in groups with each other alone, or "never", where they are in none}}
  %0 = ag.region "r" (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {fuse = "maybe"} {
    ag.yield %a : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @fuse_is_text(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'ag.region' op attribute 'fuse' failed to satisfy constraint: string attribute}}
  %0 = ag.region "r" (%a = %x : tensor<4xf32>) -> tensor<4xf32> attributes {fuse = false} {
    ag.yield %a : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
