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
